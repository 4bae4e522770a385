import { decide } from '../engine/decide.ts'
import { isOff } from '../model/account.ts'
import { diceFor } from '../engine/dice.ts'
import type { Consent } from '../model/consent.ts'
import type { Cause, Decision, LeadDraft, Silence } from '../model/decision.ts'
import { laneOf } from '../model/message.ts'
import { isOccurrence } from '../model/occurrence.ts'
import { channelOf } from '../channels/channels.ts'
import type { Arrival, Thread } from './batch.ts'
import type { ContactTagChange } from '../contacts/tags.queries.ts'
import { tagKey, tagName } from '../model/tag.ts'
import type { NewMessage } from '../outbox/addMessages.queries.ts'
import type { OwnAddress } from '../endpoints/ownEndpoints.queries.ts'
import type { NewLead } from '../leads/addLeads.queries.ts'
import type { UnkeptLead } from '../leads/tellOfUnkeptLeads.ts'
import type { LaterSteps } from './decisions.queries.ts'
import type { DueRun, StoredRun } from '../automations/runs.queries.ts'
import type { NewConsent } from '../contacts/consents.queries.ts'
import { consentOf } from './consentOf.ts'
import { jobOf } from './effects.ts'
import { typingJob } from './typingJob.ts'
import { mailOfLead } from './leadMail.ts'
import type { NewMail } from '../model/mail.ts'
import type { NewJob } from '../model/job.ts'
import { detailOf } from '../platform/eventDetail.ts'
import type { NewEvent } from '../platform/tables/events.ts'
import type { InboxDeps } from './ingest.ts'

type CapturedLead = NewLead & { account_id: string }

/** Everything to be written in the transaction of the batch. */
export type Following = {
  events: NewEvent[]
  messages: NewMessage[]
  leads: CapturedLead[]
  /** Leads that their automation is set not to store. */
  unkept: (UnkeptLead & { account_id: string })[]
  /** The webhook addresses of automations that captured something, by automation. */
  webhooks: Map<string, OwnAddress>
  mails: NewMail[]
  /** The last change of each tag of each contact. */
  tags: Map<string, ContactTagChange>
  runs: Map<string, StoredRun>
  triggered: string[]
  later: LaterSteps[]
  jobs: NewJob[]
  consents: NewConsent[]
}

/**
 * Decides arrivals and due runs in the order of their times; each sees the changes of the ones before it. An answer that was written before
 * the question timed out counts, even if it arrived later.
 */
export function decideBatch(deps: InboxDeps, arrivals: Arrival[], due: DueRun[], threads: Map<string, Thread>, now: Date): Following {
  const following: Following = {
    events: [],
    messages: [],
    leads: [],
    unkept: [],
    webhooks: new Map(),
    mails: [],
    tags: new Map(),
    runs: new Map(),
    triggered: [],
    later: [],
    jobs: [],
    consents: [],
  }
  const moments = [
    ...due.map((run) => ({
      at: run.wakeAt!.getTime(),
      decide: () => decideWake(deps, threads.get(run.conversationId), run, now, following),
    })),
    ...arrivals.map((arrival) => ({ at: arrival.event.occurredAt.getTime(), decide: () => decideArrival(deps, arrival, now, following) })),
  ]
  moments.sort((a, b) => a.at - b.at)
  for (const moment of moments) moment.decide()
  return following
}

function decideArrival(deps: InboxDeps, arrival: Arrival, now: Date, following: Following): void {
  const { thread, event } = arrival
  if (!thread || arrival.hold || arrival.silence)
    return void following.events.push(keptEvent(arrival, null, now, arrival.silence ?? silenceWithoutThread(arrival)))
  const decision = decideOne(
    deps,
    thread,
    { type: 'event', eventId: arrival.eventId, event },
    `${arrival.account.id}/${event.key}`,
    now,
    arrival.tapped,
  )
  if (event.movedTo) decision.trace.push({ stage: 'moved', data: { to: event.movedTo[0]!.value } })
  following.events.push(keptEvent(arrival, decision, now, null))
  const consent = consentOf(event, decision.outcome)
  if (consent) following.consents.push(newConsent(deps, arrival, thread, consent))
  apply(deps, thread, decision, { eventId: arrival.eventId, mediaId: event.mediaId, commentedAt: event.occurredAt, now }, following)
  // An occurrence is not an act of the person: it does not count as their last one.
  if (!isOccurrence(event.kind) && event.occurredAt > thread.lastEventAt) thread.lastEventAt = event.occurredAt
  if (event.username && !event.isOwn) thread.state.username = event.username
  thread.changed = true
}

const newConsent = (deps: InboxDeps, { account, event, eventId }: Arrival, thread: Thread, consent: Consent): NewConsent => ({
  id: deps.newId(),
  workspace_id: account.workspaceId,
  account_id: account.id,
  contact_id: thread.contactId,
  channel: null,
  event_id: eventId,
  about: consent.about,
  is_given: consent.isGiven,
  source: consent.source,
  words: consent.words,
  source_id: consent.sourceId,
  at: event.occurredAt,
})

/** Continues a run whose wait ended: a delay is over, or the question timed out. */
function decideWake(deps: InboxDeps, thread: Thread | undefined, due: DueRun, now: Date, following: Following): void {
  const waiting = thread && [...thread.state.open, ...(thread.state.waiting ? [thread.state.waiting] : [])].find((run) => run.id === due.id)
  // An earlier event of this batch already continued it.
  if (!thread || waiting?.wakeAt?.getTime() !== due.wakeAt!.getTime()) return
  const decision = decideOne(deps, thread, { type: 'wake', run: waiting }, `${due.id}/${due.stepId}/${due.wakeAt!.getTime()}`, now)
  apply(deps, thread, decision, { eventId: due.eventId, mediaId: due.mediaId, commentedAt: due.startedBy, now }, following)
  // Shown in the trace of the event that started it (requirement F2).
  following.later.push({ event_id: due.eventId, steps: decision.trace.map((step) => ({ ...step, at: now.toISOString() })) })
  thread.changed = true
}

function decideOne(deps: InboxDeps, thread: Thread, cause: Cause, seed: string, now: Date, tapped: StoredRun | null = null): Decision {
  const set = thread.set!
  return decide(cause, {
    conversation: thread.state,
    set: set.compiled,
    versions: (id) => set.byVersion.get(id) ?? deps.sets.version(id),
    account: {
      active: !isOff(thread.account.status),
      defaultCountry: thread.account.defaultCountry,
      channel: thread.account.channel,
      limits: channelOf(thread.account.channel).limits,
      handPauseMs: thread.account.handPauseMinutes * 60_000,
      transcribes: deps.transcribes ?? false,
      handOverWords: thread.account.handOverWords,
      tellsProfiles: thread.account.status === 'active' && channelOf(thread.account.channel).lookUps?.profile !== undefined,
    },
    now,
    // Seeded with the event: a decision taken again after a crash is the same decision.
    dice: diceFor(seed),
    newId: deps.newId,
    tapped,
  })
}

type Occasion = { eventId: string; mediaId: string | null; commentedAt: Date | null; now: Date }

function apply(deps: InboxDeps, thread: Thread, decision: Decision, cause: Occasion, following: Following): void {
  const { account } = thread
  thread.state = decision.conversation
  following.triggered.push(...decision.triggered)
  for (const run of decision.runs) {
    following.runs.set(run.id, { ...run, workspaceId: account.workspaceId, accountId: account.id })
    const typing = typingJob(account, run, thread.set?.byVersion.get(run.versionId) ?? deps.sets.version(run.versionId), cause.now)
    if (typing) following.jobs.push(typing)
  }
  if (decision.effects.some(({ kind }) => kind === 'hand_over')) thread.handedOverAt = cause.now
  following.jobs.push(...decision.effects.map((effect) => jobOf(effect, thread, cause.now)))
  const { windowUntil } = thread.state
  const channel = channelOf(account.channel)
  const ids = decision.messages.map(() => deps.newId())
  decision.messages.forEach((message, at) =>
    following.messages.push({
      id: ids[at]!,
      workspace_id: account.workspaceId,
      account_id: account.id,
      conversation_id: thread.conversationId,
      contact_id: thread.contactId,
      lane: laneOf(message.kind),
      kind: message.kind,
      comment_id: message.commentId,
      media_id: cause.mediaId,
      content: message.content,
      not_before: cause.now,
      expires_at: channel.expiresAt({ kind: message.kind, content: message.content, windowUntil, commentedAt: cause.commentedAt }),
      by_hand: false,
      event_id: cause.eventId,
      automation_id: message.automationId,
      version_id: message.versionId,
      run_id: message.runId,
      step_id: message.stepId,
      variation: message.variation,
      created_at: cause.now,
      waits_for: message.waitsFor === null ? null : ids[message.waitsFor]!,
    }),
  )
  for (const { name, added } of decision.tags) {
    const key = tagKey(name)
    following.tags.set(`${thread.contactId}/${key}`, {
      contact_id: thread.contactId,
      workspace_id: account.workspaceId,
      tag_id: deps.newId(),
      key,
      name: tagName(name),
      added,
    })
  }
  for (const lead of decision.leads) {
    Object.assign(thread.savedFields, lead.fields)
    Object.assign(thread.state.fields, lead.fields)
    following.mails.push(
      ...mailOfLead({
        lead,
        isAsking: following.runs.get(lead.runId)?.state === 'waiting_answer',
        workspaceId: account.workspaceId,
        accountId: account.id,
        contactId: thread.contactId,
        username: thread.state.username,
        eventId: cause.eventId,
        now: cause.now,
      }),
    )
    addLead(thread, lead, cause, following)
  }
}

function addLead(thread: Thread, lead: LeadDraft, cause: Occasion, following: Following): void {
  const { account } = thread
  const { workspaceId } = account
  const { automationId, automationName, webhookUrl: url } = lead
  if (url) following.webhooks.set(automationId, { workspaceId, automationId, name: automationName, url })
  const { email = null, phone = null, name = null, ...custom } = lead.fields
  const fields = { email, phone, name, custom_fields: custom }
  const captured: CapturedLead = {
    id: lead.leadId,
    source: 'automation',
    unique_key: `run/${lead.runId}`,
    workspace_id: workspaceId,
    account_id: account.id,
    contact_id: thread.contactId,
    automation_id: automationId,
    version_id: lead.versionId,
    run_id: lead.runId,
    event_id: cause.eventId,
    ...fields,
    metadata: { eventId: cause.eventId, mediaId: cause.mediaId, versionId: lead.versionId, username: thread.state.username },
    captured_at: cause.now,
  }
  // Two saves of one run in one batch become one row: a statement must not write a row twice.
  const latest = (lead.keep ? following.leads : following.unkept).find((one) => one.run_id === lead.runId)
  if (latest) Object.assign(latest, fields)
  else if (lead.keep) following.leads.push(captured)
  else {
    const contact = { username: thread.state.username, name: thread.state.name }
    following.unkept.push({ ...captured, isFirst: lead.isFirst, automationName, contact })
  }
}

const silenceWithoutThread = ({ event }: Arrival): Silence => {
  if (isOccurrence(event.kind)) return 'no_conversation'
  if (event.standby) return 'standby'
  if (event.kind === 'echo') return 'echo'
  return event.isOwn ? 'own' : 'not_answerable'
}

function keptEvent(arrival: Arrival, decision: Decision | null, now: Date, silence: Silence | null): NewEvent {
  const { event, account, thread } = arrival
  return {
    id: arrival.eventId,
    workspace_id: account.workspaceId,
    account_id: account.id,
    conversation_id: thread?.conversationId ?? null,
    contact_id: thread?.contactId ?? null,
    body_id: arrival.bodyId,
    key: event.key,
    kind: event.kind,
    sender_id: event.personId,
    username: event.username ?? thread?.state.username ?? null,
    text: event.text,
    payload: event.payload,
    media_id: event.mediaId,
    external_id: event.externalId,
    detail: detailOf(event),
    occurred_at: event.occurredAt,
    received_at: arrival.receivedAt,
    decided_at: now,
    outcome: arrival.hold ? 'held' : (decision?.outcome ?? 'skipped'),
    silence: arrival.hold ? null : (decision?.silence ?? silence),
    automation_id: decision?.matched?.automationId ?? null,
    run_id: decision?.matched?.runId ?? null,
    automation_set: account.automationSet,
    decision: { candidates: decision?.candidates ?? [], trace: [...arrival.told, ...(decision?.trace ?? [])] },
  }
}

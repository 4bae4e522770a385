import { planDeliveries, type NewEndpointEvent } from '../endpoints/planDeliveries.queries.ts'
import type { Wants } from '../endpoints/wantedEvents.queries.ts'
import { findNames } from '../automations/automationNames.queries.ts'
import type { StoredRun } from '../automations/runs.queries.ts'
import type { EndpointEventType } from '../model/endpoint.ts'
import type { EventKind } from '../model/event.ts'
import type { Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import type { NewEvent } from '../platform/tables/events.ts'
import type { Arrival, Thread } from './batch.ts'

/** What a person says. */
const said = new Set<EventKind>(['comment', 'live_comment', 'mention', 'message', 'postback'])

type Told = { arrivals: readonly Arrival[]; events: readonly NewEvent[]; runs: readonly StoredRun[]; threads: ReadonlyMap<string, Thread> }

/**
 * Tells endpoints what people wrote, who wrote STOP, and which runs ended, in the transaction that decides it. Nothing is told twice of an
 * event that was held. Without an endpoint that wants it, it runs no statement. Out: whether anything is to be delivered.
 */
export async function raiseInboxEvents(
  trx: Trx,
  { wants, ...deps }: { newId: NewId; now: Date; wants: Wants },
  { arrivals, events, runs, threads }: Told,
): Promise<boolean> {
  const stored = new Map(events.map((event) => [event.id, event]))
  const told: NewEndpointEvent[] = []
  const optedOut = new Set<string>()
  for (const arrival of arrivals) {
    const event = stored.get(arrival.eventId)
    if (!event) continue
    const { account, thread } = arrival
    if (isSaid(arrival) && wants(account.workspaceId, 'message.received')) told.push(receivedOf(arrival, event))
    const isOut = event.outcome === 'opted_out' && thread?.state.optedOutAt?.getTime() === deps.now.getTime()
    if (!isOut || optedOut.has(thread.conversationId) || !wants(account.workspaceId, 'contact.opted_out')) continue
    optedOut.add(thread.conversationId)
    told.push(optedOutOf(arrival, event, thread))
  }
  const ended = runs.filter((run) => run.endedAt?.getTime() === deps.now.getTime() && wants(run.workspaceId, 'automation.finished'))
  if (ended.length) {
    const names = await findNames(
      trx,
      ended.map(({ automationId }) => automationId),
    )
    for (const run of ended) told.push(finishedOf(run, threads.get(run.conversationId), names.get(run.automationId) ?? null))
  }
  return (await planDeliveries(trx, deps, told)).waiting > 0
}

const isSaid = ({ event, hold }: Arrival): boolean =>
  said.has(event.kind) && event.noReply !== 'imported' && !event.isOwn && !event.standby && !hold

const about = (of: Omit<NewEndpointEvent, 'leadId' | 'formId' | 'campaignId'> & { type: EndpointEventType }): NewEndpointEvent => ({
  ...of,
  leadId: null,
  formId: null,
  campaignId: null,
})

const whoOf = (thread: Thread | null | undefined) => ({
  conversationId: thread?.conversationId ?? null,
  contactId: thread?.contactId ?? null,
  contact: { username: thread?.state.username ?? null, name: thread?.state.name ?? null },
})

function receivedOf({ account, event, thread, receivedAt }: Arrival, stored: NewEvent): NewEndpointEvent {
  return about({
    workspaceId: account.workspaceId,
    type: 'message.received',
    occurredAt: event.occurredAt,
    accountId: account.id,
    contactId: thread?.contactId ?? null,
    automationId: stored.automation_id,
    causeId: stored.id,
    fields: { text: event.text, kind: event.kind },
    data: {
      id: stored.id,
      kind: event.kind,
      channel: account.channel,
      accountId: account.id,
      ...whoOf(thread),
      text: event.text,
      payload: event.payload,
      attachments: event.attachments.map(({ type, url }) => ({ type, ...(url ? { url } : {}) })),
      externalId: event.externalId,
      mediaId: event.mediaId,
      automationId: stored.automation_id,
      occurredAt: event.occurredAt.toISOString(),
      receivedAt: receivedAt.toISOString(),
    },
  })
}

function optedOutOf({ account, event }: Arrival, stored: NewEvent, thread: Thread): NewEndpointEvent {
  return about({
    workspaceId: account.workspaceId,
    type: 'contact.opted_out',
    occurredAt: event.occurredAt,
    accountId: account.id,
    contactId: thread.contactId,
    automationId: null,
    causeId: stored.id,
    fields: { text: event.text },
    data: {
      channel: account.channel,
      accountId: account.id,
      ...whoOf(thread),
      text: event.text,
      eventId: stored.id,
      optedOutAt: event.occurredAt.toISOString(),
    },
  })
}

function finishedOf(run: StoredRun, thread: Thread | undefined, automationName: string | null): NewEndpointEvent {
  return about({
    workspaceId: run.workspaceId,
    type: 'automation.finished',
    occurredAt: run.endedAt!,
    accountId: run.accountId,
    contactId: thread?.contactId ?? null,
    automationId: run.automationId,
    causeId: run.eventId,
    fields: { ...run.saved, state: run.state },
    data: {
      runId: run.id,
      automationId: run.automationId,
      automationName,
      state: run.state,
      channel: thread?.account.channel ?? null,
      accountId: run.accountId,
      ...whoOf(thread),
      saved: run.saved,
      leadId: run.leadId,
      eventId: run.eventId,
      startedAt: run.startedAt.toISOString(),
      endedAt: run.endedAt!.toISOString(),
    },
  })
}

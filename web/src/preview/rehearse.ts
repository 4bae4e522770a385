import { compileSet } from '../../../server/engine/compileSet.ts'
import { decide } from '../../../server/engine/decide.ts'
import { diceFor } from '../../../server/engine/dice.ts'
import type { Automation, Definition } from '../../../server/model/automation.ts'
import { type MessageContent, wordsOf } from '../../../server/model/content.ts'
import type { Cause, ConversationState, Decision } from '../../../server/model/decision.ts'
import { eventWith, type EventKind, type InboundEvent } from '../../../server/model/event.ts'
import type { Run } from '../../../server/model/run.ts'
import type { Action, Line, PhoneButton, PhoneWorld } from './world.ts'

/** Runs the product's own engine in the page, with its own clock and random choices. The only place that does. */
const person = 'follower'
const start = Date.UTC(2026, 0, 5, 9)
const betweenActionsMs = 60_000
const maxWakes = 10
const windowMs = 24 * 60 * 60_000

const nobody: ConversationState = {
  id: 'rehearsal',
  contactId: person,
  username: person,
  name: null,
  fields: {},
  tags: new Set(),
  windowUntil: null,
  optedOutAt: null,
  botPausedUntil: null,
  marketingStoppedAt: null,
  freeUntil: null,
  guardSince: null,
  profileAskedAt: null,
  guardCount: 0,
  waiting: null,
  open: [],
  lastStarted: new Map(),
  usedVariations: new Map(),
}
/** The account on which it is played, as far as it is known. */
export type Stage = { channel?: string | undefined; defaultCountry?: string }

/**
 * Plays a follower's actions against the edited automation, live or not, from the beginning.
 * In:     the definition, the actions in order; the channel of its account, and the country for phone numbers without a code, where known.
 * Out:    the phone afterwards. Delays pass at once and leave a note; a tap on a button that no longer exists does nothing.
 * Errors: none, as the engine has none.
 */
export function rehearse(definition: Definition, actions: Action[], stage: Stage = {}): PhoneWorld {
  const { channel = 'instagram', defaultCountry = 'US' } = stage
  const automation: Automation = {
    id: 'this',
    versionId: 'this',
    version: 1,
    name: '',
    live: true,
    priority: 0,
    createdAt: new Date(start),
    definition,
  }
  const set = compileSet([automation])
  const world: PhoneWorld = { comments: [], thread: [], lead: null }
  const tappable = new Map<string, Run>()
  let conversation = nobody
  let nowMs = start
  let ids = 0

  const decideNow = (cause: Cause, seed: string, tapped: Run | null = null): Decision => {
    const now = new Date(nowMs)
    const moment = {
      conversation,
      set,
      versions: () => automation,
      account: { active: true, defaultCountry, channel },
      now,
      dice: diceFor(seed),
      newId: () => `id${++ids}`,
      tapped,
    }
    const decision = decide(cause, moment)
    conversation = decision.conversation
    for (const run of decision.runs) tappable.set(run.id, run)
    for (const lead of decision.leads) world.lead = lead.fields
    for (const message of decision.messages) {
      const line: Line = {
        id: `line${++ids}`,
        from: 'account',
        text: textOf(message.content),
        ...buttonsOf(message.content),
      }
      if (message.kind === 'public_reply') world.comments.push(line)
      else world.thread.push(line)
    }
    for (const { name, added } of decision.tags) world.thread.push({ id: `line${++ids}`, from: 'note', note: 'tag', tag: name, added })
    return decision
  }

  /** What the automation planned for later happens now: a preview does not wait. */
  const letTimePass = () => {
    for (let wakes = 0; wakes < maxWakes; wakes++) {
      const sleeping = conversation.open.find((run) => run.state === 'waiting_time' && run.wakeAt)
      if (!sleeping?.wakeAt) return
      const minutes = Math.round((sleeping.wakeAt.getTime() - nowMs) / 60_000)
      nowMs = sleeping.wakeAt.getTime()
      world.thread.push({ id: `line${++ids}`, from: 'note', note: 'later', minutes })
      decideNow({ type: 'wake', run: sleeping }, `wake${wakes}`)
    }
  }

  actions.forEach((action, index) => {
    nowMs += betweenActionsMs
    const key = `act${index}`
    const event = eventFor(action, key, new Date(nowMs), definition, world, channel)
    if (!event) return
    // The length of the messaging window is the channel's; in the preview it never ends.
    if (action.type !== 'comment') conversation = { ...conversation, windowUntil: new Date(nowMs + windowMs) }
    const where = action.type === 'comment' ? world.comments : world.thread
    where.push({ id: key, from: 'person', text: action.type === 'tap' ? action.title : action.text })
    const tapped = event.payload ? ([...tappable.values()].find((run) => event.payload?.includes(`:${run.id}:`)) ?? null) : null
    const decision = decideNow({ type: 'event', eventId: key, event }, key, tapped)
    if (decision.outcome === 'skipped') {
      const reason = decision.candidates.find((candidate) => candidate.reason)?.reason ?? decision.silence ?? 'no_match'
      where.push({ id: `${key}-silent`, from: 'note', note: 'silent', reason })
    }
    if (decision.outcome === 'opted_out' || decision.outcome === 'opted_in')
      where.push({ id: `${key}-opt`, from: 'note', note: 'silent', reason: decision.outcome })
    if (decision.messages.length === 0 && decision.trace.some(({ stage }) => stage === 'condition_failed' || stage === 'condition_none'))
      where.push({ id: `${key}-condition`, from: 'note', note: 'silent', reason: 'condition' })
    letTimePass()
  })
  return world
}

/** What a message says on the phone; a file and a template are named, since what they look like is not known here. */
function textOf(content: MessageContent): string {
  if (content.type === 'template') {
    const { name, parameters = [] } = content.template
    const parts = Array.isArray(parameters) ? [parameters] : [parameters.header ?? [], Object.values(parameters.body ?? [])]
    return [name, ...parts.flat()].join(' · ')
  }
  const words = wordsOf(content)
  if (words === null && content.type === 'media') return content.media.filename ?? content.media.url ?? content.media.type
  return words ?? ''
}

function buttonsOf(content: MessageContent): { buttons?: PhoneButton[] } {
  if (content.type === 'buttons') return { buttons: content.buttons }
  if (content.type !== 'list') return {}
  return { buttons: content.list.sections.flatMap(({ rows }) => rows.map(({ id, title }) => ({ title, payload: id }))) }
}

function eventFor(
  action: Action,
  key: string,
  occurredAt: Date,
  definition: Definition,
  world: PhoneWorld,
  channel: string,
): InboundEvent | null {
  const media = definition.triggers[0]?.media[0] ?? 'post'
  const seen = (kind: EventKind, told: Partial<InboundEvent>): InboundEvent =>
    eventWith({
      channel,
      accountExternalId: 'account',
      key,
      kind,
      occurredAt,
      personId: person,
      username: person,
      externalId: key,
      ...told,
    })
  if (action.type === 'comment') return seen('comment', { personIdKind: 'author', text: action.text, mediaId: media })
  if (action.type === 'message') return seen('message', { text: action.text, replyTo: action.storyReply ? { storyId: media } : null })
  // Ids change when steps are added; the button is then found by its title.
  const buttons = world.thread.flatMap((line) => (line.from === 'account' ? (line.buttons ?? []) : []))
  const button =
    buttons.findLast((one) => one.payload === action.payload) ?? buttons.findLast((one) => one.payload && one.title === action.title)
  return button?.payload ? seen('postback', { text: button.title, payload: button.payload }) : null
}

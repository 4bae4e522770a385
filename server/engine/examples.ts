import type { Automation, Definition, Step, Trigger } from '../model/automation.ts'
import type { ChannelLimits } from '../model/channel.ts'
import { wordsOf } from '../model/content.ts'
import type { ConversationState, Decision } from '../model/decision.ts'
import type { InboundEvent } from '../model/event.ts'
import { compileSet } from './compileSet.ts'
import { decide, type Moment } from './decide.ts'
import { diceFor } from './dice.ts'

/** A small shop for tests: its automations, a follower called Ana, and what happens between them. */
export const noon = new Date('2026-03-02T12:00:00Z')
export const minutesLater = (minutes: number, since: Date = noon): Date => new Date(since.getTime() + minutes * 60_000)

export const trigger = (changes: Partial<Trigger> = {}): Trigger => ({
  on: 'comment',
  media: [],
  keywords: [],
  match: 'word',
  exclude: [],
  ...changes,
})

export const definition = (changes: Partial<Definition> = {}): Definition => ({
  triggers: [trigger()],
  cooldownMinutes: 0,
  steps: [{ id: 'dm', type: 'message', texts: ['Hello!'] }],
  lead: { saveToDatabase: true, notificationEmail: null, webhookUrl: null },
  ...changes,
})

export function automation(id: string, changes: Partial<Definition> = {}, about: Partial<Automation> = {}): Automation {
  return {
    id,
    versionId: `${id}-v1`,
    version: 1,
    name: id,
    live: true,
    priority: 0,
    createdAt: noon,
    definition: definition(changes),
    ...about,
  }
}

export const ask = (changes: Partial<Extract<Step, { type: 'ask' }>> = {}): Step => ({
  id: 'ask',
  type: 'ask',
  texts: ['Your e-mail?'],
  answer: 'email',
  maxTries: 3,
  timeoutMinutes: 1440,
  ...changes,
})

/** Not the limits of a platform: the windows have other lengths, so that a length hard-coded in the engine would show. */
export const shopLimits: ChannelLimits = {
  maxTextBytes: 1_000_000,
  maxTextChars: null,
  maxPublicReplyChars: 1_000_000,
  writesLinksOut: false,
  maxButtons: 3,
  maxButtonTitleChars: 20,
  maxButtonTemplateChars: 1_000_000,
  maxCaptionChars: 1_000_000,
  windowMs: 30 * 60 * 60_000,
  opensWindow: ['message', 'postback', 'reaction', 'referral'],
  privateReplyMs: 100 * 60 * 60_000,
}

let events = 0
/** Something Ana did just now. */
export function event(changes: Partial<InboundEvent> = {}): InboundEvent {
  const number = ++events
  return {
    key: `event-${number}`,
    kind: 'comment',
    channel: 'instagram',
    accountExternalId: '17841405309211844',
    personId: '5614879045272581',
    personIdKind: 'author',
    username: 'ana',
    name: null,
    text: 'price',
    attachments: [],
    externalId: `178${number}`,
    occurredAt: noon,
    mediaId: 'post-1',
    originalMediaId: null,
    parentCommentId: null,
    replyTo: null,
    referral: null,
    payload: null,
    quickReply: false,
    storyMention: false,
    isOwn: false,
    standby: false,
    detail: {},
    ...changes,
  }
}
export const comment = (text: string, changes: Partial<InboundEvent> = {}): InboundEvent => event({ text, ...changes })
export const dm = (text: string | null, changes: Partial<InboundEvent> = {}): InboundEvent =>
  event({ kind: 'message', text, mediaId: null, personIdKind: 'scoped', ...changes })
export const tap = (payload: string, changes: Partial<InboundEvent> = {}): InboundEvent =>
  dm(null, { kind: 'postback', payload, ...changes })

export const conversation = (changes: Partial<ConversationState> = {}): ConversationState => ({
  id: 'thread',
  contactId: 'ana',
  username: null,
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
  ...changes,
})

/** A shop whose clock moves only when it is told to, and which keeps its conversation with Ana from one event to the next. */
export type Shop = {
  now: Date
  conversation: ConversationState
  active: boolean
  /** All messages planned so far. */
  said: Decision['messages']
  hear: (happened: InboundEvent, at?: Partial<Moment>) => Decision
  wake: (runId?: string) => Decision
  change: (automations: Automation[]) => void
}

export function shop(automations: Automation[]): Shop {
  let set = compileSet(automations)
  const versions = new Map(automations.map((one) => [one.versionId, one]))
  let ids = 0
  const moment = (seed: string): Moment => ({
    conversation: here.conversation,
    set,
    versions: (id) => versions.get(id),
    account: { active: here.active, defaultCountry: 'US', limits: shopLimits },
    now: here.now,
    dice: diceFor(seed),
    newId: () => `id-${++ids}`,
  })
  const keep = (decision: Decision): Decision => {
    here.conversation = decision.conversation
    here.said.push(...decision.messages)
    return decision
  }
  const here: Shop = {
    now: noon,
    conversation: conversation(),
    active: true,
    said: [],
    hear: (happened, at = {}) =>
      keep(decide({ type: 'event', eventId: happened.key, event: happened }, { ...moment(happened.key), ...at })),
    wake: (runId) => {
      const waits = [here.conversation.waiting, ...here.conversation.open].find((run) => run && (!runId || run.id === runId))
      return keep(decide({ type: 'wake', run: waits! }, moment(`${waits!.id} wakes`)))
    },
    change: (next) => {
      set = compileSet(next)
      for (const one of next) versions.set(one.versionId, one)
    },
  }
  return here
}

export const texts = (decision: Decision): string[] => decision.messages.map((message) => wordsOf(message.content) ?? '')

import { compileSet, type CompiledSet } from '../server/engine/compileSet.ts'
import { decide } from '../server/engine/decide.ts'
import { diceFor } from '../server/engine/dice.ts'
import type { Automation } from '../server/model/automation.ts'
import type { ConversationState } from '../server/model/decision.ts'
import type { InboundEvent } from '../server/model/event.ts'
import { answerQuestions } from './part.ts'

// G3, in a separate process that does nothing else: the pure engine, one comment after the other.
const keywordsEach = 5
const words = (number: number) => `w${number.toString(36)}`

/** Automations with five keywords each; no keyword occurs twice. */
function automations(count: number): Automation[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `automation-${index}`,
    versionId: `version-${index}`,
    version: 1,
    name: `Automation ${index}`,
    live: true,
    priority: 0,
    createdAt: new Date(1_760_000_000_000 + index),
    definition: {
      triggers: [
        {
          on: 'comment',
          media: [],
          match: 'word',
          exclude: [],
          keywords: Array.from({ length: keywordsEach }, (_, which) => words(1_000_000 + index * keywordsEach + which)),
        },
      ],
      cooldownMinutes: 0,
      steps: [{ id: 'public', type: 'reply', texts: ['Thanks {{username}}, it costs 5.'] }],
      lead: { saveToDatabase: true, notificationEmail: null, webhookUrl: null },
    },
  }))
}

/** Comments of a dozen words, each of which contains one keyword of one automation. */
function comments(count: number, ofAutomations: number): InboundEvent[] {
  return Array.from({ length: count }, (_, index) => {
    const said = words(1_000_000 + ((index * 7919) % (ofAutomations * keywordsEach)))
    return {
      key: `comment/${index}`,
      kind: 'comment',
      channel: 'instagram',
      accountExternalId: '17841400000000000',
      personId: `${index}`,
      personIdKind: 'author',
      username: `follower_${index}`,
      name: null,
      text: `Hello! I saw the prints yesterday, what is the ${said} please and do you ship?`,
      attachments: [],
      externalId: `178${index}`,
      occurredAt: new Date(),
      mediaId: '17918195224117851',
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
    }
  })
}

const nobody: Omit<ConversationState, 'id'> = {
  contactId: 'contact',
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
}

/** Returns decisions per second of CPU time. Errors: throws when a comment got no reply. */
function rate(set: CompiledSet, events: InboundEvent[], forMs: number): number {
  const now = new Date()
  let ids = 0
  let decided = 0
  const before = process.cpuUsage()
  for (const until = performance.now() + forMs; performance.now() < until;) {
    for (const event of events) {
      const { messages } = decide(
        { type: 'event', eventId: event.key, event },
        {
          conversation: { ...nobody, id: event.personId! },
          set,
          versions: () => undefined,
          account: { active: true, defaultCountry: 'US' },
          now,
          dice: diceFor(event.key),
          newId: () => `id-${++ids}`,
        },
      )
      if (messages.length !== 1) throw new Error(`nothing was said to "${event.text}"`)
    }
    decided += events.length
  }
  const used = process.cpuUsage(before)
  return decided / ((used.user + used.system) / 1e6)
}

const sets = new Map<number, { set: CompiledSet; events: InboundEvent[] }>()
answerQuestions<{ automations: number; forMs: number }>({ ready: true }, ({ automations: count, forMs }) => {
  const known = sets.get(count) ?? { set: compileSet(automations(count)), events: comments(2_000, count) }
  sets.set(count, known)
  return { perSecond: rate(known.set, known.events, forMs) }
})

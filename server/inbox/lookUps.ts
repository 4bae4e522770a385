import { channelOf } from '../channels/channels.ts'
import type { EventKind } from '../model/event.ts'
import type { NewId } from '../platform/ids.ts'
import type { Arrival } from './batch.ts'
import type { NewLookUp } from './lookUps.queries.ts'

/** A message of which only the id came may come whole a moment later: so long it is waited for (the world's time). */
const wordsComeWithinMs = 2_000
/**
 * Says of each new event what the platform must be asked before it can be decided, or why nobody answers it although it was not asked.
 * An account that is off asks nothing.
 */
export function holdWhatLacks(arrivals: Arrival[]): void {
  for (const arrival of arrivals) {
    const { event, account } = arrival
    if (!event.lacks) continue
    const kind = event.lacks === 'author' ? 'who' : 'message'
    if (account.status === 'inactive') arrival.silence = 'account_inactive'
    else if (!channelOf(account.channel).lookUps?.[kind]) arrival.silence = event.lacks === 'author' ? 'who_unknown' : 'words_unknown'
    else {
      arrival.hold = kind
      arrival.told = [{ stage: kind === 'who' ? 'asks_who' : 'awaits_words', data: {} }]
    }
  }
}

/** Acts by which a person lets the account see what they are called (meta-platform.md 3.5: a comment does not). */
const consenting = new Set<EventKind>(['message', 'postback'])

/**
 * What the platform is to be asked after a batch: what held events lack, and what somebody is called who wrote for the first time.
 * The latter is asked once for each person, whatever the answer is; that it was is noted in their thread.
 */
export function newLookUps(arrivals: Arrival[], newId: NewId, now: Date): NewLookUp[] {
  const later = (ms: number) => new Date(now.getTime() + ms)
  const questions: NewLookUp[] = []
  for (const { eventId, event, account, thread, hold, silence } of arrivals) {
    const channel = channelOf(account.channel)
    // Whatever could not be asked for as long as a window is open is not asked any more: the answer would come too late for a message.
    const gives_up_at = later(channel.limits.windowMs)
    const question = { id: newId(), workspace_id: account.workspaceId, account_id: account.id, gives_up_at }
    if (hold) {
      // Told with its words and its sender, it lacks nothing once the wait is over.
      const answer = hold === 'message' && event.text && event.personId ? { asItIs: true as const } : null
      const due_at = hold === 'message' ? later(wordsComeWithinMs) : now
      questions.push({ ...question, kind: hold, subject: event.externalId!, event_id: eventId, due_at, answer })
    } else if (thread && !silence && isUnnamed(thread) && consenting.has(event.kind) && !event.isOwn && !event.standby) {
      if (event.personIdKind !== 'scoped' || account.status !== 'active' || !channel.lookUps?.profile) continue
      thread.profileAskedAt = now
      questions.push({ ...question, kind: 'profile', subject: event.personId!, event_id: null, due_at: now, answer: null })
    }
  }
  return questions
}

const isUnnamed = ({ state, profileAskedAt }: NonNullable<Arrival['thread']>): boolean => state.name === null && profileAskedAt === null

import { isOff } from '../model/account.ts'
import { channelOf } from '../channels/channels.ts'
import type { NewJob } from '../model/job.ts'
import type { NewId } from '../platform/ids.ts'
import type { Arrival } from './batch.ts'
import type { NewOccurrence } from './addOccurrences.queries.ts'
import { keyOfLookUp, lookUpJob, type Answer, type Asked } from './lookUpJob.ts'

/** A message of which only the id came may come complete a moment later: how long to wait for it (product clock). */
const wordsComeWithinMs = 2_000

/**
 * Marks for each new event what the platform must be asked before it is decided, or why it gets no reply without asking. For an account
 * that is off nothing is asked.
 */
export function holdWhatLacks(arrivals: Arrival[]): void {
  for (const arrival of arrivals) {
    const { event, account } = arrival
    if (!event.lacks) continue
    const kind = event.lacks === 'author' ? 'who' : 'message'
    if (isOff(account.status)) arrival.silence = 'account_inactive'
    else if (!channelOf(account.channel).lookUps?.[kind]) arrival.silence = event.lacks === 'author' ? 'who_unknown' : 'words_unknown'
    else {
      arrival.hold = kind
      arrival.told = [{ stage: kind === 'who' ? 'asks_who' : 'awaits_words', data: {} }]
    }
  }
}

/** The jobs and waits for held events: the platform is asked; if a message came with its text and its sender, the wait itself is enough. */
export function questionsOf(arrivals: Arrival[], newId: NewId, now: Date): { jobs: NewJob[]; waits: NewOccurrence[] } {
  const jobs: NewJob[] = []
  const waits: NewOccurrence[] = []
  for (const { eventId, event, account, hold } of arrivals) {
    if (!hold) continue
    const asked: Asked = { ask: hold, subject: event.externalId!, eventId }
    const at = hold === 'message' ? new Date(now.getTime() + wordsComeWithinMs) : now
    // With its text and its sender it lacks nothing once the wait is over.
    if (hold === 'message' && event.text && event.personId) {
      const data = { kind: 'look_up', data: asked, result: { asItIs: true } satisfies Answer }
      const about = { workspace_id: account.workspaceId, account_id: account.id, contact_id: null }
      waits.push({
        id: newId(),
        ...about,
        kind: 'result',
        key: keyOfLookUp(account.id, hold, asked.subject),
        due_at: at,
        data,
        created_at: now,
      })
    } else jobs.push(lookUpJob(account, asked, at, now))
  }
  return { jobs, waits }
}

/** Keys of look-ups that are no longer needed: what held events lacked has arrived. */
export const keysOfSettled = (arrivals: Arrival[]): string[] =>
  arrivals.flatMap(({ resumes, account, event }) =>
    resumes && event.externalId ? (['who', 'message'] as const).map((ask) => keyOfLookUp(account.id, ask, event.externalId!)) : [],
  )

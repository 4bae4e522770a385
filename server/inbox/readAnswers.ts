import { findInboxAccountsById } from '../accounts/inboxAccounts.queries.ts'
import type { Found } from '../model/capabilities.ts'
import type { InboundEvent } from '../model/event.ts'
import type { Trx } from '../platform/db.ts'
import { newArrival, type Arrival } from './batch.ts'
import { findKnownKeys } from './decisions.queries.ts'
import { eventAgain } from './eventAgain.ts'
import { isOwnComment } from './isOwnComment.ts'
import { answerIn, type Answer, type Asked } from './lookUpJob.ts'
import { findHeldEvents, type HeldEvent } from './lookUps.queries.ts'
import type { DueOccurrence } from './occurrences.queries.ts'
import { keepProfiles, type Profile } from '../contacts/threads.queries.ts'

/** An answer of the platform, with the event that waits for it, if it still does. */
export type Answered = Asked & { accountId: string; answer: Answer; event: HeldEvent | null }

/** Separates the platform's answers from the other due occurrences, which become events. */
export async function takeAnswers(trx: Trx, due: DueOccurrence[]): Promise<{ answered: Answered[]; others: DueOccurrence[] }> {
  const answers = due.flatMap(({ kind, accountId, data }) => {
    const told = kind === 'result' ? answerIn(data) : null
    return told ? [{ accountId, ...told }] : []
  })
  if (!answers.length) return { answered: [], others: due }
  const held = new Map(
    (
      await findHeldEvents(
        trx,
        answers.flatMap((one) => one.eventId ?? []),
      )
    ).map((event) => [event.id, event]),
  )
  return {
    answered: answers.map((one) => ({ ...one, event: held.get(one.eventId ?? '') ?? null })),
    others: due.filter(({ kind, data }) => kind !== 'result' || answerIn(data) === null),
  }
}

export type ToldArrivals = {
  /** Held events to be decided now. */
  arrivals: Arrival[]
  /** Held events that are known under another key, or that nobody is to know of (refuseErased.ts). */
  repeated: string[]
  /** Accounts at which a contact got a name. */
  named: { workspace_id: string; account_id: string }[]
}

/**
 * Applies the platform's answers: names are stored with the contacts, and held events become arrivals, completed or with the reason why
 * they get no reply. The caller holds the ingest lock.
 */
export async function readAnswers(trx: Trx, answered: Answered[]): Promise<ToldArrivals> {
  if (!answered.length) return { arrivals: [], repeated: [], named: [] }
  const accounts = new Map(
    (await findInboxAccountsById(trx, [...new Set(answered.map((one) => one.accountId))])).map((one) => [one.id, one]),
  )
  const profiles = answered.flatMap(profileIn)
  await keepProfiles(trx, profiles)

  const arrivals: Arrival[] = []
  for (const { accountId, answer, event, ask } of answered) {
    const account = accounts.get(accountId)
    if (!account || !event) continue
    const arrival = newArrival({
      eventId: event.id,
      bodyId: event.bodyId,
      receivedAt: event.receivedAt,
      event: eventAgain(event, account.externalId),
      account,
    })
    arrival.resumes = true
    if (ask === 'who') tellWho(arrival, 'found' in answer ? (answer.found as Found['who']) : null)
    else if (ask === 'message' && !('asItIs' in answer)) tellWords(arrival, 'found' in answer ? (answer.found as Found['message']) : null)
    if ('failed' in answer) arrival.told.push({ stage: 'not_found', data: { why: answer.failed } })
    arrivals.push(arrival)
  }
  const repeated = await findRepeated(trx, arrivals)
  return {
    arrivals: arrivals.filter((one) => !repeated.includes(one.eventId)),
    repeated,
    named: profiles.flatMap(({ account_id }) => {
      const account = accounts.get(account_id)
      return account ? [{ workspace_id: account.workspaceId, account_id }] : []
    }),
  }
}

function profileIn({ ask, accountId, subject, answer }: Answered): Profile[] {
  if (ask !== 'profile' || !('found' in answer)) return []
  const { name, username } = answer.found as Found['profile']
  return name === null && username === null ? [] : [{ account_id: accountId, value: subject, name, username }]
}

/** A reply needs the person's id: without it nothing shows whether they opted out, so a name alone is not enough. */
function tellWho(arrival: Arrival, found: Found['who'] | null): void {
  const { event, account } = arrival
  if (found) Object.assign(event, { personId: found.id, username: found.username ?? event.username, isOwn: found.isOwn })
  event.isOwn = isOwnComment(event, account)
  if (event.personId !== null || event.isOwn) arrival.told.push({ stage: 'who_found', data: {} })
  else arrival.silence = 'who_unknown'
}

function tellWords(arrival: Arrival, found: Found['message'] | null): void {
  if (!found) {
    arrival.silence = 'words_unknown'
    return
  }
  const named: Partial<InboundEvent> = { ...found, personId: found.personId ?? arrival.event.personId }
  Object.assign(arrival.event, named)
  if (arrival.event.personId === null) arrival.silence = 'who_unknown'
  arrival.told.push({ stage: 'words_found', data: {} })
}

/** An event that turned out not to be a message (the account's own text, a tap) may be known as that. */
async function findRepeated(trx: Trx, arrivals: Arrival[]): Promise<string[]> {
  const wanted = arrivals.flatMap(({ account, event, eventId }) =>
    event.sameAs ? [event.key, ...event.sameAs].map((key) => ({ account_id: account.id, key, eventId })) : [],
  )
  if (!wanted.length) return []
  const known = await findKnownKeys(trx, wanted)
  return [
    ...new Set(
      wanted
        .filter((one) => known.some((row) => row.accountId === one.account_id && row.key === one.key && row.held !== one.eventId))
        .map((one) => one.eventId),
    ),
  ]
}

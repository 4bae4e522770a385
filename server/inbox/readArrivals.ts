import { findInboxAccounts } from '../accounts/inboxAccounts.queries.ts'
import { readBody } from '../channels/channels.ts'
import type { Trx } from '../platform/db.ts'
import { arrivalsAboutAccounts } from './arrivalsAboutAccounts.ts'
import { newArrival, type Arrival } from './batch.ts'
import type { StoredBody, ReadBody } from './bodies.queries.ts'
import { dropKnown } from './dropKnown.ts'
import { isOwnComment } from './isOwnComment.ts'
import { holdWhatLacks } from './lookUps.ts'
import type { InboxDeps } from './ingest.ts'
import { whyForeign } from './whyForeign.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentence } from './sentences.ts'

/**
 * The most events of one round; payloads beyond them wait for the next round. A round decides all of them in one go, and nothing else
 * happens meanwhile.
 */
const eventsAtOnce = 2_000
/** The most notes to store and log per payload. */
const mostNotes = 20

/**
 * Parses payloads, finds their accounts, drops known events, and holds events about which the platform must be asked. In: also the events
 * that no payload told of.
 */
export async function readArrivals(
  trx: Trx,
  deps: Pick<InboxDeps, 'newId' | 'log' | 'metrics'>,
  bodies: StoredBody[],
  missed: Arrival[],
): Promise<{ fresh: Arrival[]; read: ReadBody[] }> {
  const parsed: ({ body: StoredBody } & ReturnType<typeof readBody>)[] = []
  let count = 0
  for (const body of bodies) {
    if (count > eventsAtOnce) break
    const next = { body, ...readBody(body.body, body.receivedAt) }
    count += next.events.length + next.accountEvents.length
    parsed.push(next)
  }
  const wanted = new Map<string, { channel: string; external_id: string }>()
  for (const { events } of parsed)
    for (const event of events)
      wanted.set(`${event.channel}/${event.accountExternalId}`, { channel: event.channel, external_id: event.accountExternalId })
  const accounts = new Map((await findInboxAccounts(trx, [...wanted.values()])).map((one) => [`${one.channel}/${one.externalId}`, one]))

  const arrivals = await arrivalsAboutAccounts(trx, deps, parsed)
  const read = parsed.map(({ body, events, accountEvents, notes }) => {
    for (const event of events) {
      const account = accounts.get(`${event.channel}/${event.accountExternalId}`)
      const foreign = account && whyForeign(body, account, event.accountExternalId)
      if (!account) {
        notes.push(sentence('inbox.no_account', { account: event.accountExternalId }))
        deps.metrics?.unknownAccount()
      } else if (foreign) notes.push(foreign)
      else {
        event.isOwn = isOwnComment(event, account)
        if (event.isOwn) delete event.lacks
        arrivals.push(newArrival({ eventId: deps.newId(), bodyId: body.id, receivedAt: body.receivedAt, event, account }))
      }
    }
    const told = fewNotes(notes)
    for (const note of told) deps.log.warn({ body: body.id, reason: note }, 'part of a webhook body was not used')
    return {
      id: body.id,
      place: body.place,
      receivedAt: body.receivedAt,
      state: events.length || accountEvents.length || !notes.length ? ('read' as const) : ('unread' as const),
      notes: told,
    }
  })
  const fresh = await dropKnown(trx, [...arrivals, ...missed])
  holdWhatLacks(fresh)
  return { fresh, read }
}

function fewNotes(notes: Sentence[]): Sentence[] {
  const different = [...new Set(notes)]
  if (different.length <= mostNotes) return different
  return [...different.slice(0, mostNotes), sentence('inbox.more_notes', { count: different.length - mostNotes })]
}

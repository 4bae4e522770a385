import { findInboxAccountsAbout, type AccountAbout } from '../accounts/inboxAccounts.queries.ts'
import { type AccountEvent, eventWith } from '../model/event.ts'
import { normalPhone } from '../engine/normalPhone.ts'
import type { Trx } from '../platform/db.ts'
import { newArrival, type Arrival } from './batch.ts'
import type { StoredBody } from './bodies.queries.ts'
import type { InboxDeps } from './ingest.ts'
import { whyForeign } from './whyForeign.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentence } from './sentences.ts'

type Deps = Pick<InboxDeps, 'newId' | 'metrics'>
type Told = { body: StoredBody; accountEvents: AccountEvent[]; notes: Sentence[] }

/**
 * Notices of the platform about accounts, businesses and Pages: one arrival for each connected account concerned. A notice names no person,
 * so it opens no conversation and no automation sees it; it becomes an event with a trace, nothing more.
 * In:     what was parsed, with the notes of each payload; notices about unknown accounts, or not signed for the account, add a note.
 * Out:    the arrivals. Runs no statement when there is no notice.
 */
export async function arrivalsAboutAccounts(trx: Trx, { newId, metrics }: Deps, told: Told[]): Promise<Arrival[]> {
  const all = told.flatMap(({ accountEvents }) => accountEvents)
  const wanted = new Map(all.map(({ channel, aboutId }) => [`${channel}/${aboutId}`, { channel, about_id: aboutId }]))
  const found = Map.groupBy(await findInboxAccountsAbout(trx, [...wanted.values()]), ({ aboutId }) => aboutId)
  const arrivals: Arrival[] = []
  for (const { body, accountEvents, notes } of told)
    for (const event of accountEvents) {
      const about = found.get(event.aboutId) ?? []
      if (!about.length) {
        notes.push(sentence('inbox.no_account', { account: event.aboutId }))
        metrics?.unknownAccount()
      }
      // Every channel parses a notice about permissions, each for its own accounts.
      const ofChannel = about.filter(({ channel }) => channel === event.channel)
      const own = ofChannel.filter((account) => isNumber(account, event))
      if (ofChannel.length && !own.length) notes.push(sentence('inbox.no_account', { account: `+${event.phone}` }))
      const meant = own.filter((account) => !whyForeign(body, account, event.aboutId))
      if (own.length && !meant.length) notes.push(whyForeign(body, own[0]!, event.aboutId)!)
      arrivals.push(...meant.map((account) => arrivalOf(body, event, account, newId())))
    }
  return arrivals
}

/** A notice may name one of several numbers by its digits. Where ours are not known, it is about each. */
const isNumber = ({ phone }: AccountAbout, event: AccountEvent): boolean =>
  !event.phone || !phone || normalPhone(phone.replaceAll(/\D/g, '')) === normalPhone(event.phone)

function arrivalOf(body: StoredBody, told: AccountEvent, { aboutId: _id, relation, ...account }: AccountAbout, eventId: string): Arrival {
  const { aboutId: _aboutId, words, phone: _phone, notice, stops, ...known } = told
  const detail = words ? { ...known.detail, words } : known.detail
  const event = eventWith({ ...known, detail, accountExternalId: account.externalId })
  return {
    ...newArrival({ eventId, bodyId: body.id, receivedAt: body.receivedAt, event, account }),
    silence: 'not_answerable',
    told: [{ stage: `about_${relation}`, data: {} }],
    notice: words && notice ? { ...notice, words, ...(stops && { stops }) } : null,
  }
}

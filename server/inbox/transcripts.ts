import { findInboxAccountsById } from '../accounts/inboxAccounts.queries.ts'
import type { Trx } from '../platform/db.ts'
import { newArrival, type Arrival } from './batch.ts'
import { eventAgain } from './eventAgain.ts'
import { findToldEvents } from './lookUps.queries.ts'
import type { DueOccurrence } from './occurrences.queries.ts'

/** The data of a job of the kind `transcribe`. */
export type TranscriptAsked = { eventId: string; fileId: string }
/** What became of it: the words; or why there are none. */
export type Transcript = { text: string } | { why: string }

const transcriptIn = ({ kind, data }: DueOccurrence): (TranscriptAsked & Transcript) | null =>
  kind === 'result' && data['kind'] === 'transcribe' ? { ...(data['data'] as TranscriptAsked), ...(data['result'] as Transcript) } : null

/**
 * Separates transcripts of voice messages from the other due occurrences. Each becomes a message of its person with those words, which is
 * decided as if they had typed it; without words it is decided like any message without a text. A voice message whose person was erased
 * meanwhile becomes none.
 */
export async function takeTranscripts(trx: Trx, due: DueOccurrence[], now: Date): Promise<{ spoken: Arrival[]; others: DueOccurrence[] }> {
  const transcripts = due.flatMap((one) => {
    const told = transcriptIn(one)
    return told ? [{ id: one.id, accountId: one.accountId, ...told }] : []
  })
  if (!transcripts.length) return { spoken: [], others: due }
  const ids = transcripts.map(({ eventId }) => eventId)
  const events = new Map((await findToldEvents(trx, ids)).map((event) => [event.id, event]))
  const accounts = new Map(
    (await findInboxAccountsById(trx, [...new Set(transcripts.map(({ accountId }) => accountId))])).map((one) => [one.id, one]),
  )
  const spoken = transcripts.flatMap(({ id, accountId, eventId, ...told }) => {
    const account = accounts.get(accountId)
    const row = events.get(eventId)
    if (!account || !row?.senderId) return []
    const text = 'text' in told && told.text ? told.text : null
    const event = {
      ...eventAgain(row, account.externalId),
      key: `transcript/${eventId}`,
      text,
      attachments: [],
      detail: { transcriptOf: eventId },
    }
    const arrival = newArrival({ eventId: id, bodyId: null, receivedAt: now, event, account })
    arrival.told.push(
      text ? { stage: 'transcribed', data: {} } : { stage: 'not_transcribed', data: { why: 'why' in told ? told.why : '' } },
    )
    return [arrival]
  })
  return { spoken, others: due.filter((one) => transcriptIn(one) === null) }
}

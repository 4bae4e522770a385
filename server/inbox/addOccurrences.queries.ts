import { sql } from 'kysely'
import type { WaitingKind } from '../model/occurrence.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { occurrences } from '../platform/tables/occurrences.ts'
import { columnsOf, typesOf, type NewRow } from '../platform/tables/table.ts'

/** `key`: the same for every repetition of one cause on one account and of one kind; at most 600 characters. */
export type NewOccurrence = NewRow<typeof occurrences>

/** The key of the event that an occurrence becomes; no event of a webhook has such a key. */
export const keyOfOccurrence = ({ kind, key }: Pick<NewOccurrence, 'kind' | 'key'>): string => `${kind}:${key}`

/**
 * Adds causes that are not webhooks, in the transaction of their cause. Each becomes one event with the same id, when it is due. A key that
 * is stored already is not added again, also when its event exists already. `wake.tell('occurrences', null)` after the commit has it read
 * at once; otherwise it is read within half a second. A transaction that also needs the ingest lock takes that first.
 * Out:    the ids of the added occurrences.
 */
export async function addOccurrences(trx: Trx, added: NewOccurrence[]): Promise<string[]> {
  if (!added.length) return []
  const given = added.map((one) => ({ ...one, key: keyOfOccurrence(one) }))
  const { rows } = await sql<{ id: string }>`
    insert into occurrences (${columnsOf(occurrences)})
    select * from ${rowsOf(given, typesOf(occurrences))}
    on conflict (account_id, key) do nothing returning id`.execute(trx)
  return rows.map((row) => row.id)
}

/** Makes occurrences of a kind due now that were to wait longer. In: the accounts they are about. */
export async function bringForward(trx: Trx, kind: WaitingKind, accountIds: string[], now: Date): Promise<void> {
  if (!accountIds.length) return
  await sql`update occurrences set due_at = ${now}
    where account_id = any(${accountIds}::uuid[]) and kind = ${kind} and due_at > ${now}`.execute(trx)
}

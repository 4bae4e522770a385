import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'
import { occurrences } from '../platform/tables/occurrences.ts'
import { columnsOf, typesOf, type NewRow } from '../platform/tables/table.ts'

/** `key`: the same for every repetition of the same thing on one account and of one kind; at most 600 characters. */
export type NewOccurrence = NewRow<typeof occurrences>

/** The key of the event that an occurrence becomes: no webhook's event has it. */
export const keyOfOccurrence = ({ kind, key }: Pick<NewOccurrence, 'kind' | 'key'>): string => `${kind}:${key}`

/**
 * Adds causes that are not webhooks, in the transaction of whatever causes them. Each becomes one event with the same id, when it is due.
 * One that is there already is not added; one that was read already becomes no event again. After the commit `wake.tell('occurrences',
 * null)` has it read at once; without, it is read within half a second. A transaction that waits for the reader's turn as well does that
 * first.
 * Out: the ids of those that were added.
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

import { sql } from 'kysely'
import type { OccurrenceKind } from '../model/occurrence.ts'
import { rowsOf, type Trx } from '../platform/db.ts'

/** `key`: the same for every repetition of the same thing on one account and of one kind; at most 600 characters. */
export type NewOccurrence = {
  id: string
  workspace_id: string
  account_id: string
  kind: OccurrenceKind
  key: string
  /** The person it is about, if there is one. */
  contact_id: string | null
  /** Not read before this time of the world. */
  due_at: Date
  data: Record<string, unknown>
  created_at: Date
}

/** The key of the event that an occurrence becomes: no webhook's event has it. */
export const keyOfOccurrence = ({ kind, key }: Pick<NewOccurrence, 'kind' | 'key'>): string => `${kind}:${key}`

/**
 * Adds causes that are not webhooks, in the transaction of whatever causes them. Each becomes one event with the same id, when it is due. One that is
 * there already is not added; one that was read already becomes no event again.
 * After the commit `wake.tell('occurrences', null)` has it read at once; without, it is read within half a second.
 * A transaction that waits for the reader's turn as well does that first.
 * Out: the ids of those that were added.
 */
export async function addOccurrences(trx: Trx, occurrences: NewOccurrence[]): Promise<string[]> {
  if (!occurrences.length) return []
  const given = occurrences.map((one) => ({ ...one, key: keyOfOccurrence(one) }))
  const { rows } = await sql<{ id: string }>`
    insert into occurrences (id, workspace_id, account_id, kind, key, contact_id, due_at, data, created_at)
    select * from ${rowsOf(given, 'id uuid, workspace_id uuid, account_id uuid, kind text, key text, contact_id uuid, due_at timestamptz, data jsonb, created_at timestamptz')}
    on conflict (account_id, key) do nothing returning id`.execute(trx)
  return rows.map((row) => row.id)
}

import { sql, type RawBuilder } from 'kysely'

/**
 * SQL: selects rows of `outbox o` by primary key, beside the join that says what happens to them. The queue is empty so often that the
 * planner believes a scan of the whole index to be as cheap as one key; during a long transaction that index is full of dead rows.
 */
export const outboxRowsById = (rows: { id: string }[]): RawBuilder<boolean> => sql`o.message_id = any(${rows.map((row) => row.id)}::uuid[])`

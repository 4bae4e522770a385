import { sql, type RawBuilder } from 'kysely'

/**
 * Names rows of `outbox o` one by one, beside the join that says what happens to them. The queue is empty so often that PostgreSQL believes a
 * look through all of its index to be as cheap as one key; while somebody holds a snapshot that index is full of what ended.
 */
export const amongThese = (rows: { id: string }[]): RawBuilder<boolean> => sql`o.message_id = any(${rows.map((row) => row.id)}::uuid[])`

import { sql } from 'kysely'
import { advisoryLockClasses } from '../../platform/advisoryLocks.ts'
import type { Trx } from '../../platform/db.ts'
import { segments } from '../../platform/tables/contacts.ts'
import { columnsOf, selected, without, type Selected } from '../../platform/tables/table.ts'
import type { Condition } from '../filter/condition.schemas.ts'

const shown = without(segments, 'workspace_id')
export type SegmentRow = Omit<Selected<typeof segments, (typeof shown)[number]>, 'conditions'> & { conditions: Condition[] }

/** The most segments of a workspace. */
export const segmentsAtMost = 500

/** The name of a segment as it is compared. */
export const segmentKey = (name: string): string => name.normalize('NFKC').toLowerCase()

/** Segments by name. Row-level security limits them to the workspace, and to those of accounts that the caller sees. */
export async function findSegments(trx: Trx, by: { after: string | null; limit: number }): Promise<SegmentRow[]> {
  const { rows } = await sql<SegmentRow>`
    select ${selected(segments, 's', shown)} from segments s where ${by.after === null ? sql`true` : sql`s.key > ${by.after}`}
    order by s.key limit ${by.limit}`.execute(trx)
  return rows
}

export async function findSegment(trx: Trx, id: string): Promise<SegmentRow | undefined> {
  const { rows } = await sql<SegmentRow>`select ${selected(segments, 's', shown)} from segments s where s.id = ${id}`.execute(trx)
  return rows[0]
}

/** The conditions of a segment. Out: null when there is none that the caller sees. */
export async function findSegmentConditions(trx: Trx, id: string): Promise<Condition[] | null> {
  return (await findSegment(trx, id))?.conditions ?? null
}

/** Makes whoever creates a segment wait for another who does. Out: how many there are. */
export async function countSegments(trx: Trx, workspaceId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock(${advisoryLockClasses.segments}, hashtext(${workspaceId}))`.execute(trx)
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from segments where workspace_id = ${workspaceId}`.execute(trx)
  return rows[0]!.n
}

/** Out: false when there is one of that name. */
export async function insertSegment(
  trx: Trx,
  { id, workspaceId, name, conditions, createdAt }: Omit<Selected<typeof segments>, 'key'>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into segments (${columnsOf(segments)})
    values (${id}, ${workspaceId}, ${name}, ${segmentKey(name)}, ${JSON.stringify(conditions)}::jsonb, ${createdAt})
    on conflict (workspace_id, key) do nothing`.execute(trx)
  return Number(numAffectedRows) > 0
}

/** Errors: 23505 when another one has the name. */
export async function updateSegment(trx: Trx, { id, name, conditions }: SegmentRow): Promise<void> {
  await sql`update segments set name = ${name}, key = ${segmentKey(name)}, conditions = ${JSON.stringify(conditions)}::jsonb
    where id = ${id}`.execute(trx)
}

export async function deleteSegment(trx: Trx, id: string): Promise<void> {
  await sql`delete from segments where id = ${id}`.execute(trx)
}

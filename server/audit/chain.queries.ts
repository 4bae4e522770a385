import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { advisoryLocks } from '../platform/advisoryLocks.ts'
import type { Db } from '../platform/db.ts'

/**
 * SQL: a row of `audit a` as the text that its hash is made of: every column, times to the microsecond. PostgreSQL writes it, so that a row
 * is read the same way when it is sealed and when it is verified.
 */
const sealedText = sql`json_build_array(a.id, a.seq, a.workspace_id, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
  a.actor, a.action, a.subject, a.subject_id, a.fields, a.changes)::text`

const first = Buffer.alloc(32)
const hashOf = (secret: string, before: Buffer, text: string): Buffer => createHmac('sha256', secret).update(before).update(text).digest()

/**
 * Seals rows that are committed and in no chain yet, in the order in which they were numbered; whoever seals at the same time waits. Rows
 * of one transaction stay together, and what commits later comes later.
 * Out: how many were sealed; less than `atMost` when there are no more.
 */
export async function sealAuditRows(db: Db, secret: string, atMost: number): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(advisoryLocks.sealAudit)})`.execute(trx)
    const { rows } = await sql<{ id: string; workspaceId: string; text: string; isSealed: boolean }>`
      select a.id, a.workspace_id as "workspaceId", ${sealedText} as text,
        exists (select from audit_chain c where c.audit_id = a.id) as "isSealed"
      from audit_waiting w join audit a on a.id = w.audit_id order by a.seq limit ${atMost}`.execute(trx)
    if (!rows.length) return 0
    // A row that waits although it is sealed has no second place: with one role for everything, a request could add such.
    const open = rows.filter(({ isSealed }) => !isSealed)
    const ends = await findEnds(trx, [...new Set(open.map((row) => row.workspaceId))])
    const sealed = open.map(({ id, workspaceId, text }) => {
      const end = ends.get(workspaceId) ?? { place: 0, hash: first }
      const next = { place: end.place + 1, hash: hashOf(secret, end.hash, text) }
      ends.set(workspaceId, next)
      return { id, workspaceId, ...next }
    })
    await sql`
      insert into audit_chain (workspace_id, place, audit_id, hash)
      select * from unnest(${sealed.map((row) => row.workspaceId)}::uuid[], ${sealed.map((row) => row.place)}::bigint[],
        ${sealed.map((row) => row.id)}::uuid[], ${sealed.map((row) => row.hash)}::bytea[])`.execute(trx)
    await sql`delete from audit_waiting where audit_id = any (${rows.map(({ id }) => id)}::uuid[])`.execute(trx)
    return rows.length
  })
}

/** A place of a chain, with the hash there. */
export type End = { place: number; hash: Buffer }

/** The end of each of these workspaces' chains. */
async function findEnds(db: Db, workspaceIds: string[]): Promise<Map<string, End>> {
  const { rows } = await sql<End & { workspaceId: string }>`
    select w.id as "workspaceId", c.place, c.hash from unnest(${workspaceIds}::uuid[]) as w(id)
    cross join lateral (select place, hash from audit_chain where workspace_id = w.id order by place desc limit 1) c`.execute(db)
  return new Map(rows.map(({ workspaceId, place, hash }) => [workspaceId, { place, hash }]))
}

/**
 * What was found of a workspace's audit. `rows`: how many rows hold. `brokenAt`: the first row that does not: it was changed or is in
 * another place, it is missing, the one before it is missing, or it was added beside the chain. `end`: of the chain, to compare with an
 * earlier one: rows that were removed at the end together with their hashes leave no other trace.
 */
export type AuditVerified = {
  ok: boolean
  rows: number
  end: { place: number; hash: string } | null
  /** Rows follow that were not looked at; they are verified from here. */
  next?: End
  brokenAt?: string
  reason?: 'changed' | 'missing' | 'gap' | 'added'
}

type Link = { place: number; id: string; hash: Buffer; text: string | null }
const linksPerRead = 5_000

/**
 * Verifies the audit of a workspace. What is not sealed yet has to be sealed before.
 * In:     `from`: where an earlier call ended; `atMost`: rows, after which it ends with `next`.
 */
export async function verifyAudit(
  db: Db,
  secret: string,
  workspaceId: string,
  { from = { place: 0, hash: first }, atMost = Infinity }: { from?: End | undefined; atMost?: number } = {},
): Promise<AuditVerified> {
  let end = from
  const broken = (brokenAt: string, reason: NonNullable<AuditVerified['reason']>): AuditVerified => ({
    ok: false,
    rows: end.place,
    end: null,
    brokenAt,
    reason,
  })
  for (let read = 0; ;) {
    const most = Math.min(linksPerRead, atMost - read)
    const { rows } = await sql<Link>`
      select c.place, c.audit_id as id, c.hash, case when a.id is not null then ${sealedText} end as text
      from audit_chain c left join audit a on a.id = c.audit_id
      where c.workspace_id = ${workspaceId} and c.place > ${end.place} order by c.place limit ${most}`.execute(db)
    for (const link of rows) {
      if (link.text === null) return broken(link.id, 'missing')
      if (link.place !== end.place + 1) return broken(link.id, 'gap')
      if (!link.hash.equals(hashOf(secret, end.hash, link.text))) return broken(link.id, 'changed')
      end = { place: link.place, hash: link.hash }
    }
    read += rows.length
    if (rows.length < most) break
    if (read >= atMost) return { ok: true, rows: end.place, end: null, next: end }
  }
  const stray = await findStray(db, workspaceId)
  if (stray) return broken(stray.id, stray.isThere ? 'added' : 'missing')
  return { ok: true, rows: end.place, end: end.place ? { place: end.place, hash: end.hash.toString('hex') } : null }
}

/** A row that is in no chain and does not wait for one, or waits for one and is missing. */
async function findStray(db: Db, workspaceId: string): Promise<{ id: string; isThere: boolean } | undefined> {
  const { rows } = await sql<{ id: string; isThere: boolean }>`
    (select a.id, true as "isThere" from audit a where a.workspace_id = ${workspaceId}
      and not exists (select from audit_chain c where c.audit_id = a.id)
      and not exists (select from audit_waiting w where w.audit_id = a.id)
      order by a.seq limit 1)
    union all
    (select w.audit_id, false from audit_waiting w where w.workspace_id = ${workspaceId}
      and not exists (select from audit a where a.id = w.audit_id) limit 1)`.execute(db)
  return rows[0]
}

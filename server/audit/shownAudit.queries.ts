import { sql } from 'kysely'
import type { AuditChanges } from '../model/audit.ts'
import type { Trx } from '../platform/db.ts'

export type ShownAuditRow = {
  id: string
  seq: number
  at: Date
  actor: string
  action: string
  subject: string
  subjectId: string | null
  fields: string[]
  changes: AuditChanges
}

/** `actors`: any of these. `subject`, `action`: what was done to what. */
export type AuditFilter = {
  actors?: string[] | undefined
  subject?: string | undefined
  action?: string | undefined
  since?: Date | undefined
  until?: Date | undefined
}

/** The audit of the transaction's workspace, newest first. */
export async function findAudit(trx: Trx, filter: AuditFilter, page: { before: number | null; limit: number }): Promise<ShownAuditRow[]> {
  const { actors, subject, action, since, until } = filter
  let found = trx
    .selectFrom('audit')
    .select(['id', 'seq', 'at', 'actor', 'action', 'subject', 'subject_id as subjectId', 'fields', 'changes'])
    .orderBy('seq', 'desc')
    .limit(page.limit + 1)
  if (page.before !== null) found = found.where('seq', '<', page.before)
  if (actors) found = found.where('actor', 'in', actors)
  if (subject !== undefined) found = found.where('subject', '=', subject)
  if (action !== undefined) found = found.where('action', '=', action)
  if (since) found = found.where('at', '>=', since)
  if (until) found = found.where('at', '<', until)
  return found.execute()
}

/** Every actor and every kind of action of the transaction's workspace, each found by one look at an index. */
export async function findAuditChoices(trx: Trx, workspaceId: string, atMost: number): Promise<{ actors: string[]; actions: string[] }> {
  const { rows: actors } = await sql<{ actor: string }>`
    with recursive one as (
      (select actor from audit where workspace_id = ${workspaceId} order by actor limit 1)
      union all
      select (select a.actor from audit a where a.workspace_id = ${workspaceId} and a.actor > one.actor order by a.actor limit 1)
      from one where one.actor is not null
    ) select actor from one where actor is not null limit ${atMost}`.execute(trx)
  const { rows: actions } = await sql<{ subject: string; action: string }>`
    with recursive one as (
      (select subject, action from audit where workspace_id = ${workspaceId} order by subject, action limit 1)
      union all
      select next.subject, next.action from one cross join lateral (
        select a.subject, a.action from audit a where a.workspace_id = ${workspaceId} and (a.subject, a.action) > (one.subject, one.action)
        order by a.subject, a.action limit 1) next
    ) select subject, action from one limit ${atMost}`.execute(trx)
  return { actors: actors.map((row) => row.actor), actions: actions.map((row) => `${row.subject}.${row.action}`) }
}

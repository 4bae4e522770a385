import type { Api } from '../api.ts'
import { checkAudit } from '../audit/audit.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { AuditVerified } from '../audit/chain.queries.ts'
import { findAudit, findAuditChoices, type ShownAuditRow } from '../audit/shownAudit.queries.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { readCursor, toPage } from '../platform/paging.ts'
import { auditChoices, auditFilter, auditList, auditVerified, type ShownAudit } from './audit.schemas.ts'
import { findAuditNames } from './auditNames.queries.ts'

const tags = ['audit']
const choicesAtMost = 500

/** Who did what: the audit of a workspace, and whether it still is what was written. */
export function auditRoutes(app: Api, deps: Deps): void {
  const { web, system } = deps.databases
  const running = new Map<string, Promise<AuditVerified>>()

  app.get(
    '/api/audit',
    {
      config: { may: 'audit.read' },
      schema: { tags, summary: 'Who did what, newest first', querystring: auditFilter, response: { 200: auditList } },
    },
    async (request) => {
      const { limit, cursor, actorId, action, since, until } = request.query
      const who = principalOf(request)
      const before = readCursor(cursor, 'number')?.[0] ?? null
      const [subject, verb] = action?.includes('.') ? action.split('.') : [undefined, action]
      const filter = {
        actors: actorId === undefined ? undefined : [actorId, `user:${actorId}`, `key:${actorId}`],
        subject,
        action: verb,
        since: since === undefined ? undefined : new Date(since),
        until: until === undefined ? undefined : new Date(until),
      }
      const rows = await inWorkspace(web, who, (trx) => findAudit(trx, filter, { before, limit }))
      const names = await findAuditNames(
        system,
        who.workspaceId,
        rows.flatMap((row) => [row.actor, `${row.subject}:${row.subjectId}`]),
      )
      return toPage(
        rows,
        limit,
        (row) => [row.seq],
        (row) => show(row, names),
      )
    },
  )

  app.get(
    '/api/audit/choices',
    {
      config: { may: 'audit.read' },
      schema: { tags, summary: 'Whose actions, and which, the audit has', response: { 200: auditChoices } },
    },
    async (request) => {
      const who = principalOf(request)
      const { actors, actions } = await inWorkspace(web, who, (trx) => findAuditChoices(trx, who.workspaceId, choicesAtMost))
      const names = await findAuditNames(system, who.workspaceId, actors)
      return { actors: actors.map((actorId) => ({ actorId, actorName: names.get(actorId) ?? null })), actions }
    },
  )

  app.post(
    '/api/audit/verify',
    {
      config: { may: 'audit.read', audit: 'audit.verify' },
      schema: {
        tags,
        summary: 'Verifies that no row of the audit was changed, removed or added later',
        response: { 200: auditVerified },
      },
    },
    async (request) => {
      const { workspaceId, actor } = principalOf(request)
      // It reads all rows: those who ask at the same time share the answer.
      let checking = running.get(workspaceId)
      if (!checking) {
        checking = checkAudit({ vault: deps.vault, system }, workspaceId).finally(() => running.delete(workspaceId))
        running.set(workspaceId, checking)
      }
      const verified = await checking
      if (!verified.ok) deps.log.error({ workspace: workspaceId, reason: verified.reason }, 'the audit is not what was written')
      await system
        .transaction()
        .execute((trx) => writeAudit(trx, deps, { workspaceId, actor, action: 'verify', subject: 'audit', subjectId: null }))
      return verified
    },
  )
}

function show({ actor, subject, subjectId, action, at, seq: _seq, ...row }: ShownAuditRow, names: Map<string, string>): ShownAudit {
  return {
    ...row,
    at: at.toISOString(),
    actorId: actor,
    actorName: names.get(actor) ?? null,
    action: `${subject}.${action}`,
    subjectId,
    subjectName: names.get(`${subject}:${subjectId}`) ?? null,
  }
}

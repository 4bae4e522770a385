import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { checkAudit } from '../audit/audit.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import type { AuditVerified, End } from '../audit/chain.queries.ts'
import { actorText, sentenceOfAction } from '../audit/sentences.ts'
import { type AuditFilter, findAudit, findAuditChoices, type ShownAuditRow } from '../audit/shownAudit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import { isLinkToken, linkToken } from '../auth/linkToken.ts'
import { refuseLimited } from '../auth/memberRights.ts'
import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import { byteOrderMark } from '../platform/csv.ts'
import { inWorkspace } from '../platform/db.ts'
import { readCursor, toPage, writeCursor, wrongCursor } from '../platform/paging.ts'
import {
  auditChoices,
  auditExport,
  auditFilter,
  auditList,
  auditPart,
  auditVerified,
  type AuditWhich,
  type ShownAudit,
} from './audit.schemas.ts'
import { auditHead, auditLine } from './auditCsv.ts'
import { findAuditNames } from './auditNames.queries.ts'

const tags = ['audit']
const choicesAtMost = 500
/** A second or two of work. */
const rowsPerVerification = 100_000
const rowsPerRead = 500

/** Who did what: the audit of a workspace, and whether it still is what was written. */
export function auditRoutes(app: Api, deps: Deps): void {
  const { web, system } = deps.databases
  const running = new Map<string, Promise<AuditVerified>>()

  /** A cursor holds where a verification ended, signed: whoever could write one could make an audit look changed. */
  async function writePlace(workspaceId: string, { place, hash }: End): Promise<string> {
    const text = hash.toString('hex')
    return writeCursor([place, text, await linkToken(deps, placeOf(workspaceId, place, text))])
  }

  async function readPlace(workspaceId: string, cursor: string | undefined): Promise<End | undefined> {
    const given = readCursor(cursor, 'number', 'text', 'text')
    if (!given) return undefined
    const [place, text, token] = given
    if (!(await isLinkToken(deps, placeOf(workspaceId, place, text), token))) throw wrongCursor()
    return { place, hash: Buffer.from(text, 'hex') }
  }

  /** One page of rows, and one more row when there are more. */
  async function read(who: Principal, textOf: TextOf, filter: AuditFilter, page: { before: number | null; limit: number }) {
    const rows = await inWorkspace(web, who, (trx) => findAudit(trx, filter, page))
    const things = rows.flatMap((row) => [row.actor, `${row.subject}:${row.subjectId}`])
    const names = await findAuditNames(system, who.workspaceId, things)
    return rows.map((row) => ({ seq: row.seq, shown: show(row, names, textOf) }))
  }

  /** Page by page while it is sent, so that its size costs no memory. */
  async function* csv(who: Principal, textOf: TextOf, filter: AuditFilter) {
    yield byteOrderMark + auditHead
    for (let before: number | null = null; ;) {
      const found: Awaited<ReturnType<typeof read>> = await read(who, textOf, filter, { before, limit: rowsPerRead })
      const rows = found.slice(0, rowsPerRead)
      if (rows.length) yield rows.map(({ shown }) => auditLine(shown)).join('')
      if (found.length <= rowsPerRead) return
      before = rows.at(-1)!.seq
    }
  }

  app.get(
    '/api/audit',
    {
      config: { may: 'audit.read' },
      schema: { tags, summary: 'Who did what, newest first', querystring: auditFilter, response: { 200: auditList } },
    },
    async (request) => {
      const { limit, cursor, ...which } = request.query
      const before = readCursor(cursor, 'number')?.[0] ?? null
      const rows = await read(principalOf(request), deps.textsFor(request), readWhich(which), { before, limit })
      return toPage(
        rows,
        limit,
        (row) => [row.seq],
        (row) => row.shown,
      )
    },
  )

  app.get(
    '/api/audit/export',
    {
      config: { may: 'audit.read' },
      schema: {
        tags,
        summary: 'The same rows as a CSV file, streamed',
        querystring: auditExport,
        response: { 200: { description: 'A line per row', content: { 'text/csv': { schema: z.string() } } } },
      },
    },
    async (request, reply) => {
      const { format, ...which } = request.query
      const who = principalOf(request)
      const { workspaceId, actor } = who
      const named = Object.entries(which).flatMap(([name, value]) => (value === undefined ? [] : [name]))
      await inWorkspace(web, who, (trx) =>
        writeAudit(trx, deps, {
          workspaceId,
          actor,
          action: 'export',
          subject: 'audit',
          subjectId: null,
          fields: [`format:${format}`, ...named],
        }),
      )
      return (
        reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="audit.csv"')
          // The schema describes the text; the response is a stream of it.
          .send(Readable.from(csv(who, deps.textsFor(request), readWhich(which))) as never)
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
      const textOf = deps.textsFor(request)
      return {
        actors: actors.map((actorId) => showActor(actorId, names, textOf)),
        actions,
        actionTexts: Object.fromEntries(actions.map((action) => [action, textOf(sentenceOfAction(action))])),
      }
    },
  )

  app.post(
    '/api/audit/verify',
    {
      config: { may: 'audit.read', audit: 'audit.verify' },
      schema: {
        tags,
        summary: 'Verifies that no row of the audit was changed, removed or added later; a long audit in parts',
        body: auditPart,
        response: { 200: auditVerified },
      },
    },
    async (request) => {
      const who = principalOf(request)
      refuseLimited(who, 'The audit')
      const { workspaceId, actor } = who
      const cursor = request.body?.cursor
      const from = await readPlace(workspaceId, cursor)
      // It reads many rows: those who ask for the same at the same time share the answer.
      const key = `${workspaceId}/${cursor ?? ''}`
      let checking = running.get(key)
      if (!checking) {
        const part = { from, atMost: rowsPerVerification }
        checking = checkAudit({ vault: deps.vault, system }, workspaceId, part).finally(() => running.delete(key))
        running.set(key, checking)
      }
      const { next, ...verified } = await checking
      if (!verified.ok) deps.log.error({ workspace: workspaceId, reason: verified.reason }, 'the audit is not what was written')
      if (!from)
        await system
          .transaction()
          .execute((trx) => writeAudit(trx, deps, { workspaceId, actor, action: 'verify', subject: 'audit', subjectId: null }))
      return { ...verified, ...(next ? { nextCursor: await writePlace(workspaceId, next) } : {}) }
    },
  )
}

const placeOf = (workspaceId: string, place: number, hash: string) => `audit_verify/${workspaceId}/${place}/${hash}`

function readWhich({ actorId, action, since, until }: AuditWhich): AuditFilter {
  const [subject, verb] = action?.includes('.') ? action.split('.') : [undefined, action]
  return {
    actors: actorId === undefined ? undefined : [actorId, `user:${actorId}`, `key:${actorId}`],
    subject,
    action: verb,
    since: since === undefined ? undefined : new Date(since),
    until: until === undefined ? undefined : new Date(until),
  }
}

function showActor(actorId: string, names: Map<string, string>, textOf: TextOf) {
  const actorName = names.get(actorId) ?? null
  return { actorId, actorName, actorText: actorText(textOf, actorId, actorName) }
}

function show(row: ShownAuditRow, names: Map<string, string>, textOf: TextOf): ShownAudit {
  const { id, at, subject, subjectId, fields, changes } = row
  const action = `${subject}.${row.action}`
  return {
    id,
    at: at.toISOString(),
    ...showActor(row.actor, names, textOf),
    action,
    actionText: textOf(sentenceOfAction(action)),
    subjectId,
    subjectName: names.get(`${subject}:${subjectId}`) ?? null,
    fields,
    changes,
  }
}

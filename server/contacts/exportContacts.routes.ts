import { Readable } from 'node:stream'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { byteOrderMark } from '../platform/csv.ts'
import { inWorkspace } from '../platform/db.ts'
import { contactsHead, contactsLine } from './contactsCsv.ts'
import { findExported } from './contacts.queries.ts'
import { contactFilter } from './contacts.schemas.ts'
import { findFields } from './fields.queries.ts'
import type { Condition } from './filter/condition.schemas.ts'
import { findContactIds } from './filter/contactIds.queries.ts'
import { askedConditions } from './segments/askedConditions.ts'

const rowsPerRead = 250
const walkedPerPart = 5_000

/** People as a file, read part by part while it is sent, so that its size costs no memory. An import takes it again. */
export function exportContactRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  async function* csv(who: Principal, conditions: readonly Condition[], fields: readonly string[]) {
    yield byteOrderMark + contactsHead(fields)
    const by = { ...who, now: deps.clock.now() }
    for (let after: string | null = null; ;) {
      const from: { after: string | null; walked: number } = { after, walked: walkedPerPart }
      const part: Awaited<ReturnType<typeof findContactIds>> = await inWorkspace(web, who, (trx) =>
        findContactIds(trx, by, conditions, from),
      )
      for (let at = 0; at < part.ids.length; at += rowsPerRead) {
        const ids = part.ids.slice(at, at + rowsPerRead)
        const rows = await inWorkspace(web, who, (trx) => findExported(trx, ids))
        yield rows.map((row) => contactsLine(row, fields)).join('')
      }
      if (part.end === null) return
      after = part.end
    }
  }

  app.get(
    '/api/contacts/export',
    {
      config: { may: 'contacts.read' },
      schema: {
        tags: ['contacts'],
        summary: 'People as a CSV, streamed, with the filters of the list and a column per custom field; it can be imported again',
        querystring: contactFilter,
        response: { 200: { description: 'A row per person', content: { 'text/csv': { schema: z.string() } } } },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const conditions = await inWorkspace(web, who, (trx) => askedConditions(trx, request.query))
      const fields = await inWorkspace(web, who, async (trx) => {
        const { workspaceId, actor } = who
        const named = conditions.map((one) => one.about)
        await writeAudit(trx, deps, { workspaceId, actor, action: 'export', subject: 'contact', subjectId: null, fields: named })
        return (await findFields(trx)).map((field) => field.key)
      })
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="contacts.csv"')
        .send(Readable.from(csv(who, conditions, fields)) as never)
    },
  )
}

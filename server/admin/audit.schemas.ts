import { z } from 'zod'
import { pageOf, pageQuery } from '../platform/paging.ts'

const value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])
const actor = {
  actorId: z.string().describe('`user:<id>`, `key:<id>`, or a word: `key:bootstrap`, `command`, `platform`, `anonymous`'),
  actorName: z.string().nullable().describe('the name of the person or key now; null: another kind of actor, or a person who is gone'),
  actorText: z.string().describe('who that is, for people'),
}
const auditRow = z.object({
  id: z.string(),
  at: z.string(),
  ...actor,
  action: z.string().describe('what was done, as `subject.action`'),
  actionText: z.string().describe('what was done, for people'),
  subjectId: z.string().nullable(),
  subjectName: z.string().nullable().describe('its name now; null: it has none, is gone, or is a person outside the workspace'),
  fields: z.array(z.string()).describe('names of the fields that were changed'),
  changes: z.record(z.string(), z.tuple([value, value])).describe('of harmless fields, the value before and after'),
})
export type ShownAudit = z.output<typeof auditRow>
export const auditList = pageOf(auditRow)

const which = {
  actorId: z.string().max(100).optional().describe('as in a row; the id of a person or key alone will do'),
  action: z
    .string()
    .max(100)
    .regex(/^[a-z_]+(\.[a-z_]+)?$/, 'must be an action, such as member.change or sign_in')
    .optional()
    .describe('`member.change`, or `change` of any subject'),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
}
/** Which rows of the audit. */
export const auditWhich = z.object(which)
export type AuditWhich = z.output<typeof auditWhich>
export const auditFilter = pageQuery.extend(which)
export const auditExport = auditWhich.extend({ format: z.enum(['csv']).default('csv') })

export const auditChoices = z.object({
  actors: z.array(z.object(actor)),
  actions: z.array(z.string()),
  actionTexts: z.record(z.string(), z.string()).describe('of each action, for people'),
})
export type AuditChoices = z.output<typeof auditChoices>

export const auditPart = z
  .strictObject({ cursor: z.string().max(500).optional().describe('continues: the `nextCursor` of before') })
  .nullish()

export const auditVerified = z.object({
  ok: z.boolean(),
  rows: z.number().describe('how many rows hold, from the first one'),
  end: z.object({ place: z.number(), hash: z.string() }).nullable().describe('of the chain; keep it, and compare it with a later one'),
  nextCursor: z.string().optional().describe('there are more rows: send it as `cursor` to verify them; `ok` is about those so far'),
  brokenAt: z.string().optional().describe('the id of the first row that does not hold'),
  reason: z
    .enum(['changed', 'missing', 'gap', 'added'])
    .optional()
    .describe('the row was changed or is in another place; it is missing; the row before it is missing; it was added beside the chain'),
})
export type AuditVerified = z.output<typeof auditVerified>

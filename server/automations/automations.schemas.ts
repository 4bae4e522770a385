import { z } from 'zod'
import { sentenceOfProblems } from '../platform/inputSentences.ts'
import { pageOf } from '../platform/paging.ts'
import { actionTypes, configSchema, triggerTypes } from './config.schemas.ts'
import { definitionSchema } from './definition.schemas.ts'

/** The entry point of this module for input validation and response schemas. */
const accountId = z.uuid('must be the id of an account')
const name = z.string().trim().min(1, 'needs a name').max(200)
const priority = z.int().min(-1000).max(1000)

/** The precondition of a change: rejected with `version_conflict` when the automation has another version by then. */
const version = z
  .int()
  .min(1)
  .optional()
  .describe('The version you began with. When the automation has changed since: 409 version_conflict.')

/** An automation as a definition. */
const definitionForm = z.object({
  accountId,
  name,
  definition: definitionSchema,
  is_active: z.boolean().optional(),
  priority: priority.optional(),
})

/** An automation in the rule format (requirement A1). */
const ruleFields = z.object({
  accountId,
  name: name.nullish(),
  trigger_type: z.enum(triggerTypes, `trigger_type must be one of ${triggerTypes.join(', ')}`),
  action_type: z.enum(actionTypes, `action_type must be one of ${actionTypes.join(', ')}`).default('send_dm'),
  config: configSchema,
  media_id: z.string().min(1).max(200).nullish(),
  is_active: z.boolean().default(true),
  priority: priority.optional(),
})
const hasItsKeyword = ({ trigger_type: type, config }: Pick<z.output<typeof ruleFields>, 'trigger_type' | 'config'>): boolean =>
  type !== 'keyword' || (config.keywords ?? []).length > 0
const keywordMissing = { path: ['config', 'keywords'], message: 'an automation of type keyword needs at least one keyword' }
const ruleForm = ruleFields.refine(hasItsKeyword, keywordMissing)

type Issue = { path: PropertyKey[]; message: string }

/** A union reports only "invalid input": the errors of the intended form help more. It is the definition's when there is one. */
const oneForm = (issue: { input?: unknown; errors?: unknown }): string => {
  const meant = typeof issue.input === 'object' && issue.input !== null && 'definition' in issue.input ? 0 : 1
  const issues = (issue.errors as Issue[][] | undefined)?.[meant] ?? []
  return issues.length ? sentenceOfProblems(issues) : 'must be an automation'
}

/** `POST /api/automations`. */
export const automationInput = z.union([definitionForm, ruleForm], { error: oneForm })
/** `PUT /api/automations/:id`: the same, for the same account. */
export const automationReplacement = z.union(
  [
    definitionForm.omit({ accountId: true }).extend({ version }),
    ruleFields.omit({ accountId: true }).extend({ version }).refine(hasItsKeyword, keywordMissing),
  ],
  { error: oneForm },
)

/** `PATCH /api/automations/:id`: any part; a config or a type is combined with the stored one into a rule. */
export const automationChange = z
  .strictObject({
    name: name.optional(),
    is_active: z.boolean().optional(),
    priority: priority.optional(),
    definition: definitionSchema.optional(),
    trigger_type: z.enum(triggerTypes, `trigger_type must be one of ${triggerTypes.join(', ')}`).optional(),
    action_type: z.enum(actionTypes, `action_type must be one of ${actionTypes.join(', ')}`).optional(),
    config: configSchema.optional(),
    media_id: z.string().min(1).max(200).nullish(),
    version,
  })
  .refine(({ definition, config }) => definition === undefined || config === undefined, 'change either the definition or the config')

const stats = z.object({
  total_triggers: z.int(),
  total_dms_sent: z.int(),
  total_comments_replied: z.int(),
  total_leads_captured: z.int(),
  last_triggered_at: z.string().nullable(),
  last_lead_captured_at: z.string().nullable(),
})

const lintFinding = z.object({
  level: z.enum(['blocker', 'warning']),
  stepId: z.string().nullable(),
  code: z.string(),
  text: z.string(),
})

export type Finding = z.output<typeof lintFinding>
export const problems = z.object({ problems: z.array(lintFinding) })

/**
 * A definition as it is stored. One that an earlier version stored may be beyond today's limits: it is shown as it is, so that its
 * owner can find and change it.
 */
const storedDefinition = z.union([
  definitionSchema,
  z
    .looseObject({ triggers: z.array(z.unknown()), steps: z.array(z.unknown()) })
    .describe('A definition that an earlier version stored and that is beyond the limits of today'),
]) as unknown as typeof definitionSchema

const savedVersion = z.object({
  id: z.string(),
  number: z.number(),
  name: z.string(),
  definition: storedDefinition,
  createdBy: z.string().nullable(),
  createdAt: z.string(),
})
export const versionList = z.object({ data: z.array(savedVersion) })

/** The response of GET, with `config` if it was created from one. */
export const automationAnswer = z.object({
  id: z.uuid(),
  accountId: z.uuid(),
  name: z.string(),
  status: z.enum(['live', 'draft', 'paused', 'deleted']),
  is_active: z.boolean(),
  trigger_type: z.string(),
  action_type: z.string(),
  media_id: z.string().nullable(),
  priority: z.int(),
  version: z.int(),
  definition: storedDefinition,
  config: z.record(z.string(), z.unknown()).optional(),
  stats,
  created_at: z.string(),
  updated_at: z.string(),
})
export const automationList = pageOf(automationAnswer)

/** The body as a form sends it. */
export type NewAutomation = z.input<typeof definitionForm>
export type AutomationInput = z.output<typeof automationInput>
export type AutomationReplacement = z.output<typeof automationReplacement>
export type AutomationChange = z.output<typeof automationChange>
export type AutomationAnswer = z.output<typeof automationAnswer>

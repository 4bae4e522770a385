import { needPermission } from '../platform/access.ts'
import { addressOf, done, type GraphCall, type Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { project } from '../platform/fields.ts'
import { fieldsOf, newestFirst, readPage, type Window } from '../platform/pages.ts'
import { names, text, type Params } from '../platform/params.ts'
import type { World } from '../world/world.ts'
import { numberOf } from './numbers.ts'
import { reviewOf } from './templateReview.ts'
import { checkComponents, refuseTemplate } from './templateRules.ts'
import { setStatus, startReview, tellComponents } from './templateEvents.ts'
import {
  findTemplate,
  keepTemplate,
  saveTemplate,
  settleTemplates,
  templateFromRow,
  templatesNamed,
  type Template,
  type TemplateRow,
} from './templates.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const categories = ['MARKETING', 'UTILITY', 'AUTHENTICATION']
/** 5.8: a deleted name is free again after 30 days. */
const nameBlockedMs = 30 * dayMs
/** 13.1, row 1.15: an approved template is edited once a day and ten times in 30 days. */
const editsPerDay = 1
const editsPerMonth = 10
/** 13.2, row 2.2: seconds for which a message may wait; −1 is 30 days. */
const ttlSeconds: Record<string, [number, number]> = { AUTHENTICATION: [30, 900], UTILITY: [30, 43_200], MARKETING: [43_200, 2_592_000] }

const mayManage = ({ token }: GraphCall): void => needPermission(token, 'whatsapp_business_management')

function oneOf(params: Params, key: string, allowed: string[]): string {
  const value = text(params, key)?.toUpperCase()
  if (value === undefined || !allowed.includes(value)) throw refuse.invalid(`Param ${key} must be one of {${allowed.join(', ')}}`)
  return value
}

function ttlOf(params: Params, category: string): number | null {
  const given = text(params, 'message_send_ttl_seconds')
  if (given === undefined) return null
  const [least, most] = ttlSeconds[category]!
  const value = Number(given)
  if (!(value === -1 && category !== 'MARKETING') && !(Number.isInteger(value) && value >= least && value <= most))
    throw refuse.invalid(`Param message_send_ttl_seconds must be between ${least} and ${most} for ${category}`)
  return value
}

/**
 * POST /{WABA}/message_templates (meta-platform.md 5.8, 13.2 rows 2.1 and 2.2).
 * Errors: 100 with the subcodes of 5.8; 80008 beyond the creations of an hour.
 */
export function createTemplate(call: GraphCall): Outcome {
  mayManage(call)
  const { world, account, params } = call
  const { wabaId } = numberOf(world, account)
  const [name, language] = [text(params, 'name') ?? '', text(params, 'language') ?? '']
  if (!/^[a-z0-9_]{1,512}$/.test(name)) throw refuse.invalid('Param name must be lower case letters, digits and underscores, at most 512')
  if (!/^[a-z]{2,3}(_[A-Z]{2,3})?$/.test(language)) throw refuse.invalid('Param language must be a language code such as en_US')
  const asked = oneOf(params, 'category', categories)
  const format = text(params, 'parameter_format') === undefined ? 'POSITIONAL' : oneOf(params, 'parameter_format', ['POSITIONAL', 'NAMED'])
  const parameterFormat = format as Template['parameterFormat']
  const components = checkComponents(world, params['components'], asked, parameterFormat)
  needRoom(world, wabaId)
  needFreeName(world, wabaId, name, language)
  const { category, verdict } = reviewOf(world, { wabaId, category: asked, components }, text(params, 'allow_category_change') === 'true')
  const state = { ttlSeconds: ttlOf(params, asked), ...(category !== asked && { previousCategory: asked }) }
  const template = keepTemplate(world, { wabaId, name, language, category, status: 'PENDING', parameterFormat, components, state })
  startReview(world, template, verdict, false)
  const { id, status } = template
  return { body: { id, status, category }, effect: { kind: 'template', id, name, language, accountId: account.id } }
}

function needRoom(world: World, wabaId: string): void {
  const { templatesPerHour, templatesMost } = world.settings.current().whatsapp
  const since = world.clock.now() - hourMs
  const { made, all } = world.store.get<{ made: number; all: number }>(
    `select count(*) filter (where createdAt > ?) as made, count(*) filter (where deletedAt is null) as "all"
      from number_templates where wabaId = ?`,
    since,
    wabaId,
  )!
  if (templatesMost !== null && all >= templatesMost)
    throw refuseTemplate(
      2388019,
      'Template Limit Exceeded',
      `This account has ${all} templates. Delete some, or have the business verified.`,
    )
  if (templatesPerHour !== null && made >= templatesPerHour) throw refuse.tooManyManagementCalls()
}

function needFreeName(world: World, wabaId: string, name: string, language: string): void {
  if (templatesNamed(world, wabaId, name).some((one) => one.language === language))
    throw refuseTemplate(2388024, 'Content in This Language Already Exists', `There is a template ${name} in ${language} already.`)
  const gone = world.store.get(
    "select 1 from number_templates where wabaId = ? and name = ? and deletedAt > ? and (deletedBy = 'name' or language = ?)",
    wabaId,
    name,
    world.clock.now() - nameBlockedMs,
    language,
  )
  if (gone)
    throw refuseTemplate(
      2388023,
      'Message Template Language Is Being Deleted',
      `The name ${name} was deleted; it is free again 30 days later.`,
    )
}

const usual = 'name,parameter_format,components,language,status,category,previous_category,id'

/** GET /{TEMPLATE}; without a business account's list, one object. */
export const readTemplate = (call: GraphCall, template: Template): Outcome => {
  mayManage(call)
  return { body: shown(call, template, usual) }
}

function shown({ params }: GraphCall, template: Template, fields: string): Record<string, unknown> {
  const { state } = template
  return project(fieldsOf(params, fields), {
    id: () => template.id,
    name: () => template.name,
    language: () => template.language,
    status: () => template.status,
    category: () => template.category,
    previous_category: () => state.previousCategory ?? undefined,
    correct_category: () => state.nextCategory?.category,
    components: () => template.components,
    parameter_format: () => template.parameterFormat,
    rejected_reason: () => (template.status === 'REJECTED' ? state.reason : 'NONE'),
    quality_score: () => ({ score: template.quality, ...(state.qualityAt !== null && { date: Math.floor(state.qualityAt / 1000) }) }),
    message_send_ttl_seconds: () => state.ttlSeconds ?? undefined,
    health_status: () => ({
      can_send_message: template.status === 'APPROVED' ? 'AVAILABLE' : 'BLOCKED',
      entities: [
        { entity_type: 'MESSAGE_TEMPLATE', id: template.id, can_send_message: template.status === 'APPROVED' ? 'AVAILABLE' : 'BLOCKED' },
      ],
    }),
  })
}

/** GET /{WABA}/message_templates, newest first, with the filters of 13.2 row 2.3. A name fits that holds what was asked for. */
export function listTemplates(call: GraphCall): Outcome {
  mayManage(call)
  const { world, account, params } = call
  settleTemplates(world)
  const values: string[] = [numberOf(world, account).wabaId]
  let where = 'wabaId = ? and deletedAt is null'
  for (const key of ['status', 'language', 'category', 'quality_score'] as const) {
    const wanted = names(params, key)
    if (!wanted || wanted.length === 0) continue
    where += ` and ${key === 'quality_score' ? 'quality' : key} in (${wanted.map(() => '?').join(', ')})`
    values.push(...(key === 'language' ? wanted : wanted.map((one) => one.toUpperCase())))
  }
  for (const [key, columns] of Object.entries({ name: ['name'], content: ['components'], name_or_content: ['name', 'components'] })) {
    const wanted = text(params, key)
    if (!wanted) continue
    where += ` and (${columns.map((column) => `instr(lower(${column}), lower(?)) > 0`).join(' or ')})`
    values.push(...columns.map(() => wanted))
  }
  // Seconds, as elsewhere; which time of a template counts is from memory.
  for (const [key, compares] of [
    ['since', '>='],
    ['until', '<='],
  ] as const) {
    const at = text(params, key)
    if (at === undefined) continue
    if (!/^\d+$/.test(at)) throw refuse.invalid(`Param ${key} must be a time in seconds`)
    where += ` and createdAt ${compares} ${Number(at) * 1000}`
  }
  // The simulator has none that the platform made.
  if (text(params, 'source') !== undefined && oneOf(params, 'source', ['MANUAL', 'AUTO_GENERATED']) !== 'MANUAL') where += ' and 0'
  const rows = (window: Window) => newestFirst<TemplateRow>(world.store, `select * from number_templates where ${where}`, values, window)
  return { body: readPage(params, 25, 100, addressOf(call), rows, (row) => shown(call, templateFromRow(row), usual)) }
}

/**
 * POST /{TEMPLATE} {components?, category?, message_send_ttl_seconds?} (13.1, row 1.15): components are replaced whole.
 * Errors: 100 for a state in which it cannot be edited, for too many edits, and for another name, language or category of an approved one.
 */
export function editTemplate(call: GraphCall, template: Template): Outcome {
  mayManage(call)
  const { world, params, account } = call
  const no = (words: string) => refuseTemplate(undefined, 'The template cannot be edited', words)
  if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status))
    throw no(`Only an approved, a rejected and a paused template can be edited; this one is ${template.status}.`)
  for (const key of ['name', 'language', 'parameter_format'] as const) {
    const now = key === 'parameter_format' ? template.parameterFormat : template[key]
    if ((text(params, key) ?? now) !== now) throw no(`${key} cannot be changed.`)
  }
  const category = text(params, 'category') === undefined ? template.category : oneOf(params, 'category', categories)
  const wasApproved = template.status === 'APPROVED'
  if (wasApproved && category !== template.category) throw no('The category of an approved template cannot be changed.')
  if (params['components'] === undefined && params['message_send_ttl_seconds'] === undefined && category === template.category)
    throw refuse.invalid('Param components is required')
  const now = world.clock.now()
  const edits = template.state.edits.filter((at) => at > now - 30 * dayMs)
  if (wasApproved && (edits.filter((at) => at > now - dayMs).length >= editsPerDay || edits.length >= editsPerMonth))
    throw no('An approved template can be edited once in 24 hours and ten times in 30 days.')
  const ttl = ttlOf(params, category)
  if (ttl !== null) template.state.ttlSeconds = ttl
  template.category = category
  if (wasApproved) template.state.edits = [...edits, now]
  if (params['components'] !== undefined) {
    template.components = checkComponents(world, params['components'], category, template.parameterFormat)
    tellComponents(world, template)
  }
  const { verdict } = reviewOf(world, template, false)
  if (params['components'] === undefined && wasApproved) saveTemplate(world, template)
  else startReview(world, template, verdict, template.status !== 'REJECTED')
  return { body: done, effect: { kind: 'template_edited', id: template.id, name: template.name, accountId: account.id } }
}

/**
 * DELETE /{WABA}/message_templates: all languages of `name`, one by `name` and `hsm_id`, several by `hsm_ids` (13.1, row 1.17).
 * Errors: 100 for what is not there, for an id without its name, and for a disabled template.
 */
export function deleteTemplates(call: GraphCall): Outcome {
  mayManage(call)
  const { world, account, params } = call
  const { wabaId } = numberOf(world, account)
  const [name, id, several] = [text(params, 'name'), text(params, 'hsm_id'), names(params, 'hsm_ids')]
  if (name === undefined && !several) throw refuse.invalid('Param name is required')
  const one = id === undefined ? null : findTemplate(world, wabaId, id)
  const found = several
    ? several.map((each) => findTemplate(world, wabaId, each))
    : id === undefined
      ? templatesNamed(world, wabaId, name!)
      : [one?.name === name ? one : null]
  const there = found.filter((each) => each !== null)
  // The subcode is from memory.
  if (there.length === 0 || there.length < found.length)
    throw refuseTemplate(2593002, 'Message Template Not Found', 'There is no such template in this account.')
  if (there.some(({ status }) => status === 'DISABLED'))
    throw refuseTemplate(undefined, 'The template cannot be deleted', 'A disabled template cannot be deleted.')
  for (const template of there) {
    Object.assign(template, { deletedBy: id === undefined && !several ? 'name' : 'id', deletedAt: world.clock.now() })
    setStatus(world, template, 'DELETED')
  }
  return { body: done, effect: { kind: 'template_deleted', ids: there.map((each) => each.id), accountId: account.id } }
}

/** POST /{TEMPLATE}/unpause: ends a pause by pacing, the only kind that does not end by itself (13.2, row 2.4). */
export function unpauseTemplate(call: GraphCall, template: Template): Outcome {
  mayManage(call)
  if (template.status !== 'PAUSED' || !template.state.paced)
    return { body: { success: false, reason: 'The template is not paused by pacing.' } }
  template.state.paced = false
  setStatus(call.world, template, 'APPROVED', 'NONE', { other_info: { title: 'UNPAUSE', description: 'Unpaused by hand.' } })
  return { body: done, effect: { kind: 'template_unpaused', id: template.id, accountId: call.account.id } }
}

import { ControlError } from '../controls/errors.ts'
import { maybeNumber, maybeText, needText, type Control } from '../controls/request.ts'
import type { Params } from '../platform/params.ts'
import type { World } from '../world/world.ts'
import { judgeHeld } from './heldMessages.ts'
import { numberOf } from './numbers.ts'
import { disableTemplate, pauseTemplate, setCategory, setQuality, setStatus, tellComponents } from './templateEvents.ts'
import {
  anyTemplate,
  keepTemplate,
  saveTemplate,
  settleTemplates,
  templateFromRow,
  type Quality,
  type Template,
  type TemplateRow,
} from './templates.ts'
import { needNumber } from './told.ts'

const hourMs = 3_600_000
const statuses = ['PENDING', 'APPROVED', 'REJECTED', 'PAUSED', 'DISABLED', 'IN_APPEAL', 'PENDING_DELETION', 'LIMIT_EXCEEDED', 'ARCHIVED']
const reasons = ['ABUSIVE_CONTENT', 'INCORRECT_CATEGORY', 'INVALID_FORMAT', 'NONE', 'PROMOTIONAL', 'SCAM', 'TAG_CONTENT_MISMATCH']
const categories = ['MARKETING', 'UTILITY', 'AUTHENTICATION']
const qualities = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN']

function show({ state, createdAt: _made, deletedAt: _gone, deletedBy: _how, seq: _seq, ...template }: Template) {
  const { reason, previousCategory, pauses, next } = state
  const coming = next && { status: next.status, at: new Date(next.at).toISOString() }
  return { ...template, reason, previousCategory, pauses, next: coming }
}

function maybeOne(body: Record<string, unknown>, name: string, allowed: string[]): string | undefined {
  const value = maybeText(body, name)
  if (value !== undefined && !allowed.includes(value)) throw new ControlError(400, 'bad_value', `"${name}" is one of ${allowed.join(', ')}`)
  return value
}

function maybeComponents(body: Record<string, unknown>): Params[] | undefined {
  const value = body['components']
  if (value === undefined) return undefined
  if (!Array.isArray(value) || value.some((one) => typeof one !== 'object' || one === null))
    throw new ControlError(400, 'bad_value', '"components" is a list of objects')
  return value as Params[]
}

/** GET /simulator/templates?accountId= : those of the business account of a number, oldest first. */
export const allTemplates: Control = ({ world, query }) => {
  const { wabaId } = numberOf(world, needNumber(world, query.get('accountId') ?? ''))
  settleTemplates(world)
  const rows = world.store.all<TemplateRow>('select * from number_templates where wabaId = ? and deletedAt is null order by seq', wabaId)
  return { body: { data: rows.map(templateFromRow).map(show) } }
}

/**
 * POST /simulator/templates {accountId, name, language?, category?, components?, parameterFormat?, status?, quality?}: a template that
 * somebody made at the platform. It is not checked, so that it can have what the simulator does not know.
 */
export const addTemplate: Control = ({ world, body }) => {
  const { wabaId } = numberOf(world, needNumber(world, needText(body, 'accountId')))
  const template = keepTemplate(world, {
    wabaId,
    name: needText(body, 'name'),
    language: maybeText(body, 'language') ?? 'en_US',
    category: maybeOne(body, 'category', categories) ?? 'UTILITY',
    status: maybeOne(body, 'status', statuses) ?? 'APPROVED',
    quality: maybeOne(body, 'quality', qualities) as Quality | undefined,
    parameterFormat: (maybeOne(body, 'parameterFormat', ['POSITIONAL', 'NAMED']) ?? 'POSITIONAL') as Template['parameterFormat'],
    components: maybeComponents(body) ?? [{ type: 'BODY', text: 'Your order is on its way.' }],
  })
  return { status: 201, body: show(template) }
}

function needTemplate(world: World, id: string): Template {
  const template = anyTemplate(world, id)
  if (!template)
    throw new ControlError(
      404,
      'no_such_template',
      `there is no template ${id}; GET /simulator/templates?accountId= lists those of a number`,
    )
  return template
}

/**
 * PATCH /simulator/templates/:id {status?, reason?, forHours?, category?, categoryInMs?, quality?, components?, held?}: the platform
 * decides about a template; each change is told (5.6). `held`: `release` or `drop` the messages that wait for it (13.2, row 2.5).
 */
export const patchTemplate: Control = ({ world, path, body }) => {
  const template = needTemplate(world, path['id']!)
  const status = maybeOne(body, 'status', statuses)
  const reason = maybeOne(body, 'reason', reasons)
  const category = maybeOne(body, 'category', categories)
  const quality = maybeOne(body, 'quality', qualities)
  const components = maybeComponents(body)
  const held = maybeOne(body, 'held', ['release', 'drop'])
  const forHours = maybeNumber(body, 'forHours', 0, 10_000)
  const categoryInMs = maybeNumber(body, 'categoryInMs', 0, 365 * 24 * hourMs) ?? 0
  if (components) {
    template.components = components
    tellComponents(world, template)
    saveTemplate(world, template)
  }
  if (quality !== undefined) setQuality(world, template, quality as Quality)
  if (category !== undefined) setCategory(world, template, category, categoryInMs)
  if (status === 'PAUSED') pauseTemplate(world, template, forHours === undefined ? undefined : forHours * hourMs)
  else if (status === 'DISABLED') disableTemplate(world, template)
  else if (status !== undefined) setStatus(world, template, status, reason ?? (status === 'REJECTED' ? 'INVALID_FORMAT' : 'NONE'))
  const judged = held === undefined ? undefined : judgeHeld(world, template, held === 'release')
  return { body: { ...show(needTemplate(world, template.id)), ...(judged !== undefined && { messages: judged }) } }
}

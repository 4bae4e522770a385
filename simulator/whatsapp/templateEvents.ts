import { queueUpdate } from '../webhooks/queueUpdate.ts'
import { text, type Params } from '../platform/params.ts'
import type { World } from '../world/world.ts'
import { seconds } from './changes.ts'
import { numbersOfWaba } from './numbers.ts'
import { componentOf, buttonsOf } from './templateParts.ts'
import { saveTemplate, type Quality, type Template } from './templates.ts'

const hourMs = 3_600_000
/** 13.2, row 2.4: the first pause, the second; the third time a template is disabled. */
const pausesMs = [3 * hourMs, 6 * hourMs]
const pauseTitles = ['FIRST_PAUSE', 'SECOND_PAUSE']
/** 13.2, row 2.9: a change of category is announced a day before. */
export const noticeMs = 24 * hourMs

/** Says something about a template once, through the first number of the account that is subscribed. Out: the delivery, if any. */
function tell(world: World, template: Template, field: string, value: Record<string, unknown>, afterMs = 0): number | null {
  const numbers = numbersOfWaba(world, template.wabaId)
  const account = numbers.find(({ fields }) => fields.includes(field))
  if (!account) return null
  const about = {
    message_template_id: template.id,
    message_template_name: template.name,
    message_template_language: template.language,
  }
  return queueUpdate(world, account, 'changes', field, { ...about, ...value }, afterMs)
}

function tellStatus(world: World, template: Template, event: string, reason: string, more: Record<string, unknown> = {}, afterMs = 0) {
  const rejected = event === 'REJECTED' && {
    rejection_info: { reason: `The template was rejected: ${reason}`, recommendation: 'Change the template and submit it again.' },
  }
  const value = { event, reason, message_template_category: template.category, ...rejected, ...more }
  return tell(world, template, 'message_template_status_update', value, afterMs)
}

/** What was planned does not happen, and is not told. */
function forget(world: World, planned: { told: number | null } | null): void {
  if (planned?.told != null) world.store.run("delete from deliveries where seq = ? and state = 'pending'", planned.told)
}

/** Changes the status now, and tells it. */
export function setStatus(
  world: World,
  template: Template,
  status: string,
  reason = 'NONE',
  more: Record<string, unknown> = {},
  event = status,
): void {
  forget(world, template.state.next)
  template.status = status
  Object.assign(template.state, { reason, next: null })
  tellStatus(world, template, event, reason, more)
  saveTemplate(world, template)
}

/** Changes the status in a while; what was planned before is given up. */
function planStatus(
  world: World,
  template: Template,
  afterMs: number,
  status: string,
  reason: string,
  more: Record<string, unknown> = {},
): void {
  forget(world, template.state.next)
  const told = tellStatus(world, template, status, reason, more, afterMs)
  template.state.next = { status, reason, at: world.clock.now() + afterMs, told }
  saveTemplate(world, template)
}

/** Reviews a template: at once when it was approved before (13.1, row 1.15), else after the time in the settings. */
export function startReview(world: World, template: Template, verdict: { reason: string } | null, atOnce: boolean): void {
  const { reviewAfterMs, review } = world.settings.current().whatsapp
  const reason = verdict?.reason ?? (review === 'reject' ? 'INVALID_FORMAT' : 'NONE')
  const status = reason === 'NONE' ? 'APPROVED' : 'REJECTED'
  if (atOnce) return setStatus(world, template, status, reason)
  forget(world, template.state.next)
  template.status = 'PENDING'
  Object.assign(template.state, { reason: 'NONE', next: null })
  if (reviewAfterMs === null) saveTemplate(world, template)
  else planStatus(world, template, reviewAfterMs, status, reason)
}

/** Pauses a template for its quality; the third time it is disabled (13.2, row 2.4). */
export function pauseTemplate(world: World, template: Template, forMs?: number): void {
  const at = template.state.pauses
  template.state.pauses += 1
  template.state.paced = false
  const usual = pausesMs[at]
  if (usual === undefined) return disableTemplate(world, template)
  setStatus(world, template, 'PAUSED', 'NONE', { other_info: { title: pauseTitles[at], description: 'People do not like this template.' } })
  planStatus(world, template, forMs ?? usual, 'APPROVED', 'NONE', { other_info: { title: 'UNPAUSE', description: 'The pause is over.' } })
}

/** Pauses a template because the messages that were held were judged bad (13.2, rows 2.4, 2.5): only by hand it goes on. */
export function paceTemplate(world: World, template: Template): void {
  template.state.paced = true
  setStatus(world, template, 'PAUSED', 'NONE', { other_info: { title: 'RATE_LIMITING_PAUSE', description: 'Paused by pacing.' } })
}

export const disableTemplate = (world: World, template: Template): void =>
  setStatus(world, template, 'DISABLED', 'NONE', {
    disable_info: { disable_date: Number(seconds(world.clock.now())) },
    other_info: { title: 'DISABLED', description: 'The template was disabled.' },
  })

export function setQuality(world: World, template: Template, quality: Quality): void {
  const value = { previous_quality_score: template.quality, new_quality_score: quality }
  template.quality = quality
  template.state.qualityAt = world.clock.now()
  tell(world, template, 'message_template_quality_update', value)
  saveTemplate(world, template)
}

/** Moves a template to another category: at once, or announced and done in a while (13.2, row 2.9). */
export function setCategory(world: World, template: Template, category: string, afterMs: number): void {
  forget(world, template.state.nextCategory)
  template.state.nextCategory = null
  const field = 'template_category_update'
  const change = { previous_category: template.category, new_category: category }
  if (afterMs === 0) {
    tell(world, template, field, change)
    template.state.previousCategory = template.category
    template.category = category
  } else {
    const at = world.clock.now() + afterMs
    const notice = { new_category: template.category, correct_category: category, category_update_timestamp: Number(seconds(at)) }
    tell(world, template, field, notice)
    template.state.nextCategory = { category, at, told: tell(world, template, field, change, afterMs) }
  }
  saveTemplate(world, template)
}

/** Its parts are others now (5.6; the keys are from memory). */
export function tellComponents(world: World, template: Template): void {
  const words = (type: string) => text(componentOf(template.components, type) ?? {}, 'text')
  const [title, element, footer] = [words('HEADER'), words('BODY'), words('FOOTER')]
  const buttons = buttonsOf(template.components).map((button: Params) => ({
    message_template_button_type: text(button, 'type'),
    message_template_button_text: text(button, 'text'),
    ...(button['url'] !== undefined && { message_template_button_url: button['url'] }),
    ...(button['phone_number'] !== undefined && { message_template_button_phone_number: button['phone_number'] }),
  }))
  tell(world, template, 'message_template_components_update', {
    ...(title !== undefined && { message_template_title: title }),
    message_template_element: element ?? '',
    ...(footer !== undefined && { message_template_footer: footer }),
    ...(buttons.length > 0 && { message_template_buttons: buttons }),
  })
}

import type { AccountEvent } from '../../model/event.ts'
import type { Sentence } from '../../model/sentence.ts'
import { idOf, type JsonObject, objectOf, shortTextOf, textOf } from '../meta/fields.ts'
import { accountUpdate } from './accountUpdates.ts'
import { phoneOf } from './person.ts'
import { sentence } from './sentences.ts'

/** What a notice means: kept as the latest of its topic; with `stops` the account sends nothing until its owner acts. */
export type Meaning = { topic: string; code: string; words: Sentence; value?: string | number | null } & Pick<AccountEvent, 'stops'>

type ReadNotice = (value: JsonObject) => Meaning | null

const word = (value: unknown): string => shortTextOf(value, 60) ?? ''
const lower = (value: unknown): string => word(value).toLowerCase()

/** Above it there is no limit (meta-platform.md 5.7; 13.7, row 10). */
const mostPeople = 100_000

/** `TIER_2K`, `2000` or −1. Null: not told. */
function limitOf(value: unknown): number | 'none' | null {
  const text = word(value).toUpperCase()
  if (text.includes('UNLIMITED') || text.startsWith('-')) return 'none'
  const [, digits, thousand] = /^(?:TIER_)?(\d+)(K?)$/.exec(text) ?? []
  if (!digits) return null
  const people = Number(digits) * (thousand ? 1_000 : 1)
  return people > mostPeople ? 'none' : people
}

/** How many people may be written to first, as the platform told; null where it told nothing. */
export function limitTold(value: unknown): Meaning | null {
  const limit = limitOf(value)
  if (limit === null) return null
  const words = limit === 'none' ? sentence('whatsapp.notice.no_limit') : sentence('whatsapp.notice.limit', { people: limit })
  return { topic: 'messaging_limit', code: 'messaging_limit', words, value: limit }
}

const dailyLimit = (value: JsonObject): unknown =>
  value.max_daily_conversations_per_business ?? value.max_daily_conversation_per_phone ?? value.current_limit

const names: Record<string, Sentence> = {
  approved: sentence('whatsapp.notice.name_approved'),
  rejected: sentence('whatsapp.notice.name_rejected'),
  deferred: sentence('whatsapp.notice.name_waits'),
  pending: sentence('whatsapp.notice.name_waits'),
}
const reviews: Record<string, Sentence> = {
  approved: sentence('whatsapp.notice.review_approved'),
  rejected: sentence('whatsapp.notice.review_rejected'),
  pending: sentence('whatsapp.notice.review_waits'),
  deferred: sentence('whatsapp.notice.review_waits'),
}
const security: Record<string, Sentence> = {
  pin_changed: sentence('whatsapp.notice.pin_changed'),
  pin_reset_request: sentence('whatsapp.notice.pin_reset'),
  pin_request_success: sentence('whatsapp.notice.pin_reset_done'),
}

/** Fields about the business account and its numbers, each with what it means (5.6, 13.2 rows 2.9 and 2.19). */
const notices: Record<string, ReadNotice> = {
  account_update: accountUpdate,
  account_alerts: (value) => {
    const alert = objectOf(value.alert_info) ?? value
    const type = word(alert.alert_type ?? alert.type ?? alert.event)
    return type
      ? { topic: `alert_${type.toLowerCase()}`, code: type.toLowerCase(), words: sentence('whatsapp.notice.alert', { type }) }
      : null
  },
  account_review_update: (value) => {
    const decision = lower(value.decision)
    return reviews[decision] ? { topic: 'review', code: `review_${decision}`, words: reviews[decision], value: decision } : null
  },
  business_capability_update: (value) => limitTold(dailyLimit(value)),
  business_username_update: (value) => {
    const [name, status] = [word(value.username), lower(value.status)]
    return { topic: 'username', code: `username_${status}`, words: sentence('whatsapp.notice.username', { name, status }), value: name }
  },
  phone_number_name_update: (value) => {
    const decision = lower(value.decision)
    return names[decision] ? { topic: 'name', code: `name_${decision}`, words: names[decision], value: decision } : null
  },
  phone_number_quality_update: (value) => {
    const event = lower(value.event)
    if (event === 'flagged') return { topic: 'quality', code: 'quality_low', words: sentence('whatsapp.notice.quality_low'), value: 'low' }
    if (event === 'unflagged')
      return { topic: 'quality', code: 'quality_good', words: sentence('whatsapp.notice.quality_good'), value: 'high' }
    if (event === 'throughput_upgrade')
      return { topic: 'throughput', code: 'throughput_upgrade', words: sentence('whatsapp.notice.throughput') }
    return limitTold(dailyLimit(value))
  },
  security: (value) => {
    const event = lower(value.event)
    return security[event] ? { topic: 'security', code: event, words: security[event] } : null
  },
  payment_configuration_update: (value) => ({
    topic: 'payments',
    code: 'payments_changed',
    words: sentence('whatsapp.notice.payments', { status: lower(value.status) || '?' }),
  }),
  flows: (value) => {
    const event = word(value.event)
    return event ? { topic: 'flows', code: event.toLowerCase(), words: sentence('whatsapp.notice.flow', { event }) } : null
  },
  account_settings_update: () => ({ topic: 'settings', code: 'settings_changed', words: sentence('whatsapp.notice.settings') }),
}

/** The fields that are about the account. */
export const aboutBusiness = new Set([...Object.keys(notices), 'partner_solutions', 'automatic_events'])

/** What a notice about the account means; null for a field or value that no page describes, which is still an event. */
export const meaningOf = (field: string, value: JsonObject | null): Meaning | null =>
  value && Object.hasOwn(notices, field) ? notices[field]!(value) : null

/** The number that a notice names by its digits; null: it is about all numbers of the business account. */
export const numberNamed = (value: JsonObject | null): string | null => phoneOf(value?.display_phone_number ?? value?.phone_number)

/** The business account that a notice is about: on notices about partners the entry has another id (5.6). */
export const businessNamed = (value: JsonObject | null): string | null => idOf(objectOf(value?.waba_info)?.waba_id)

const templateWords = (value: JsonObject): { name: string; language: string } => ({
  name: word(value.message_template_name),
  language: word(value.message_template_language).replace('-', '_'),
})

/** What became of a template, in words; what follows from it is up to what keeps the templates. Null: nothing known. */
export function wordsOfTemplate(field: string, value: JsonObject | null): Sentence | null {
  if (!value) return null
  const of = templateWords(value)
  if (field === 'message_template_status_update' && textOf(value.event)) {
    const reason = word(value.reason) || word(objectOf(value.rejection_info)?.reason)
    const event = lower(value.event).replaceAll('_', ' ')
    return reason && reason !== 'NONE'
      ? sentence('whatsapp.notice.template_why', { ...of, event, reason })
      : sentence('whatsapp.notice.template', { ...of, event })
  }
  if (field === 'message_template_quality_update' && textOf(value.new_quality_score))
    return sentence('whatsapp.notice.template_quality', { ...of, quality: lower(value.new_quality_score) })
  if (field === 'template_category_update') {
    const soon = word(value.correct_category)
    if (soon) return sentence('whatsapp.notice.template_category_soon', { ...of, category: soon.toLowerCase() })
    return sentence('whatsapp.notice.template_category', { ...of, category: lower(value.new_category) })
  }
  return field === 'message_template_components_update' ? sentence('whatsapp.notice.template_edited', of) : null
}

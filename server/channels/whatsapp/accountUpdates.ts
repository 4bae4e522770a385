import type { Sentence } from '../../model/sentence.ts'
import { type JsonObject, listOf, objectOf, shortTextOf } from '../meta/fields.ts'
import type { Meaning } from './accountNotices.ts'
import { sentence } from './sentences.ts'

const word = (value: unknown): string => shortTextOf(value, 80) ?? ''

/** What the platform tells a business about its account (`account_update`, meta-platform.md 5.6). Null: nothing known. */
export function accountUpdate(value: JsonObject): Meaning | null {
  const event = word(value.event)
  const told = (topic: string, words: Sentence, more: Partial<Meaning> = {}): Meaning => ({
    topic,
    code: event.toLowerCase(),
    words,
    ...more,
  })
  switch (event) {
    case 'DISABLED_UPDATE':
      return ban(objectOf(value.ban_info))
    case 'ACCOUNT_RESTRICTION':
      return restriction(value.restriction_info)
    case 'ACCOUNT_VIOLATION': {
      const type = word(objectOf(value.violation_info)?.violation_type) || '?'
      return told('violation', sentence('whatsapp.notice.violation', { type }))
    }
    case 'ACCOUNT_DELETED':
      return told('account', sentence('whatsapp.notice.account_deleted'), { stops: { status: 'paused' } })
    // The number left this app: its token reaches it no longer (13.2, row 2.23).
    case 'PARTNER_REMOVED':
    case 'PARTNER_APP_UNINSTALLED':
    case 'ACCOUNT_OFFBOARDED':
      return told('account', sentence('whatsapp.notice.removed'), { stops: { status: 'reconnect_needed' } })
    case 'ACCOUNT_RECONNECTED':
      return told('account', sentence('whatsapp.notice.reconnected'))
    case 'PARTNER_ADDED':
    case 'PARTNER_APP_INSTALLED':
      return told('account', sentence('whatsapp.notice.connected'))
    default:
      return event ? told('other', sentence('whatsapp.notice.other', { event })) : null
  }
}

const bans: Record<string, Meaning> = {
  DISABLE: { topic: 'ban', code: 'banned', words: sentence('whatsapp.notice.banned'), stops: { status: 'paused' } },
  SCHEDULE_FOR_DISABLE: { topic: 'ban', code: 'ban_scheduled', words: sentence('whatsapp.notice.ban_scheduled') },
  REINSTATE: { topic: 'ban', code: 'reinstated', words: sentence('whatsapp.notice.reinstated') },
}

function ban(info: JsonObject | null): Meaning | null {
  const state = word(info?.waba_ban_state)
  return Object.hasOwn(bans, state) ? bans[state]! : null
}

/** Nothing may be sent at all, or nothing that the business begins: replies go on. The furthest end counts; without one it has none. */
function restriction(info: unknown): Meaning {
  const parts = listOf(info).slice(0, 20).map(objectOf)
  const types = parts.map((part) => word(part?.restriction_type)).filter(Boolean)
  const ends = parts.map((part) => Number(word(part?.expiration) || Number.NaN))
  const until = ends.length && ends.every((end) => end > 0 && end < 1e11) ? new Date(Math.max(...ends) * 1000).toISOString() : null
  const told = { topic: 'restriction', value: until }
  if (types.some((type) => type.includes('CUSTOMER_INITIATED')))
    return { ...told, code: 'restricted', words: sentence('whatsapp.notice.restricted'), stops: { status: 'paused' } }
  if (types.includes('RESTRICTED_BIZ_INITIATED_MESSAGING')) {
    const words = until ? sentence('whatsapp.notice.no_first_until', { until }) : sentence('whatsapp.notice.no_first')
    return { ...told, code: 'no_first_messages', words }
  }
  return {
    ...told,
    code: 'restricted_otherwise',
    words: sentence('whatsapp.notice.restricted_otherwise', { types: types.join(', ') || '?' }),
  }
}

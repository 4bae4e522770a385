import { allRetentionKinds } from './retention.ts'

/** A value that an audit row may show. */
export type AuditValue = string | number | boolean | null | string[]
/** Fields of an audit row with what they were and what they are. */
export type AuditChanges = Record<string, [before: AuditValue, after: AuditValue]>

/**
 * The fields whose values an audit row may show, by subject: switches, choices from a list, numbers, and ids of our own. Everything else is
 * named without its value, because an erase could not reach it there.
 */
const shown: Record<string, readonly string[]> = {
  account: ['status', 'defaultCountry', 'defaultTemplateId'],
  automation: ['status', 'priority'],
  conversation: ['assigneeId', 'status', 'botPausedUntil'],
  inbox: ['roundRobin'],
  endpoint: ['isActive', 'method', 'retryCount', 'timeoutMs', 'events'],
  key: ['scopes', 'accountIds', 'expiresAt'],
  invitation: ['role', 'accountIds'],
  member: ['role', 'accountIds'],
  user: ['instanceAdmin'],
  workspace: [
    'timeZone',
    'defaultCountry',
    'language',
    'cleanUpDays',
    'addressDays',
    ...allRetentionKinds.map((kind) => `retention.${kind}`),
  ],
}
const valueCharsAtMost = 200
/** Lists hold our own words and ids: what a key or a member was given must not be missing because it is much. */
const listCharsAtMost = 50_000

/**
 * What an audit row says of a change.
 * In:     the kind of thing; what it was, and what was asked for (undefined: not asked for).
 * Out:    `fields`, the names of everything asked for; `changes`, the fields among them that may be shown and are different now.
 */
export function auditOf(
  subject: string,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): { fields: string[]; changes: AuditChanges } {
  const fields = Object.keys(after).filter((name) => after[name] !== undefined)
  const changed = fields.flatMap((name): [string, AuditChanges[string]][] => {
    if (!shown[subject]?.includes(name)) return []
    const [from, to] = [before[name] ?? null, after[name]]
    return JSON.stringify(from) !== JSON.stringify(to) && isShort(from) && isShort(to) ? [[name, [from, to]]] : []
  })
  return { fields, changes: Object.fromEntries(changed) }
}

function isShort(value: unknown): value is AuditValue {
  const whole = value === null || ['string', 'number', 'boolean'].includes(typeof value)
  return (
    (whole && JSON.stringify(value).length <= valueCharsAtMost) ||
    (Array.isArray(value) && value.every((one) => typeof one === 'string') && JSON.stringify(value).length <= listCharsAtMost)
  )
}

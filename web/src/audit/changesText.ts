import type { TFunction } from 'i18next'
import type { ShownAudit } from '../../../server/admin/audit.schemas.ts'
import { timeText } from '../parts/shownTime.ts'

type Value = ShownAudit['changes'][string][number]
type Shown = { t: TFunction; language: string; accountName: (id: string) => string | undefined }

/** `timeZone` as "Time zone", for fields that the catalogue does not name. */
const asWords = (name: string) => {
  const words = name
    .replaceAll(/([A-Z])/g, ' $1')
    .replaceAll('_', ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
const fieldText = (t: TFunction, field: string) => t(`audit.field.${field as 'name'}`, { defaultValue: asWords(field) })

function valueText({ t, language, accountName }: Shown, field: string, value: Value): string {
  if (value === null || (Array.isArray(value) && value.length === 0))
    return t(field === 'accountIds' && value === null ? 'audit.all' : 'audit.none')
  if (typeof value === 'boolean') return t(value ? 'audit.on' : 'audit.off')
  if (Array.isArray(value)) return value.map((one) => (field === 'accountIds' ? (accountName(one) ?? one) : one)).join(', ')
  if (field.endsWith('At') && typeof value === 'string') return timeText(value, language, { dateStyle: 'medium', timeStyle: 'short' })
  if (field === 'role') return t(`team.role.${String(value) as 'owner'}`, { defaultValue: String(value) })
  return String(value)
}

/** What changed: harmless values before and after, then the names of the other fields. A field may carry a number or a word (`count:3`). */
export function changesText(shown: Shown, { changes, fields }: Pick<ShownAudit, 'changes' | 'fields'>): string[] {
  const { t } = shown
  // Without accounts before, somebody had all of them; unless they had no role either, and were only invited.
  const isNew = changes['role']?.[0] === null
  const changed = Object.entries(changes).map(([field, [before, after]]) => {
    const [was, value] = [before, after].map((one) => valueText(shown, field, one)) as [string, string]
    return before === null && (isNew || field !== 'accountIds')
      ? t('audit.told', { field: fieldText(t, field), value })
      : t('audit.change', { field: fieldText(t, field), before: was, after: value })
  })
  const others = fields.filter((field) => !(field in changes))
  const told = others.flatMap((field) => {
    const [name, value] = field.split(':') as [string, string?]
    // What an id names is not shown; that there is one, is.
    if (value === undefined || name === 'endpoint' || (name === 'count' && value === '1')) return []
    return [t('audit.told', { field: fieldText(t, name), value })]
  })
  const named = others.filter((field) => !field.includes(':')).map((field) => fieldText(t, field))
  return [...changed, ...told, ...(named.length ? [t('audit.fields', { fields: named.join(', ') })] : [])]
}

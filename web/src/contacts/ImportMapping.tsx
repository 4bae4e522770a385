import { useTranslation } from 'react-i18next'
import type { Preview } from '../../../server/imports/imports.schemas.ts'
import { SelectField } from '../parts/Field.tsx'

/** What a column may become, beside custom fields (server/imports/targets.ts). */
const targets = [
  'ignore',
  'name',
  'username',
  'email',
  'phone',
  'birthday',
  'language',
  'timeZone',
  'tags',
  'optedOut',
  'consent',
  'consentWording',
  'consentAt',
  'id',
  'consents',
  'identifiers',
  'metadata',
] as const

type Props = { preview: Preview; mapping: Record<string, string>; onChange: (mapping: Record<string, string>) => void }

/** Each column of a file with some of its values, and what it becomes. */
export function ImportMapping({ preview: { columns, fields }, mapping, onChange }: Props) {
  const { t } = useTranslation()
  return (
    <ul aria-label={t('contactImport.columns')} className="grid gap-4">
      {columns.map(({ name, target, samples }) => {
        const chosen = mapping[name] ?? target
        const offered = new Map(fields.map((field) => [`field.${field.key}`, field.name]))
        if (!offered.has(`field.${name}`)) offered.set(`field.${name}`, t('contactImport.newField', { field: name }))
        if (chosen.startsWith('field.') && !offered.has(chosen)) offered.set(chosen, chosen.slice('field.'.length))
        return (
          <li key={name} className="grid items-center gap-x-4 gap-y-1.5 sm:grid-cols-2">
            <div className="min-w-0 text-sm">
              <p className="truncate font-semibold">{name}</p>
              <p className="truncate text-soft">{samples.join(' · ') || '–'}</p>
            </div>
            <SelectField
              bare
              label={t('contactImport.becomes', { column: name })}
              className="w-full"
              value={chosen}
              onChange={(event) => onChange({ ...mapping, [name]: event.target.value })}
            >
              {targets.map((one) => (
                <option key={one} value={one}>
                  {t(`contactImport.target.${one}`)}
                </option>
              ))}
              <optgroup label={t('contactFields.title')}>
                {[...offered].map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </optgroup>
            </SelectField>
          </li>
        )
      })}
    </ul>
  )
}

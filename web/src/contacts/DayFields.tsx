import { useTranslation } from 'react-i18next'
import { SelectField, TextField } from '../parts/Field.tsx'
import { calendarDayText } from '../parts/shownTime.ts'

/** A day as it is entered: each part as text, empty while it is not known. */
export type DayParts = { day: string; month: string; year: string }

/** In: `YYYY-MM-DD`, where 9999 is an unknown year, `MM-DD`, or null. */
export function partsOfDay(text: string | null): DayParts {
  const [, year, month, day] = /^(?:(\d{4})-)?(\d{2})-(\d{2})$/.exec(text ?? '') ?? []
  return { day: day ? String(Number(day)) : '', month: month ?? '', year: !year || year === '9999' ? '' : String(Number(year)) }
}

/** Out: `YYYY-MM-DD`, with 9999 for an unknown year; null: no day; undefined: a part is missing. */
export function dayOfParts({ day, month, year }: DayParts): string | null | undefined {
  if (!day.trim() && !month && !year.trim()) return null
  if (!day.trim() || !month) return undefined
  return `${(year.trim() || '9999').padStart(4, '0')}-${month}-${day.trim().padStart(2, '0')}`
}

type Props = { parts: DayParts; onChange: (parts: DayParts) => void; hasYear?: boolean; error?: string | undefined }

/** A day of the year, with or without its year. */
export function DayFields({ parts, onChange, hasYear, error }: Props) {
  const { t, i18n } = useTranslation()
  const monthName = (month: number) =>
    calendarDayText(new Date(Date.UTC(2000, month, 1)), i18n.language, { month: hasYear ? 'short' : 'long' })
  const number = { inputMode: 'numeric' as const, autoComplete: 'off' }
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-sm font-semibold">{t('contacts.birthday')}</legend>
      <div className="flex gap-2">
        <TextField
          bare
          label={t('contacts.day')}
          placeholder={t('contacts.day')}
          maxLength={2}
          boxClassName="w-15 shrink-0"
          value={parts.day}
          onChange={(event) => onChange({ ...parts, day: event.target.value })}
          {...number}
        />
        <SelectField
          bare
          label={t('contacts.month')}
          boxClassName="min-w-0 grow"
          className="w-full"
          value={parts.month}
          onChange={(event) => onChange({ ...parts, month: event.target.value })}
        >
          <option value="">{t('contacts.month')}</option>
          {Array.from({ length: 12 }, (_, month) => (
            <option key={month} value={String(month + 1).padStart(2, '0')}>
              {monthName(month)}
            </option>
          ))}
        </SelectField>
        {hasYear && (
          <TextField
            bare
            label={t('contacts.year')}
            placeholder={t('contacts.year')}
            maxLength={4}
            boxClassName="w-18 shrink-0"
            value={parts.year}
            onChange={(event) => onChange({ ...parts, year: event.target.value })}
            {...number}
          />
        )}
      </div>
      {hasYear && <p className="text-sm text-soft">{t('contacts.yearHint')}</p>}
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}

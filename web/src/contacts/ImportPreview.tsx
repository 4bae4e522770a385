import { useTranslation } from 'react-i18next'
import type { Preview } from '../../../server/imports/imports.schemas.ts'
import { Chip, type Tone } from '../parts/Chip.tsx'

const tones: Record<Preview['rows'][number]['outcome'], Tone> = { created: 'good', updated: 'accent', unchanged: 'plain', failed: 'bad' }
const outcomes = ['created', 'updated', 'unchanged', 'failed'] as const

/** What an import would do with the first rows; those with a problem first. */
export function ImportPreview({ preview: { counts, rows, isWhole } }: { preview: Preview }) {
  const { t } = useTranslation()
  const sorted = rows.toSorted((a, b) => Number(b.problems.length > 0) - Number(a.problems.length > 0) || a.row - b.row)
  return (
    <section aria-label={t('contactImport.preview')} className="grid gap-3">
      <h3 className="font-bold">{t('contactImport.preview')}</h3>
      <p role="status" className="flex flex-wrap gap-1.5">
        {outcomes.map((outcome) => (
          <Chip key={outcome} tone={counts[outcome] ? tones[outcome] : 'plain'}>
            {t(`contactImport.count.${outcome}`, { count: counts[outcome] })}
          </Chip>
        ))}
      </p>
      {!isWhole && <p className="text-sm text-soft">{t('contactImport.firstRows', { count: rows.length })}</p>}
      <ol aria-label={t('contactImport.rows')} tabIndex={0} className="grid max-h-96 gap-3 overflow-y-auto rounded-lg bg-sunk p-3 text-sm">
        {sorted.map(({ row, outcome, values, problems }) => (
          <li key={row}>
            <p className="flex flex-wrap items-center gap-2">
              <span className="text-soft">{t('contactImport.row', { row })}</span>
              <Chip tone={tones[outcome]}>{t(`contactImport.outcome.${outcome}`)}</Chip>
              <span className="min-w-0 truncate">{Object.values(values).filter(Boolean).join(' · ')}</span>
            </p>
            {problems.map(({ column, code, text }) => (
              <p key={`${column} ${code}`} className="text-bad">
                {column ? `${column}: ${text}` : text}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}

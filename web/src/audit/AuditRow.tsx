import { useTranslation } from 'react-i18next'
import type { ShownAudit } from '../../../server/admin/audit.schemas.ts'
import { channelName } from '../accounts/handle.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Ago } from '../parts/Ago.tsx'
import { actorText } from './actorText.ts'

/** One thing that was done: by whom, to what, and which fields changed. */
export function AuditRow({ row }: { row: ShownAudit }) {
  const { t } = useTranslation()
  const { accounts } = useAccountChoice()
  const channel = accounts.find(({ id }) => id === row.subjectId)?.channel
  const name = [row.subjectName ?? row.subjectId, channel && channelName(t, channel)].filter(Boolean).join(' · ')
  const changed = Object.entries(row.changes).map(([field, [before, after]]) =>
    t('audit.change', { field, before: textOf(before) ?? t('audit.none'), after: textOf(after) ?? t('audit.none') }),
  )
  const others = row.fields.filter((field) => !(field in row.changes))
  const under = [...changed, ...(others.length ? [t('audit.fields', { fields: others.join(', ') })] : [])]
  return (
    <article aria-label={`${actorText(t, row)}: ${row.action}`} className="grid gap-1 px-4 py-3">
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-sm sm:flex-nowrap">
        <span className="min-w-0 flex-1 truncate font-bold sm:flex-initial">{actorText(t, row)}</span>
        <span className="order-last flex min-w-0 basis-full items-center gap-2.5 sm:order-none sm:basis-auto">
          <code className="shrink-0 text-xs">{row.action}</code>
          {name && <span className="min-w-0 truncate text-soft">{name}</span>}
        </span>
        <Ago at={row.at} justNow={t('justNow')} className="ml-auto shrink-0 text-xs text-soft" />
      </p>
      {under.length > 0 && <p className="text-sm break-words text-soft">{under.join(' · ')}</p>}
    </article>
  )
}

const textOf = (value: ShownAudit['changes'][string][number]): string | null =>
  value === null || (Array.isArray(value) && value.length === 0) ? null : Array.isArray(value) ? value.join(', ') : String(value)

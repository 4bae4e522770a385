import { useTranslation } from 'react-i18next'
import type { ShownAudit } from '../../../server/admin/audit.schemas.ts'
import { channelName } from '../accounts/handle.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { changesText } from './changesText.ts'
import { SubjectLink } from './SubjectLink.tsx'
import { timeText } from '../parts/shownTime.ts'

/** One thing that was done, as a sentence: by whom, to what, when, and which fields changed. */
export function AuditRow({ row }: { row: ShownAudit }) {
  const { t, i18n } = useTranslation()
  const { accounts } = useAccountChoice()
  const accountOf = (id: string | null) => accounts.find((account) => account.id === id)
  const channel = accountOf(row.subjectId)?.channel
  const isAboutThemselves = row.actorId === `user:${row.subjectId}` || row.actorText === row.subjectName
  const name = isAboutThemselves
    ? null
    : row.subjectName && [row.subjectName, channel && channelName(t, channel)].filter(Boolean).join(' · ')
  const under = changesText({ t, language: i18n.language, accountName: (id) => accountOf(id)?.name }, row)
  return (
    <article aria-label={`${row.actorText}: ${row.actionText}`} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-3 text-sm">
      <div className="min-w-0 grow basis-64">
        <p className="break-words">
          <b>{row.actorText}</b> {row.actionText}
          {name && ': '}
          {name && <SubjectLink row={row}>{name}</SubjectLink>}
        </p>
        {under.length > 0 && <p className="mt-0.5 break-words text-soft">{under.join(' · ')}</p>}
      </div>
      <time
        dateTime={row.at}
        title={timeText(row.at, i18n.language, { dateStyle: 'full', timeStyle: 'long' })}
        className="shrink-0 text-xs text-soft"
      >
        {timeText(row.at, i18n.language, { dateStyle: 'medium', timeStyle: 'short' })}
      </time>
    </article>
  )
}

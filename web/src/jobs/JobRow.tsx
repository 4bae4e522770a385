import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownJob } from '../../../server/admin/jobs.schemas.ts'
import { handle } from '../accounts/handle.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Confirm } from '../parts/Confirm.tsx'

type Props = { job: ShownJob; mayChange: boolean; onRetry: () => Promise<void>; onDiscard: () => Promise<void> }

/** One job: its kind, state and reason, and for a parked one the actions (`mayChange`: of a person who may). */
export function JobRow({ job, mayChange, onRetry, onDiscard }: Props) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const { accounts } = useAccountChoice()
  const account = accounts.find(({ id }) => id === job.accountId)
  const name = job.title
  const during = (act: () => Promise<void>) => {
    setBusy(true)
    void act().finally(() => setBusy(false))
  }
  return (
    <article aria-label={name} className="grid gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <Chip tone={tones[job.state]}>{t(`jobs.state.${job.state}`)}</Chip>
          <span className="min-w-0 truncate text-sm font-bold">{name}</span>
          <Ago at={job.finishedAt ?? job.runAt} justNow={t('justNow')} className="ml-auto shrink-0 text-xs text-soft sm:ml-0" />
        </div>
        <p className="mt-1 text-sm break-words text-soft">
          {[account && handle(account), job.reason?.text ?? t('jobs.tries', { count: job.attempts })].filter(Boolean).join(' · ')}
        </p>
      </div>
      {mayChange && job.state === 'parked' && (
        <div className="flex items-center gap-2 sm:justify-end">
          <Button size="sm" busy={busy} onClick={() => during(onRetry)}>
            {t('jobs.retry')}
            <span className="sr-only">: {name}</span>
          </Button>
          <Confirm
            trigger={
              <Button size="sm" look="quiet" disabled={busy}>
                {t('jobs.discard')}
                <span className="sr-only">: {name}</span>
              </Button>
            }
            title={t('jobs.discardTitle')}
            text={t('jobs.discardText')}
            confirm={t('jobs.discard')}
            cancel={t('cancel')}
            onConfirm={() => during(onDiscard)}
          />
        </div>
      )}
    </article>
  )
}

const tones = { parked: 'warn', waiting: 'plain', running: 'plain', done: 'good' } as const

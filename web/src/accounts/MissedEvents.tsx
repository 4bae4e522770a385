import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { MissedEvents as Missed } from '../../../server/missed/missed.schemas.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { timeText } from '../parts/shownTime.ts'

/** Checks of an account for comments and messages that no webhook told of, and a check now. */
export function MissedEvents({ account }: { account: Account }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const query = useQuery(queries.missedEvents(account.id))
  const { data: me } = useQuery(queries.me)
  const { choose } = useAccountChoice()
  const [busy, setBusy] = useState(false)

  const check = async () => {
    setBusy(true)
    try {
      await api.checkEvents(account.id)
      await client.invalidateQueries({ queryKey: ['accounts', account.id, 'missedEvents'] })
      showNote(t('missed.begun'))
    } catch (trouble) {
      showProblem(t, trouble, () => void check())
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="grid gap-5 p-4 pb-10 sm:p-6">
      <p className="text-sm text-soft">{t('missed.text')}</p>
      <Loaded query={query} className="">
        {(missed) => (
          <>
            <section aria-label={t('missed.state')} className="rounded-2xl border border-line bg-card p-4 sm:p-5">
              <p className="font-semibold">
                {missed.checkedUntil || missed.missed > 0 ? t('missed.count', { count: missed.missed }) : t('missed.never')}
              </p>
              <p className="mt-1 text-sm text-soft">
                {missed.isChecking && `${t('missed.checking')} `}
                {missed.checkedUntil && (
                  <>
                    {t('missed.checked')} <Ago at={missed.checkedUntil} justNow={t('justNow')} />
                  </>
                )}
              </p>
              <div className="mt-4 flex flex-wrap gap-2">
                {me?.permissions.includes('accounts.write') && (
                  <Button busy={busy || missed.isChecking} onClick={() => void check()}>
                    <RotateCcw aria-hidden />
                    {t('missed.check')}
                  </Button>
                )}
                {missed.missed > 0 && (
                  <Button asChild look="quiet">
                    <Link to="/activity" search={{ missed: 'true' }} onClick={() => choose(account.id)}>
                      {t('missed.show')}
                    </Link>
                  </Button>
                )}
              </div>
            </section>
            <Checks checks={missed.checks.filter(tellsSomething)} />
          </>
        )}
      </Loaded>
    </div>
  )
}

type Check = Missed['checks'][number]
const tellsSomething = ({ missed, failed, resubscribed, isCut }: Check) => missed > 0 || failed > 0 || resubscribed || isCut

function Checks({ checks }: { checks: Check[] }) {
  const { t, i18n } = useTranslation()
  if (checks.length === 0) return null
  const at = (time: string) => timeText(time, i18n.language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <section aria-labelledby="checks-with-results" className="grid gap-3">
      <h3 id="checks-with-results" className="font-bold">
        {t('missed.results')}
      </h3>
      <ul className="grid gap-3">
        {checks.map((check) => (
          <li key={check.startedAt} className="grid gap-2 rounded-2xl border border-line bg-card p-4 text-sm">
            <p className="text-soft">{t('missed.span', { from: at(check.since), to: at(check.until) })}</p>
            <p>{t('missed.found', { count: check.missed })}</p>
            {check.resubscribed && <Notice tone="warn">{t('missed.resubscribed')}</Notice>}
            {check.failed > 0 && <Notice tone="warn">{t('missed.failed', { count: check.failed, code: check.failedCode })}</Notice>}
            {check.isCut && <Notice tone="info">{t('missed.cut')}</Notice>}
          </li>
        ))}
      </ul>
    </section>
  )
}

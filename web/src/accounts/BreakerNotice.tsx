import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { timeText } from '../parts/shownTime.ts'

/** Shows an open circuit breaker: when the next probe is due and, for owners, a button to probe now. Nothing while it is closed. */
export function BreakerNotice({ account }: { account: Account }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { data: queue } = useQuery(queries.queue)
  const { data: me } = useQuery(queries.me)
  const [busy, setBusy] = useState(false)
  const line = queue?.breakers.find((one) => one.accountId === account.id)
  if (!line) return null
  const tryNow = async () => {
    setBusy(true)
    try {
      await api.closeBreaker(account.id)
      showNote(t('accounts.trying'))
    } catch (trouble) {
      showProblem(t, trouble, () => void tryNow())
    } finally {
      await client.invalidateQueries({ queryKey: ['queue'] })
      setBusy(false)
    }
  }
  const shared = queue?.troubles.find((one) => one.channel === account.channel)
  const time = line.until && timeText(line.until, i18n.language, { timeStyle: 'medium' })
  return (
    <Notice
      tone="warn"
      title={t(shared ? 'accounts.brokenForSeveral' : 'accounts.broken')}
      action={
        me?.permissions.includes('accounts.write') ? (
          <Button size="sm" busy={busy} onClick={() => void tryNow()}>
            {t('accounts.tryNow')}
          </Button>
        ) : null
      }
    >
      {shared ? shared.text : line.text} {time ? t('accounts.brokenUntil', { time }) : t('accounts.brokenTrying')}
    </Notice>
  )
}

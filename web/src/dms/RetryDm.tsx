import { useQueryClient } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DmLog } from '../../../server/dms/dms.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'

/** Sends a message to a lead again, after a question. `who`: the lead's name. */
export function RetryDm({ dm, who }: { dm: DmLog; who: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const retry = async () => {
    setBusy(true)
    try {
      await api.retryDm(dm.leadId)
      showNote(t('dms.retried', { who }))
    } catch (trouble) {
      showProblem(t, trouble, () => void retry())
    } finally {
      setBusy(false)
      await client.invalidateQueries({ queryKey: ['leads', dm.leadId] })
    }
  }
  return (
    <Confirm
      trigger={
        <Button size="sm" busy={busy}>
          <RotateCw aria-hidden />
          {t('dms.retry')}
          <span className="sr-only">: {who}</span>
        </Button>
      }
      title={t('dms.retryTitle', { who })}
      text={[dm.errorDetails, t('dms.retryText')].filter(Boolean).join(' ')}
      confirm={t('dms.retry')}
      cancel={t('cancel')}
      onConfirm={() => void retry()}
    />
  )
}

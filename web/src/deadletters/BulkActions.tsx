import { CircleCheckBig, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeadFilter } from '../../../server/outbox/deadLetters.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'

/** All of them, including those that are not loaded yet. */
const since = '1970-01-01T00:00:00Z'

/** Sends again or closes everything that matches the filter; asks first, and shows the number afterwards. */
export function BulkActions({ filter, all, doubtful, onDone }: { filter: DeadFilter; all: number; doubtful: number; onDone: () => void }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState<'again' | 'close' | null>(null)
  const act = async (what: 'again' | 'sent' | 'failed') => {
    setBusy(what === 'again' ? what : 'close')
    try {
      if (what === 'again') showNote(t('unsent.sentAgain', { count: (await api.replayDead({ ...filter, since })).replayed }))
      else showNote(t('unsent.closed', { count: (await api.closeDead({ ...filter, since }, what)).closed }))
    } catch (trouble) {
      showProblem(t, trouble)
    } finally {
      setBusy(null)
      onDone()
    }
  }
  if (all === 0) return null
  return (
    <div className="flex flex-wrap gap-2">
      <Confirm
        trigger={
          <Button busy={busy === 'again'} disabled={busy !== null}>
            <RotateCw aria-hidden />
            {t('unsent.allAgain', { count: all })}
          </Button>
        }
        title={t('unsent.allAgainTitle', { count: all })}
        text={`${t('unsent.allAgainText')}${doubtful > 0 ? ` ${t('unsent.allDoubtful', { count: doubtful })}` : ''}`}
        confirm={t('unsent.allAgain', { count: all })}
        cancel={t('cancel')}
        onConfirm={() => void act('again')}
      />
      <Confirm
        trigger={
          <Button look="quiet" busy={busy === 'close'} disabled={busy !== null}>
            <CircleCheckBig aria-hidden />
            {t('unsent.allClose', { count: all })}
          </Button>
        }
        {...(doubtful === all
          ? {
              title: t('unsent.allCloseAskTitle', { count: all }),
              text: t('unsent.allCloseAskText'),
              also: { label: t('unsent.allArrived'), onConfirm: () => void act('sent') },
              confirm: t('unsent.noneArrived'),
            }
          : {
              title: t('unsent.allCloseTitle', { count: all }),
              text: `${t('unsent.allCloseText')}${doubtful > 0 ? ` ${t('unsent.allCloseDoubtful', { count: doubtful })}` : ''}`,
              confirm: t('unsent.allClose', { count: all }),
            })}
        cancel={t('cancel')}
        onConfirm={() => void act('failed')}
      />
    </div>
  )
}

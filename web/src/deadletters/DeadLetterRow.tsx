import { CircleCheckBig, RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { outcomeLooks } from '../activity/outcomes.ts'
import type { DeadLetter } from '../../../server/outbox/deadLetters.schemas.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { classes } from '../parts/classes.ts'
import { Confirm } from '../parts/Confirm.tsx'
import { mayHaveArrived } from './deadFilter.ts'

type Props = {
  letter: DeadLetter
  current: boolean
  onOpen: () => void
  onReplay: () => Promise<void>
  onClose: (outcome: 'sent' | 'failed') => Promise<void>
}

/** One message that was not sent: recipient, text, reason, and the two actions. */
export function DeadLetterRow({ letter, current, onOpen, onReplay, onClose }: Props) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const who = letter.person.username ? `@${letter.person.username}` : (letter.person.name ?? t('activity.somebody'))
  const kind = letter.kind === 'public_reply' || letter.kind === 'private_reply' ? letter.kind : 'message'
  const during = (act: () => Promise<void>) => {
    setBusy(true)
    void act().finally(() => setBusy(false))
  }
  const again = (
    <Button size="sm" busy={busy} {...(mayHaveArrived(letter) ? {} : { onClick: () => during(onReplay) })}>
      <RotateCw aria-hidden />
      {t('unsent.again')}
      <span className="sr-only">: {who}</span>
    </Button>
  )
  return (
    <article
      aria-label={t('unsent.to', { who })}
      className={classes('grid gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]', current && 'bg-tint/60')}
    >
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <Chip {...outcomeLooks[letter.status]}>{t(`activity.outcome.${letter.status}`)}</Chip>
          <span className="min-w-0 truncate text-xs text-soft">
            {t(`trace.kind.${kind}`)}
            {letter.automation && ` · ${letter.automation.name}`}
          </span>
          <Ago at={letter.at} justNow={t('justNow')} className="ml-auto shrink-0 text-xs text-soft sm:ml-0" />
        </div>
        <p className="mt-1 flex min-w-0 items-baseline gap-2 text-sm">
          {letter.eventId ? (
            <button
              type="button"
              aria-haspopup="dialog"
              onClick={onOpen}
              className="max-w-[45%] shrink-0 truncate rounded font-bold hover:underline"
            >
              {who}
              <span className="sr-only"> – {t('unsent.open')}</span>
            </button>
          ) : (
            <span className="max-w-[45%] shrink-0 truncate font-bold">{who}</span>
          )}
          <span className="min-w-0 truncate">{letter.text}</span>
        </p>
        <p className="mt-0.5 text-sm break-words text-soft">{letter.reason.text}</p>
      </div>
      <div className="flex items-center gap-2 sm:justify-end">
        {mayHaveArrived(letter) ? (
          <Confirm
            trigger={again}
            title={t('unsent.againTitle', { who })}
            text={t('unsent.againDoubtful')}
            confirm={t('unsent.again')}
            cancel={t('cancel')}
            onConfirm={() => during(onReplay)}
          />
        ) : (
          again
        )}
        <Confirm
          trigger={
            <Button size="sm" look="quiet" disabled={busy}>
              <CircleCheckBig aria-hidden />
              {t('unsent.close')}
              <span className="sr-only">: {who}</span>
            </Button>
          }
          {...(mayHaveArrived(letter)
            ? {
                title: t('unsent.closeAskTitle', { who }),
                text: t('unsent.closeAskText'),
                also: { label: t('unsent.arrived'), onConfirm: () => during(() => onClose('sent')) },
                confirm: t('unsent.notArrived'),
              }
            : { title: t('unsent.closeTitle', { who }), text: t('unsent.closeText'), confirm: t('unsent.close') })}
          cancel={t('cancel')}
          onConfirm={() => during(() => onClose('failed'))}
        />
      </div>
    </article>
  )
}

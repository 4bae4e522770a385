import { AlertDialog } from 'radix-ui'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { OptOut } from '../../../server/privacy/optOuts.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { TextField } from '../parts/Field.tsx'
import { timeText } from '../parts/shownTime.ts'
import { problemText } from '../problem.ts'
import { personText } from './personText.ts'

/** One opt-out, and undoing it with a reason, for who may. */
export function OptOutRow({ of: optOut, onUndo }: { of: OptOut; onUndo?: (reason: string) => Promise<void> }) {
  const { t, i18n } = useTranslation()
  const [open, setOpen] = useState(false)
  const { at, accountName, how, source, reason } = optOut
  const name = personText(optOut.contact) ?? t('optOuts.someone')
  const when = timeText(at, i18n.language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <article aria-label={name} className="flex items-center gap-3 px-4 py-2.5">
      <div className="min-w-0 grow text-sm">
        <p className="truncate font-bold">{name}</p>
        <p className="truncate text-soft">
          {how === 'by_hand' ? t(`optOuts.source.${source ?? 'other'}`) : t(`optOuts.${how}`)}
          {reason && `: ${reason}`}
        </p>
        <p className="truncate text-xs text-soft">
          {when} · {accountName}
        </p>
      </div>
      {onUndo && (
        <AlertDialog.Root open={open} onOpenChange={setOpen}>
          <AlertDialog.Trigger asChild>
            <Button size="sm">
              {t('optOuts.undo')}
              <span className="sr-only">: {name}</span>
            </Button>
          </AlertDialog.Trigger>
          <DialogBox title={t('optOuts.undoTitle', { name })} text={t('optOuts.undoText')}>
            <Reason onUndo={onUndo} onDone={() => setOpen(false)} />
          </DialogBox>
        </AlertDialog.Root>
      )}
    </article>
  )
}

function Reason({ onUndo, onDone }: { onUndo: (reason: string) => Promise<void>; onDone: () => void }) {
  const { t } = useTranslation()
  const { register, handleSubmit, setError, formState } = useForm({ defaultValues: { reason: '' } })
  const undo = async ({ reason }: { reason: string }) => {
    try {
      await onUndo(reason.trim())
      onDone()
    } catch (trouble) {
      setError('reason', { message: problemText(t, trouble) })
    }
  }
  return (
    <form noValidate className="mt-5 grid gap-5" onSubmit={(submit) => void handleSubmit(undo)(submit)}>
      <TextField
        label={t('optOuts.reason')}
        maxLength={500}
        error={formState.errors.reason?.message}
        {...register('reason', { validate: (text) => text.trim() !== '' || t('needed') })}
      />
      <div className="flex justify-end gap-2">
        <AlertDialog.Cancel asChild>
          <Button>{t('cancel')}</Button>
        </AlertDialog.Cancel>
        <Button type="submit" look="danger" busy={formState.isSubmitting}>
          {t('optOuts.undo')}
        </Button>
      </div>
    </form>
  )
}

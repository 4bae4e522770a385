import { AlertDialog } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { serverNow } from '../parts/serverClock.ts'
import { fieldTime, timeOfField } from '../parts/shownTime.ts'

const choices = ['NOT_ARRIVED', 'FAILED', 'ALL'] as const
type Choice = (typeof choices)[number]
export type Replay = { since: string; until?: string; status: Choice }
type Fields = { since: string; until: string; status: Choice }

const dayMs = 86_400_000

/** `since`: when the trouble began, which is proposed; null: none is known. */
type Props = { since: string | null; children: ReactNode; onReplay: (which: Replay) => Promise<void> }

/** Asks which deliveries to send again: those that have not arrived, that were given up, or all; since a time or of a range. */
export function ReplayDialog({ since, children, onReplay }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>{children}</AlertDialog.Trigger>
      <DialogBox title={t('endpoints.replayTitle')} text={t('endpoints.replayText')}>
        <Range since={since} onReplay={onReplay} onDone={() => setOpen(false)} />
      </DialogBox>
    </AlertDialog.Root>
  )
}

function Range({ since: begun, onReplay, onDone }: Omit<Props, 'children'> & { onDone: () => void }) {
  const { t } = useTranslation()
  const [trouble, setTrouble] = useState<unknown>(null)
  const { register, handleSubmit, formState } = useForm<Fields>({
    defaultValues: { since: fieldTime(new Date(begun === null ? serverNow() - dayMs : begun)), until: '', status: 'NOT_ARRIVED' },
  })
  const send = async ({ since, until, status }: Fields) => {
    setTrouble(null)
    try {
      await onReplay({ since: timeOfField(since).toISOString(), ...(until ? { until: timeOfField(until).toISOString() } : {}), status })
      onDone()
    } catch (caught) {
      setTrouble(caught)
    }
  }
  return (
    <form noValidate className="mt-5 grid gap-4" onSubmit={(submit) => void handleSubmit(send)(submit)}>
      <SelectField label={t('endpoints.which')} className="w-full" {...register('status')}>
        {choices.map((one) => (
          <option key={one} value={one}>
            {t(`endpoints.whichOf.${one}`)}
          </option>
        ))}
      </SelectField>
      <TextField
        label={t('endpoints.since')}
        type="datetime-local"
        error={formState.errors.since?.message}
        {...register('since', { validate: (text) => !Number.isNaN(timeOfField(text).getTime()) || t('needed') })}
      />
      <TextField label={t('endpoints.until')} hint={t('endpoints.untilHint')} type="datetime-local" {...register('until')} />
      <ProblemNotice problem={trouble} />
      <div className="flex justify-end gap-2">
        <AlertDialog.Cancel asChild>
          <Button>{t('cancel')}</Button>
        </AlertDialog.Cancel>
        <Button type="submit" look="primary" busy={formState.isSubmitting}>
          {t('endpoints.replay')}
        </Button>
      </div>
    </form>
  )
}

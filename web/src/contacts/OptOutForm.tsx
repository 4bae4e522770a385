import { AlertDialog } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { optOutSources } from '../../../server/model/optOut.ts'
import type { NewOptOut } from '../../../server/privacy/optOuts.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { problemText } from '../problem.ts'

type Given = Pick<NewOptOut, 'source' | 'reason'>
type Props = {
  title: string
  text: string
  action: string
  /** Asks how the person said so. */
  asksHow?: boolean
  /** Errors: what it throws is shown at the field, and the form stays open. */
  onSave: (given: Given) => Promise<void>
  children: ReactNode
}

/** Opts a person out of a conversation, or undoes that: with a reason. */
export function OptOutForm({ title, text, children, ...fields }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>{children}</AlertDialog.Trigger>
      <DialogBox title={title} text={text}>
        <Fields {...fields} onDone={() => setOpen(false)} />
      </DialogBox>
    </AlertDialog.Root>
  )
}

function Fields({ action, asksHow, onSave, onDone }: Pick<Props, 'action' | 'asksHow' | 'onSave'> & { onDone: () => void }) {
  const { t } = useTranslation()
  const { register, handleSubmit, setError, formState } = useForm<Given>({ defaultValues: { source: 'email', reason: '' } })
  const save = async ({ source, reason }: Given) => {
    try {
      await onSave({ source, reason: reason.trim() })
      onDone()
    } catch (trouble) {
      setError('reason', { message: problemText(t, trouble) })
    }
  }
  return (
    <form noValidate className="mt-5 grid gap-5" onSubmit={(submit) => void handleSubmit(save)(submit)}>
      {asksHow && (
        <SelectField label={t('optOuts.how')} className="w-full" {...register('source')}>
          {optOutSources.map((source) => (
            <option key={source} value={source}>
              {t(`optOuts.source.${source}`)}
            </option>
          ))}
        </SelectField>
      )}
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
          {action}
        </Button>
      </div>
    </form>
  )
}

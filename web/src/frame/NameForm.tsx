import { AlertDialog } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { problemText } from '../problem.ts'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { TextField } from '../parts/Field.tsx'

type Props = {
  title: string
  text: string
  name: string
  maxChars: number
  action: string
  /** Errors: what it throws is shown at the field, and the form stays open. */
  onSave: (name: string) => Promise<void>
  /** What opens it. */
  children: ReactNode
}

/** Asks for a name. */
export function NameForm({ title, text, children, ...fields }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>{children}</AlertDialog.Trigger>
      <DialogBox
        title={title}
        text={text}
        onOpenAutoFocus={(focus) => {
          focus.preventDefault()
          ;(focus.currentTarget as HTMLElement).querySelector('input')?.select()
        }}
      >
        <Fields {...fields} onDone={() => setOpen(false)} />
      </DialogBox>
    </AlertDialog.Root>
  )
}

function Fields({
  name,
  maxChars,
  action,
  onSave,
  onDone,
}: Pick<Props, 'name' | 'maxChars' | 'action' | 'onSave'> & { onDone: () => void }) {
  const { t } = useTranslation()
  const { register, handleSubmit, setError, formState } = useForm({ defaultValues: { name } })
  const save = async (fields: { name: string }) => {
    const wanted = fields.name.trim()
    try {
      if (wanted !== name) await onSave(wanted)
      onDone()
    } catch (trouble) {
      setError('name', { message: problemText(t, trouble) })
    }
  }
  return (
    <form noValidate className="mt-5 grid gap-5" onSubmit={(submit) => void handleSubmit(save)(submit)}>
      <TextField
        label={t('tags.name')}
        maxLength={maxChars}
        error={formState.errors.name?.message}
        {...register('name', { validate: (value) => value.trim() !== '' || t('needed') })}
      />
      <div className="flex justify-end gap-2">
        <AlertDialog.Cancel asChild>
          <Button>{t('cancel')}</Button>
        </AlertDialog.Cancel>
        <Button type="submit" look="primary" busy={formState.isSubmitting}>
          {action}
        </Button>
      </div>
    </form>
  )
}

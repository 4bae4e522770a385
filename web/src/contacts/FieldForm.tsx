import { AlertDialog } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { useController, useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Field } from '../../../server/contacts/fields.schemas.ts'
import { fieldTypes, type FieldType } from '../../../server/model/contact.ts'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { WordsInput } from '../parts/WordsInput.tsx'
import { problemText } from '../problem.ts'

export type GivenField = { name: string; type: FieldType; choices: string[] }
type Props = {
  title: string
  action: string
  /** The one that is changed; its type stays. */
  field?: Field
  /** Errors: what it throws is shown at the name, and the form stays open. */
  onSave: (given: GivenField) => Promise<void>
  children: ReactNode
}

/** Asks for a custom field: its name, its type and its choices. */
export function FieldForm({ title, children, ...fields }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>{children}</AlertDialog.Trigger>
      <DialogBox title={title} text={fields.field ? t('contactFields.changeText') : t('contactFields.newText')}>
        <Fields {...fields} onDone={() => setOpen(false)} />
      </DialogBox>
    </AlertDialog.Root>
  )
}

function Fields({ action, field, onSave, onDone }: Pick<Props, 'action' | 'field' | 'onSave'> & { onDone: () => void }) {
  const { t } = useTranslation()
  const { register, handleSubmit, setError, watch, control, formState } = useForm<GivenField>({
    defaultValues: { name: field?.name ?? '', type: field?.type ?? 'text', choices: field?.choices ?? [] },
  })
  const type = watch('type')
  const { field: choices } = useController({
    control,
    name: 'choices',
    rules: { validate: (all, { type: chosen }) => chosen !== 'choice' || all.length > 0 || t('needed') },
  })
  const save = async (given: GivenField) => {
    try {
      await onSave({ ...given, name: given.name.trim(), choices: given.type === 'choice' ? given.choices : [] })
      onDone()
    } catch (trouble) {
      setError('name', { message: problemText(t, trouble) })
    }
  }
  const why = formState.errors.choices?.message
  return (
    <form noValidate className="mt-5 grid gap-4" onSubmit={(submit) => void handleSubmit(save)(submit)}>
      <TextField
        label={t('contactFields.name')}
        maxLength={100}
        error={formState.errors.name?.message}
        {...register('name', { validate: (name) => name.trim() !== '' || t('needed') })}
      />
      {!field && (
        <SelectField label={t('contactFields.typeLabel')} className="w-full" {...register('type')}>
          {fieldTypes.map((one) => (
            <option key={one} value={one}>
              {t(`contactFields.type.${one}`)}
            </option>
          ))}
        </SelectField>
      )}
      {type === 'choice' && (
        <WordsInput
          label={t('contactFields.choices')}
          words={choices.value}
          onChange={choices.onChange}
          placeholder={t('contactFields.choicesPlaceholder')}
          removeLabel={(choice) => t('contactFields.removeChoice', { choice })}
          {...(why ? { error: why } : {})}
        />
      )}
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

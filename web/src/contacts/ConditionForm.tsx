import { useQuery } from '@tanstack/react-query'
import { AlertDialog } from 'radix-ui'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Condition } from '../../../server/contacts/filter/condition.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { SelectField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'
import { abouts, draftOf, inputOf, operatorsOf, readDraft, type About, type Draft } from './conditions.ts'
import { ConditionValue } from './ConditionValue.tsx'

type Props = {
  /** The one that is changed; without it a new one. */
  condition?: Condition
  onSave: (condition: Condition) => void
  /** What opens it. */
  children: ReactNode
}

/** Asks for one condition. */
export function ConditionForm({ children, ...rest }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>{children}</AlertDialog.Trigger>
      <DialogBox title={rest.condition ? t('contacts.changeCondition') : t('contacts.addCondition')} text={t('contacts.conditionText')}>
        <Fields {...rest} onDone={() => setOpen(false)} />
      </DialogBox>
    </AlertDialog.Root>
  )
}

function Fields({ condition, onSave, onDone }: Omit<Props, 'children'> & { onDone: () => void }) {
  const { t } = useTranslation()
  const { data: loaded } = useQuery(queries.contactFields)
  const fields = loaded?.data ?? []
  const [draft, setDraft] = useState<Draft>(() => (condition ? draftOf(condition) : { about: 'tag', is: 'has', name: '', value: '' }))
  const [isMissing, setMissing] = useState(false)
  const field = fields.find(({ key }) => key === draft.name)
  const all = operatorsOf(draft.about, field)
  const change = (changes: Partial<Draft>) => {
    setMissing(false)
    setDraft((before) => {
      const next = { ...before, ...changes }
      const allowed = operatorsOf(
        next.about,
        fields.find(({ key }) => key === next.name),
      )
      if (!allowed.some((one) => one === next.is)) next.is = allowed[0]!
      if (inputOf(next.about, next.is) !== inputOf(before.about, before.is) || next.name !== before.name || next.about !== before.about)
        next.value = ''
      return next
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readDraft(draft)
    if (!read) return setMissing(true)
    onSave(read)
    onDone()
  }
  const offered = abouts.filter((about) => about !== 'field' || fields.length > 0)
  return (
    <form noValidate className="mt-5 grid gap-4" onSubmit={submit}>
      <SelectField
        label={t('contacts.what')}
        className="w-full"
        value={draft.about}
        onChange={(event) =>
          change({ about: event.target.value as About, name: event.target.value === 'field' ? (fields[0]?.key ?? '') : '' })
        }
      >
        {offered.map((about) => (
          <option key={about} value={about}>
            {t(`contacts.what_${about}`)}
          </option>
        ))}
      </SelectField>
      {draft.about === 'field' && (
        <SelectField
          label={t('contacts.field')}
          className="w-full"
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
        >
          {fields.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <SelectField
        label={t('contacts.comparison')}
        className="w-full"
        value={draft.is}
        onChange={(event) => change({ is: event.target.value })}
      >
        {all.map((one) => (
          <option key={one} value={one}>
            {t(`contacts.is.${one}`)}
          </option>
        ))}
      </SelectField>
      <ConditionValue draft={draft} field={field} error={isMissing ? t('needed') : undefined} onChange={(value) => change({ value })} />
      <div className="mt-1 flex justify-end gap-2">
        <AlertDialog.Cancel asChild>
          <Button>{t('cancel')}</Button>
        </AlertDialog.Cancel>
        <Button type="submit" look="primary">
          {condition ? t('contacts.saveCondition') : t('contacts.add')}
        </Button>
      </div>
    </form>
  )
}

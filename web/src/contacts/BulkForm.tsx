import { useQuery, useQueryClient } from '@tanstack/react-query'
import { AlertDialog } from 'radix-ui'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewBulkAction } from '../../../server/bulk/bulk.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { problemText } from '../problem.ts'
import { queries } from '../queries.ts'
import { CustomField } from './ContactFields.tsx'
import { bulkKinds, emptyBulk, readBulk, type BulkDraft } from './bulkDraft.ts'
import { TagsInput } from './TagsInput.tsx'

type People = Omit<NewBulkAction, 'action'>
type Props = {
  /** How many people; null: all that the filter finds. */
  count: number | null
  people: People
  onStarted: () => void
  /** What opens it. */
  children: ReactNode
}

/** Asks what is done with many people, and starts it. Deleting them is asked for once more. */
export function BulkForm({ count, children, people, onStarted }: Props) {
  const { t, i18n } = useTranslation()
  const [open, setOpen] = useState(false)
  const title = count === null ? t('bulk.everyTitle') : t('bulk.formTitle', { count, number: count.toLocaleString(i18n.language) })
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>{children}</AlertDialog.Trigger>
      <DialogBox title={title} text={t('bulk.formText')}>
        <Fields
          count={count}
          people={people}
          onDone={() => {
            setOpen(false)
            onStarted()
          }}
        />
      </DialogBox>
    </AlertDialog.Root>
  )
}

function Fields({ count, people, onDone }: Pick<Props, 'count' | 'people'> & { onDone: () => void }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const { data: me } = useQuery(queries.me)
  const { data: loaded } = useQuery(queries.contactFields)
  const fields = loaded?.data ?? []
  const [draft, setDraft] = useState<BulkDraft>(emptyBulk)
  const [isMissing, setMissing] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const { kind } = draft
  const mayErase = me?.accountIds === null && me.permissions.includes('contacts.erase')
  const offered = bulkKinds.filter((one) => (one !== 'erase' || mayErase) && (one !== 'set_field' || fields.length > 0))
  const field = fields.find(({ key }) => key === draft.key)
  const change = (changes: Partial<BulkDraft>) => {
    setMissing(false)
    setAsking(false)
    setProblem(undefined)
    setDraft((before) => ({ ...before, ...changes }))
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const action = readBulk(draft, Date.now())
    if (!action) return setMissing(true)
    if (kind === 'erase' && !isAsking) return setAsking(true)
    setBusy(true)
    try {
      await api.startBulkAction({ ...people, action })
      await client.invalidateQueries({ queryKey: queries.bulkActions.queryKey })
      onDone()
    } catch (trouble) {
      setProblem(problemText(t, trouble))
      setBusy(false)
    }
  }
  const missing = isMissing ? t('needed') : undefined
  return (
    <form noValidate className="mt-5 grid gap-4" onSubmit={(event) => void submit(event)}>
      <SelectField
        label={t('bulk.action')}
        className="w-full"
        value={kind}
        onChange={(event) => change({ kind: event.target.value as BulkDraft['kind'], key: fields[0]?.key ?? '', value: '' })}
      >
        {offered.map((one) => (
          <option key={one} value={one}>
            {t(`bulk.kind.${one}`)}
          </option>
        ))}
      </SelectField>
      {(kind === 'add_tags' || kind === 'remove_tags') && (
        <>
          <TagsInput label={t('tags.title')} tags={draft.tags} onChange={(tags) => change({ tags })} />
          {missing && (
            <p role="alert" className="text-sm text-bad">
              {missing}
            </p>
          )}
        </>
      )}
      {kind === 'set_field' && (
        <>
          <SelectField
            label={t('contacts.field')}
            className="w-full"
            value={draft.key}
            onChange={(event) => change({ key: event.target.value, value: '' })}
          >
            {fields.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </SelectField>
          {field && (
            <CustomField
              field={field}
              error={undefined}
              hint={t('bulk.valueHint')}
              value={draft.value}
              onChange={(event) => change({ value: event.target.value })}
            />
          )}
        </>
      )}
      {kind === 'opt_out' && (
        <TextField
          label={t('optOuts.reason')}
          hint={t('bulk.optOutHint')}
          maxLength={500}
          error={missing}
          value={draft.reason}
          onChange={(event) => change({ reason: event.target.value })}
        />
      )}
      {kind === 'pause_bot' && (
        <TextField
          label={t('bulk.days')}
          hint={t('bulk.daysHint')}
          type="number"
          min={1}
          max={3_650}
          step={1}
          error={missing}
          value={draft.days}
          onChange={(event) => change({ days: event.target.value })}
        />
      )}
      {kind === 'erase' && <Notice tone={isAsking ? 'bad' : 'warn'}>{isAsking ? t('bulk.eraseSure') : t('bulk.eraseText')}</Notice>}
      {problem && <Notice tone="bad">{problem}</Notice>}
      <div className="mt-1 flex flex-wrap justify-end gap-2">
        <AlertDialog.Cancel asChild>
          <Button>{t('cancel')}</Button>
        </AlertDialog.Cancel>
        <Button type="submit" look={kind === 'erase' ? 'danger' : 'primary'} busy={busy}>
          {!isAsking
            ? t(kind === 'erase' ? 'bulk.eraseNext' : 'bulk.start')
            : count === null
              ? t('bulk.eraseEvery')
              : t('bulk.eraseNow', { count, number: count.toLocaleString(i18n.language) })}
        </Button>
      </div>
    </form>
  )
}

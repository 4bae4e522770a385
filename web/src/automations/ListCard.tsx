import { useQuery } from '@tanstack/react-query'
import { List, Plus, X } from 'lucide-react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Step } from '../../../server/model/automation.ts'
import { Button } from '../parts/Button.tsx'
import { TextArea, TextField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'
import type { BuilderForm } from './builderForm.ts'
import type { CardProps, Part } from './part.ts'
import { SentenceCard } from './SentenceCard.tsx'

type Row = { title: string; description: string }
/** One list whose rows all lead to what follows, with the choice stored under a field; the rows have no sections. */
export type ListForm = { text: string; button: string; rows: Row[]; field: string; timeoutMinutes: number }
const blank: ListForm = { text: '', button: '', rows: [{ title: '', description: '' }], field: '', timeoutMinutes: 24 * 60 }
const maxRows = 10
const maxTitle = 24
const maxDescription = 72
const maxButton = 20

const isComplete = ({ text, button, rows, field }: ListForm) =>
  Boolean(text.trim() && button.trim() && field.trim() && rows.length > 0 && rows.every(({ title }) => title.trim()))

export const listPart: Part = {
  stepsOf({ parts: { list } }, idOf, purpose): Step[] {
    if (!list || (purpose === 'save' && !isComplete(list))) return []
    const goTo = idOf('save_list')
    const rows = list.rows.map(({ title, description }) => ({ title, ...(description ? { description } : {}), goTo }))
    const { text, button, timeoutMinutes, field } = list
    return [
      { id: idOf('list'), type: 'list', texts: [text], button, sections: [{ rows }], timeoutMinutes, noAnswer: null },
      { id: goTo, type: 'save', field },
    ]
  },
  read(form, take) {
    const list = take('list', 'list')
    if (!list) return true
    const save = take('save', 'save_list')
    const [section, ...others] = list.sections
    if (!save || !section || others.length > 0 || section.title !== undefined || list.texts.length > 1) return false
    form.parts.list = {
      text: list.texts[0] ?? '',
      button: list.button,
      rows: section.rows.map(({ title, description = '' }) => ({ title, description })),
      field: save.field,
      timeoutMinutes: list.timeoutMinutes,
    }
    return true
  },
  missing: ({ parts: { list } }, t) => (list && !isComplete(list) ? [t('unfinished.noList')] : []),
  Card: ListCard,
  tab: 'dm',
}

/** "let them choose": rows behind a button, where the channel has lists. */
function ListCard({ problems, onFocus, account }: CardProps) {
  const { t } = useTranslation()
  const { watch, setValue } = useFormContext<BuilderForm>()
  const form = watch('parts.list') ?? null
  const { data } = useQuery(queries.channels)
  if (!form && !data?.data.find(({ name }) => name === account?.channel)?.sends.list) return null
  const set = (next: ListForm | null) => setValue('parts.list', next, { shouldDirty: true })
  const change = (changes: Partial<ListForm>) => form && set({ ...form, ...changes })
  const setRow = (at: number, changes: Partial<Row>) =>
    form && change({ rows: form.rows.map((row, index) => (index === at ? { ...row, ...changes } : row)) })
  return (
    <SentenceCard
      icon={List}
      words={t('builder.list')}
      offText={t('builder.listOff')}
      on={form !== null}
      onSwitch={(on) => set(on ? blank : null)}
      problems={problems}
      onFocus={onFocus}
    >
      {form && (
        <>
          <TextArea label={t('builder.listText')} value={form.text} onChange={(typed) => change({ text: typed.target.value })} />
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label={t('builder.listButton')}
              maxLength={maxButton}
              value={form.button}
              onChange={(typed) => change({ button: typed.target.value })}
            />
            <TextField
              label={t('builder.listField')}
              hint={t('builder.listFieldHint')}
              maxLength={100}
              value={form.field}
              onChange={(typed) => change({ field: typed.target.value })}
            />
          </div>
          {form.rows.map((row, index) => (
            <div
              key={index}
              role="group"
              aria-label={t('builder.listRow', { number: index + 1 })}
              className="flex items-end gap-1.5 rounded-xl bg-sunk/70 p-3"
            >
              <div className="grid grow gap-3 sm:grid-cols-[minmax(8rem,2fr)_3fr]">
                <TextField
                  label={t('builder.rowTitle')}
                  maxLength={maxTitle}
                  value={row.title}
                  onChange={(typed) => setRow(index, { title: typed.target.value })}
                />
                <TextField
                  label={t('builder.rowText')}
                  placeholder={t('builder.optional')}
                  maxLength={maxDescription}
                  value={row.description}
                  onChange={(typed) => setRow(index, { description: typed.target.value })}
                />
              </div>
              {form.rows.length > 1 && (
                <Button
                  look="quiet"
                  size="icon"
                  className="mb-0.5"
                  aria-label={t('builder.removeRow', { number: index + 1 })}
                  onClick={() => change({ rows: form.rows.filter((_, at) => at !== index) })}
                >
                  <X aria-hidden />
                </Button>
              )}
            </div>
          ))}
          {form.rows.length < maxRows && (
            <Button
              size="sm"
              className="justify-self-start"
              onClick={() => change({ rows: [...form.rows, { title: '', description: '' }] })}
            >
              <Plus aria-hidden />
              {t('builder.addRow')}
            </Button>
          )}
        </>
      )}
    </SentenceCard>
  )
}

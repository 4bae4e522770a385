import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LeadForm, Preview } from '../../../server/leadAds/leadForms.schemas.ts'
import { api } from '../api.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { queries } from '../queries.ts'

const custom = 'field:'
const targets = ['email', 'phone', 'name', 'first_name', 'last_name', 'field', 'nowhere'] as const
type Choice = (typeof targets)[number]
const choiceOf = (target: string): Choice => (target.startsWith(custom) ? 'field' : (target as Choice))

/** Where each answer of a form goes, with what that makes of its newest lead. */
export function MappingForm({ accountId, form, mayWrite }: { accountId: string; form: LeadForm; mayWrite: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [mapping, setMapping] = useState(form.mapping)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const isWhole = Object.values(mapping).every((target) => target !== custom)
  const preview = useQuery({ ...queries.mappingPreview(accountId, form.id, mapping), enabled: isWhole })
  const set = (key: string, target: string) => setMapping({ ...mapping, [key]: target })

  const save = async () => {
    setBusy(true)
    setTrouble(null)
    try {
      await api.saveLeadMapping(accountId, form.id, { mapping })
      await client.invalidateQueries({ queryKey: ['accounts'] })
      showNote(t('leadForms.mappingSaved'))
    } catch (caught) {
      setTrouble(caught)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      noValidate
      aria-label={t('leadForms.mappingOf', { form: form.name })}
      className="mt-2 grid gap-4"
      onSubmit={(submit) => {
        submit.preventDefault()
        if (isWhole) void save()
      }}
    >
      {form.questions.map(({ key, label }) => {
        const target = Object.hasOwn(mapping, key) ? mapping[key]! : `${custom}${key}`
        const isField = choiceOf(target) === 'field'
        return (
          <div key={key} className="grid grid-cols-1 gap-2 sm:grid-cols-2">
            <SelectField
              label={label}
              className="w-full"
              disabled={!mayWrite}
              value={choiceOf(target)}
              onChange={(change) => set(key, change.target.value === 'field' ? `${custom}${key}` : change.target.value)}
            >
              {targets.map((one) => (
                <option key={one} value={one}>
                  {t(`leadForms.target.${one}`)}
                </option>
              ))}
            </SelectField>
            {isField && (
              <TextField
                label={t('leadForms.fieldName')}
                disabled={!mayWrite}
                maxLength={90}
                value={target.slice(custom.length)}
                error={target === custom ? t('needed') : undefined}
                onChange={(change) => set(key, custom + change.target.value)}
              />
            )}
          </div>
        )
      })}
      {preview.data && <PreviewCard preview={preview.data} />}
      <ProblemNotice problem={trouble} />
      {mayWrite && (
        <Button type="submit" look="primary" busy={busy} className="sm:justify-self-start">
          {t('leadForms.mappingSave')}
        </Button>
      )}
    </form>
  )
}

function PreviewCard({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  const facts = [
    [t('leads.column.email'), preview.email],
    [t('leads.column.phone'), preview.phone],
    [t('leads.column.name'), preview.name],
    ...Object.entries(preview.customFields),
  ].filter((fact): fact is [string, string] => fact[1] !== null)
  return (
    <section aria-live="polite" className="rounded-xl bg-sunk p-4 text-sm">
      <h4 className="font-semibold">{t(`leadForms.preview.${preview.from}`)}</h4>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="max-w-40 truncate text-soft">{name}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

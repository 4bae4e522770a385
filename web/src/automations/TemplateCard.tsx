import { useQuery } from '@tanstack/react-query'
import { FileCheck } from 'lucide-react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { StepOf } from '../../../server/model/automation.ts'
import { placeholdersIn } from '../../../server/model/template.ts'
import type { ShownTemplate } from '../../../server/templates/templates.schemas.ts'
import { SelectField, TextField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'
import type { BuilderForm } from './builderForm.ts'
import { oneStep, type CardProps } from './part.ts'
import { SentenceCard } from './SentenceCard.tsx'
import { isWebAddress } from './textChecks.ts'

type Template = StepOf<'template'>['template']
/** The template as the step has it: nothing that the card does not show is lost. */
export type TemplateForm = { template: Template }
const blank: TemplateForm = { template: { name: '', language: '' } }

export const templatePart = oneStep('template', {
  stepOf: ({ template }, id, purpose) => (isComplete(template) || purpose === 'preview' ? { id, type: 'template', template } : null),
  formOf: ({ template }) => ({ template }),
  missing: ({ template }, t) => (isComplete(template) ? null : t(template.name ? 'unfinished.noTemplateFile' : 'unfinished.noTemplate')),
  Card: TemplateCard,
})

const fileTypes = ['image', 'video', 'file'] as const
/** A template whose file is not chosen yet is not stored. */
const isComplete = ({ name, header }: Template) =>
  Boolean(name) && (!header || header.mediaId !== undefined || isWebAddress(header.url ?? ''))

type Field = { part: 'header' | 'body' | 'buttons'; at: number; name: string }

/** The parameters that a template takes, in the order in which the person reads them. */
function fieldsOf({ placeholders, buttons }: ShownTemplate): Field[] {
  const inOrder = (names: string[]) => (names.every((name) => /^\d+$/.test(name)) ? names.toSorted((a, b) => Number(a) - Number(b)) : names)
  const of = (part: Field['part'], names: string[]) => names.map((name, at) => ({ part, at, name }))
  const valued = buttons.filter(({ type, url }) => type === 'code' || (type === 'link' && placeholdersIn(url ?? '').length > 0))
  return [
    ...of('header', inOrder(placeholders.header)),
    ...of('body', inOrder(placeholders.body)),
    ...of(
      'buttons',
      valued.map(({ title }) => title),
    ),
  ]
}

const partsOf = (given: Template['parameters']) => (Array.isArray(given) ? { body: given } : (given ?? {}))

function valueOf({ parameters }: Template, { part, at, name }: Field): string {
  const values = partsOf(parameters)[part]
  return (Array.isArray(values) ? values[at] : values?.[name]) ?? ''
}

const padded = (values: string[], length: number): string[] => [...values, ...Array<string>(Math.max(0, length - values.length)).fill('')]

function withValue(template: Template, { part, at, name }: Field, text: string): Template {
  const parts = partsOf(template.parameters)
  const values = parts[part]
  const changed = Array.isArray(values) || values === undefined ? padded(values ?? [], at + 1).with(at, text) : { ...values, [name]: text }
  return { ...template, parameters: { ...parts, [part]: changed } }
}

/** A template with empty parameters, named where its placeholders have names. */
function chosen(row: ShownTemplate): Template {
  const fields = fieldsOf(row)
  const empty = (part: Field['part']) => fields.filter((field) => field.part === part).map(() => '')
  const isNamed = row.placeholders.body.some((name) => !/^\d+$/.test(name))
  const body = isNamed ? Object.fromEntries(row.placeholders.body.map((name) => [name, ''])) : empty('body')
  const type = fileTypes.find((one) => one === row.header?.type)
  return {
    name: row.name,
    language: row.language,
    parameters: { header: empty('header'), body, buttons: empty('buttons') },
    ...(type && { header: { type, url: '' } }),
  }
}

/** "and a template": a text that the platform approved, which also reaches people after the window. */
function TemplateCard({ problems, onFocus, account }: CardProps) {
  const { t } = useTranslation()
  const { watch, setValue } = useFormContext<BuilderForm>()
  const form = watch('parts.template') ?? null
  const { data } = useQuery({ ...queries.approvedTemplates(account?.id ?? ''), enabled: account?.hasTemplates === true })
  if (!form && !account?.hasTemplates) return null
  const set = (template: Template) => setValue('parts.template', { template }, { shouldDirty: true })
  const nameOf = ({ name, language }: Pick<Template, 'name' | 'language'>) => `${name} (${language})`
  const usable = data?.data.filter(({ canSend }) => canSend) ?? []
  const picked = form && data?.data.find(({ name, language }) => name === form.template.name && language === form.template.language)
  return (
    <SentenceCard
      icon={FileCheck}
      words={t('builder.template')}
      offText={t('builder.templateOff')}
      on={form !== null}
      onSwitch={(on) => setValue('parts.template', on ? blank : null, { shouldDirty: true })}
      problems={problems}
      onFocus={onFocus}
    >
      {form && (
        <>
          <SelectField
            label={t('builder.templateName')}
            className="w-full"
            hint={data && usable.length === 0 ? t('builder.noTemplates') : t('builder.templateHint')}
            value={form.template.name ? nameOf(form.template) : ''}
            onChange={(change) => {
              const row = usable.find((one) => nameOf(one) === change.target.value)
              if (row) set(chosen(row))
            }}
          >
            {!form.template.name && <option value="">{t('builder.templateChoose')}</option>}
            {[...new Set([...usable.map(nameOf), ...(form.template.name ? [nameOf(form.template)] : [])])].map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </SelectField>
          {picked && <p className="rounded-xl bg-sunk/70 p-3 text-sm break-words whitespace-pre-wrap">{picked.body}</p>}
          {form.template.header && (
            <TextField
              label={t('builder.templateFile')}
              type="url"
              inputMode="url"
              placeholder="https://"
              value={form.template.header.url ?? ''}
              onChange={(change) => set({ ...form.template, header: { type: form.template.header!.type, url: change.target.value } })}
            />
          )}
          {picked &&
            fieldsOf(picked).map((field) => (
              <TextField
                key={`${field.part}/${field.name}`}
                label={t(`builder.templateValue.${field.part}`, { name: field.name })}
                placeholder={t('builder.templateValueLike', { place: '{{first_name|there}}' })}
                maxLength={1024}
                value={valueOf(form.template, field)}
                onChange={(change) => set(withValue(form.template, field, change.target.value))}
              />
            ))}
        </>
      )}
    </SentenceCard>
  )
}

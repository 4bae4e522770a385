import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { RetentionKind } from '../../../server/model/retention.ts'
import type { ShownRetention } from '../../../server/privacy/retention.schemas.ts'
import { api } from '../api.ts'
import { Confirm } from '../parts/Confirm.tsx'
import { TextField } from '../parts/Field.tsx'
import { SaveForm } from '../parts/SaveForm.tsx'
import { Section } from '../parts/Section.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

type Kinds = ShownRetention['kinds']
type Days = Record<RetentionKind, string>

/** How long each kind of data is kept. What would be removed is counted while days are typed, and asked about before they are saved. */
export function RetentionCard() {
  const { t } = useTranslation()
  const { data } = useQuery(queries.retention({}))
  return <Section title={t('retention.title')}>{data && <RetentionForm stored={data} />}</Section>
}

const isValid = ({ leastDays, mostDays }: Kinds[number], days: string | undefined) =>
  /^\d{1,4}$/.test(days?.trim() ?? '') && (Number(days) === 0 || (Number(days) >= leastDays && Number(days) <= mostDays))

function RetentionForm({ stored: { kinds, payloadDays } }: { stored: ShownRetention }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const [asked, setAsked] = useState<Partial<Record<RetentionKind, number>> | null>(null)
  const form = useForm<Days>({ values: Object.fromEntries(kinds.map(({ kind, days }) => [kind, String(days)])) as Days })
  const { errors, isDirty, isSubmitting } = form.formState
  const typed = form.watch()
  const changed = kinds.filter((one) => isValid(one, typed[one.kind]) && Number(typed[one.kind]) !== one.days)
  const preview = useQuery({
    ...queries.retention(Object.fromEntries(changed.map(({ kind }) => [kind, Number(typed[kind])]))),
    enabled: changed.length > 0,
  })
  const previewed = changed.length ? preview.data?.kinds : kinds
  const removed = (kind: RetentionKind) => {
    const removes = previewed?.find((one) => one.kind === kind)?.removes ?? []
    const count = removes.reduce((sum, { rows }) => sum + rows, 0)
    const shown = count.toLocaleString(i18n.language)
    return { count, text: t(removes.every(({ isWhole }) => isWhole) ? 'retention.removes' : 'retention.removesMore', { count, shown }) }
  }
  const save = async (days: Partial<Record<RetentionKind, number>>): Promise<void> => {
    try {
      await api.changeWorkspace({ retention: days })
      showNote(t('settings.saved'))
    } catch (trouble) {
      showProblem(t, trouble, () => void save(days))
    }
    await Promise.all([client.invalidateQueries({ queryKey: ['retention'] }), client.invalidateQueries({ queryKey: ['me'] })])
  }
  const submit = form.handleSubmit(async () => {
    const days = Object.fromEntries(changed.map(({ kind }) => [kind, Number(typed[kind])]))
    const { kinds: counted } = await client.fetchQuery(queries.retention(days)).catch(() => ({ kinds }))
    if (counted.some(({ kind, removes }) => kind in days && removes.length)) setAsked(days)
    else await save(days)
  })
  const named = changed.map(({ kind }) => removed(kind).text).join(' ')
  return (
    <>
      <p className="max-w-prose text-sm text-soft">{t('retention.text', { count: payloadDays })}</p>
      <SaveForm
        label={t('settings.save')}
        onSubmit={() => void submit()}
        isDirty={isDirty}
        busy={isSubmitting}
        className="grid gap-5 lg:grid-cols-2"
      >
        {kinds.map((one) => (
          <TextField
            key={one.kind}
            label={t(`retention.kind.${one.kind}`)}
            hint={`${t(`retention.hint.${one.kind}`, { days: one.defaultDays })} ${removed(one.kind).text}`}
            inputMode="numeric"
            className="max-w-32"
            error={errors[one.kind]?.message}
            {...form.register(one.kind, {
              validate: (days) => isValid(one, days) || t('retention.between', { least: one.leastDays, most: one.mostDays }),
            })}
          />
        ))}
      </SaveForm>
      <Confirm
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={t('retention.confirmTitle')}
        text={t('retention.confirmText', { removes: named })}
        confirm={t('retention.confirm')}
        cancel={t('cancel')}
        onConfirm={() => {
          const days = asked!
          setAsked(null)
          void save(days)
        }}
      />
    </>
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ClipboardList, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'
import { SelectField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { LeadAlerts } from './LeadAlerts.tsx'
import { LeadFormCard } from './LeadFormCard.tsx'

const dayMs = 86_400_000
/** Days to read back; null: all that the platform still hands out. */
const spans = { week: 7, month: 30, all: null } as const
type Span = keyof typeof spans

/** The lead forms of an account: how many of their leads are here, reading them back, and where answers go. */
export function LeadForms({ account }: { account: Account }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const query = useQuery(queries.leadForms(account.id))
  const { data: me } = useQuery(queries.me)
  const [span, setSpan] = useState<Span>('week')
  const [busy, setBusy] = useState(false)
  const mayWrite = me?.permissions.includes('leads.write') ?? false

  const readBack = async () => {
    setBusy(true)
    const days = spans[span]
    try {
      await api.readLeadsBack(account.id, days === null ? {} : { since: new Date(Date.now() - days * dayMs).toISOString() })
      await client.invalidateQueries({ queryKey: ['accounts'] })
      showNote(t('leadForms.reading'))
    } catch (trouble) {
      showProblem(t, trouble, () => void readBack())
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="grid gap-5 p-4 pb-10 sm:p-6">
      <LeadAlerts accountId={account.id} />
      {mayWrite && (
        <section aria-labelledby="read-back" className="rounded-2xl border border-line bg-card p-4 sm:p-5">
          <h3 id="read-back" className="font-bold">
            {t('leadForms.readBackTitle')}
          </h3>
          <p className="mt-1 text-sm text-soft">{t('leadForms.readBackText')}</p>
          <div className="mt-4 flex flex-wrap items-end gap-3">
            <SelectField label={t('leadForms.span')} value={span} onChange={(change) => setSpan(change.target.value as Span)}>
              {(Object.keys(spans) as Span[]).map((one) => (
                <option key={one} value={one}>
                  {t(`leadForms.spans.${one}`)}
                </option>
              ))}
            </SelectField>
            <Button busy={busy} onClick={() => void readBack()}>
              <RotateCcw aria-hidden />
              {t('leadForms.readBack')}
            </Button>
          </div>
        </section>
      )}
      <Loaded query={query} className="">
        {({ data }) =>
          data.length === 0 ? (
            <Empty icon={ClipboardList} title={t('leadForms.emptyTitle')} text={t('leadForms.emptyText')} />
          ) : (
            <ul aria-label={t('leadForms.title')} className="grid gap-4">
              {data.map((form) => (
                <li key={form.id}>
                  <LeadFormCard accountId={account.id} form={form} mayWrite={mayWrite} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </div>
  )
}

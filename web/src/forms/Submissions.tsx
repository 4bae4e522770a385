import { Link } from '@tanstack/react-router'
import { ClipboardList } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Form } from '../../../server/forms/forms.schemas.ts'
import type { Lead } from '../../../server/leads/leads.schemas.ts'
import { api } from '../api.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { DmChip } from '../leads/DmChip.tsx'
import { leadName } from '../leads/leadName.ts'
import { useLiveList } from '../liveList.ts'
import { Ago } from '../parts/Ago.tsx'
import { Cards } from '../parts/Cards.tsx'
import { Empty } from '../parts/Empty.tsx'
import { Notice } from '../parts/Notice.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'

/** What people sent with a form, newest first; each with the badge of its DM, which changes by itself. */
export function Submissions({ form }: { form: Form }) {
  const { t } = useTranslation()
  const list = useLiveList<Lead>(['leads', 'ofForm', form.id], ['leads', 'messages'], (page, signal) =>
    api.leadsOfForm(form.id, page, signal),
  )
  return (
    <div className="p-4 pb-10 sm:p-6">
      {list.error !== null && list.error !== undefined && (
        <ProblemNotice problem={list.error} onAgain={() => void list.refetch()} className="mb-4" />
      )}
      {list.isPending && <Skeleton label={t('wait')} rows={4} />}
      {!list.isPending && !list.error && list.items.length === 0 && (
        <Empty icon={ClipboardList} title={t('forms.noneTitle')} text={t('forms.noneText')} />
      )}
      {form.suspected > 0 && <Notice className="mb-4">{t('forms.suspected', { count: form.suspected })}</Notice>}
      <p className="sr-only" aria-live="polite">
        {list.arrived ? t('leads.arrived', { count: list.arrived }) : ''}
      </p>
      {list.items.length > 0 && (
        <Cards
          label={t('forms.submissions')}
          list={list}
          moreLabel={t('list.more')}
          card={(lead) => <Submission lead={lead} form={form} />}
        />
      )}
    </div>
  )
}

function Submission({ lead, form }: { lead: Lead; form: Form }) {
  const { t } = useTranslation()
  const name = leadName(lead, t('activity.somebody'))
  const labelOf = (key: string) => form.fields.find((field) => field.name === key)?.label ?? key
  const answers = [lead.email, lead.phone, ...Object.entries(lead.customFields).map(([key, value]) => `${labelOf(key)}: ${value}`)]
  return (
    <article aria-label={name} className="rounded-2xl border border-line bg-card p-4">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link to="/leads/$leadId" params={{ leadId: lead.id }} search={{}} className="max-w-full truncate font-bold hover:underline">
          {name}
        </Link>
        {lead.dmStatus && (
          <span className="flex items-center gap-1.5 text-xs text-soft">
            {t('leads.column.dm')} <DmChip status={lead.dmStatus} />
          </span>
        )}
        <Ago at={lead.capturedAt} justNow={t('justNow')} className="text-xs text-soft" />
      </div>
      <p className="mt-0.5 text-sm break-words text-soft">{answers.filter(Boolean).join(' · ')}</p>
    </article>
  )
}

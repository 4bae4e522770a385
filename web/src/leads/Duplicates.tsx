import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { WholeLead } from '../../../server/leads/leads.schemas.ts'
import { Ago } from '../parts/Ago.tsx'
import { Notice } from '../parts/Notice.tsx'
import { LeadChip } from './LeadChip.tsx'

/** Other leads with the same email address or phone number. */
export function Duplicates({ lead: { duplicates } }: { lead: WholeLead }) {
  const { t } = useTranslation()
  if (duplicates.length === 0) return null
  const same = ({ sameEmail, samePhone }: WholeLead['duplicates'][number]) =>
    t(sameEmail && samePhone ? 'leads.sameBoth' : sameEmail ? 'leads.sameEmail' : 'leads.samePhone')
  return (
    <section aria-label={t('leads.duplicates')}>
      <Notice title={t('leads.duplicatesTitle', { count: duplicates.length })}>
        <ul className="mt-1.5 grid gap-1.5">
          {duplicates.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
              <Link
                to="/leads/$leadId"
                params={{ leadId: one.id }}
                search={true}
                className="max-w-full truncate font-semibold underline underline-offset-4"
              >
                {one.name ?? one.email ?? one.phone}
              </Link>
              <span>{same(one)}</span>
              <LeadChip lead={one} />
              <Ago at={one.capturedAt} justNow={t('justNow')} />
            </li>
          ))}
        </ul>
      </Notice>
    </section>
  )
}

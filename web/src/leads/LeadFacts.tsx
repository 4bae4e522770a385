import { Link } from '@tanstack/react-router'
import { Copy, MessageCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { WholeLead } from '../../../server/leads/leads.schemas.ts'
import { unreadPhone } from '../../../server/model/lead.ts'
import { Button } from '../parts/Button.tsx'
import { showNote } from '../parts/notes.tsx'

/** What the person left, and the automation that asked for it. */
export function LeadFacts({ lead }: { lead: WholeLead }) {
  const { t } = useTranslation()
  const digits = lead.validation.phone ? lead.phone?.replaceAll(/\D/g, '') : null
  return (
    <dl className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-card">
      <Fact name={t('leads.column.email')} value={lead.email} copy />
      <Fact name={t('leads.column.phone')} value={lead.phone} copy>
        {digits && (
          <Button asChild look="quiet" size="icon">
            <a href={`https://wa.me/${digits}`} target="_blank" rel="noreferrer" aria-label={t('leads.chat')} title={t('leads.chat')}>
              <MessageCircle aria-hidden />
            </a>
          </Button>
        )}
      </Fact>
      <Fact name={t('leads.column.name')} value={lead.name} />
      {Object.entries(lead.customFields).map(([field, value]) => (
        <Fact key={field} name={field === unreadPhone ? t('leads.unreadPhone') : field} value={value} />
      ))}
      {lead.automationName && (
        <Fact
          name={t('leads.column.automation')}
          value={
            lead.automationId ? (
              <Link
                to="/automations/$automationId"
                params={{ automationId: lead.automationId }}
                className="text-accent underline-offset-4 hover:underline"
              >
                {lead.automationName}
              </Link>
            ) : (
              lead.automationName
            )
          }
        />
      )}
    </dl>
  )
}

function Fact({ name, value, copy, children }: { name: string; value: ReactNode; copy?: boolean; children?: ReactNode }) {
  const { t } = useTranslation()
  if (!value) return null
  return (
    <div className="grid min-h-11 items-center gap-x-4 px-3.5 py-1.5 sm:flex">
      <dt className="text-sm break-words text-soft sm:w-28 sm:shrink-0">{name}</dt>
      <dd className="flex min-w-0 grow items-center gap-1 font-semibold">
        <span className="min-w-0 grow break-words">{value}</span>
        {children}
        {copy && typeof value === 'string' && (
          <Button
            look="quiet"
            size="icon"
            aria-label={t('leads.copy', { what: name })}
            onClick={() => void navigator.clipboard.writeText(value).then(() => showNote(t('leads.copied')))}
          >
            <Copy aria-hidden />
          </Button>
        )}
      </dd>
    </div>
  )
}

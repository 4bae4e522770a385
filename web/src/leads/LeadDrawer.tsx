import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, Clock, Copy, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lead } from '../../../server/leads/leads.schemas.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { ContactTags } from '../contacts/ContactTags.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { Button } from '../parts/Button.tsx'
import { classes } from '../parts/classes.ts'
import { Drawer } from '../parts/Drawer.tsx'
import { queries } from '../queries.ts'
import { leadName } from './LeadsTable.tsx'
import { showNote } from '../parts/notes.tsx'

/** One lead: person, details, source and progress. */
export function LeadDrawer({ leadId, onClose }: { leadId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const query = useQuery(queries.lead(leadId))
  return (
    <Drawer title={t('leads.one')} closeLabel={t('close')} onClose={onClose}>
      <Loaded query={query}>{(lead) => <LeadDetail lead={lead} />}</Loaded>
    </Drawer>
  )
}

/** Ids that are not shown, since a button or row above represents them. */
const shownElsewhere = new Set(['eventId', 'versionId', 'username'])

function LeadDetail({ lead }: { lead: Lead }) {
  const { t } = useTranslation()
  const name = leadName(lead, t('activity.somebody'))
  const words = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value))
  const custom = Object.entries(lead.customFields ?? {})
  const attribution = Object.entries(lead.attribution ?? {}).filter(
    ([key, value]) => !shownElsewhere.has(key) && value !== null && value !== undefined && value !== '',
  )
  const eventId = typeof lead.attribution?.['eventId'] === 'string' ? lead.attribution['eventId'] : null

  return (
    <div className="grid gap-7 p-4 pb-10 sm:p-6">
      <header className="flex items-center gap-3.5">
        <Avatar name={name} className="size-12 text-lg" />
        <div className="min-w-0">
          <p className="truncate text-lg font-bold">{name}</p>
          {lead.contact?.username && name !== `@${lead.contact.username}` && <p className="truncate text-soft">@{lead.contact.username}</p>}
        </div>
      </header>
      <dl className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-card">
        <Fact name={t('leads.column.email')} value={lead.email} copy />
        <Fact name={t('leads.column.phone')} value={lead.phone} copy />
        <Fact name={t('leads.column.name')} value={lead.name} />
        {custom.map(([field, value]) => (
          <Fact key={field} name={field} value={words(value)} />
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
      {lead.contactId && <ContactTags contactId={lead.contactId} />}
      <section aria-label={t('leads.ladder')}>
        <h3 className="mb-3 text-sm font-bold text-soft">{t('leads.ladder')}</h3>
        <Ladder lead={lead} />
        {eventId && (
          <Button asChild size="sm" className="mt-4">
            <Link to="/activity" search={{ event: eventId }}>
              {t('leads.trace')}
            </Link>
          </Button>
        )}
      </section>
      {attribution.length > 0 && (
        <section aria-label={t('leads.attribution')}>
          <h3 className="mb-2.5 text-sm font-bold text-soft">{t('leads.attribution')}</h3>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
            {attribution.map(([key, value]) => (
              <div key={key} className="contents">
                <dt className="text-soft">{key === 'mediaId' ? t('trace.mediaId') : key}</dt>
                <dd className="font-mono text-xs leading-5 break-all">{words(value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  )
}

function Fact({ name, value, copy }: { name: string; value: ReactNode; copy?: boolean }) {
  const { t } = useTranslation()
  if (!value) return null
  return (
    <div className="flex min-h-11 items-center gap-4 px-3.5 py-1.5">
      <dt className="w-28 shrink-0 text-sm text-soft">{name}</dt>
      <dd className="flex min-w-0 grow items-center gap-2 font-semibold">
        <span className="min-w-0 grow break-words">{value}</span>
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

/** Captured → message → notified and exported. What was not configured is not shown. */
function Ladder({ lead }: { lead: Lead }) {
  const { t, i18n } = useTranslation()
  const time = (at: string | null) => (at ? new Date(at).toLocaleString(i18n.language, { dateStyle: 'medium', timeStyle: 'short' }) : null)
  const failed = lead.dmStatus === 'failed'
  const arrived = lead.dmStatus === 'sent' || lead.dmStatus === 'delivered' || lead.dmStatus === 'read'
  const rungs = [
    { key: 'captured', state: 'done', text: t('leads.rung.captured'), under: time(lead.capturedAt) },
    ...(lead.dmStatus
      ? [
          {
            key: 'dm',
            state: failed ? 'failed' : arrived ? 'done' : 'open',
            text: t(failed ? 'leads.rung.dmFailed' : arrived ? 'leads.rung.dmSent' : 'leads.rung.dmPending'),
            under: lead.dmError ?? time(lead.dmSentAt),
          },
        ]
      : []),
    ...(lead.notified ? [{ key: 'notified', state: 'done', text: t('leads.rung.notified'), under: null }] : []),
    ...(lead.exported ? [{ key: 'exported', state: 'done', text: t('leads.rung.exported'), under: null }] : []),
  ]
  const looks: Record<string, { icon: typeof Check; box: string }> = {
    done: { icon: Check, box: 'bg-good-tint text-good' },
    open: { icon: Clock, box: 'bg-sunk text-soft' },
    failed: { icon: X, box: 'bg-bad-tint text-bad' },
  }
  return (
    <ol className="grid gap-4">
      {rungs.map((rung) => {
        const { icon: Icon, box } = looks[rung.state] ?? { icon: Clock, box: '' }
        return (
          <li key={rung.key} className="flex gap-3">
            <span className={classes('grid size-8 shrink-0 place-items-center rounded-full', box)} aria-hidden>
              <Icon className="size-4" />
            </span>
            <div className="min-w-0 pt-1">
              <p className="text-sm font-semibold">{rung.text}</p>
              {rung.under && <p className={classes('text-sm text-soft', rung.state === 'failed' && 'text-bad')}>{rung.under}</p>}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleSlash } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Trace } from '../../../server/inbox/events.schemas.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { ContactTags } from '../contacts/ContactTags.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { Notice } from '../parts/Notice.tsx'
import { queries } from '../queries.ts'
import { OutcomeChip, senderName } from './EventRow.tsx'
import { kindIcons } from './outcomes.ts'
import { TraceMessageCard } from './TraceMessageCard.tsx'
import { timeText } from '../parts/shownTime.ts'

/** The trace of one event: the event, each step, the automations that were checked with the result, and the messages. */
export function TraceDrawer({ eventId, onClose }: { eventId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const query = useQuery(queries.trace(eventId))
  return (
    <Drawer title={t('trace.title')} closeLabel={t('close')} onClose={onClose}>
      <Loaded query={query} rows={5}>
        {(trace) => <Story trace={trace} />}
      </Loaded>
    </Drawer>
  )
}

/** Outcomes that need a sentence; for the others the chip is enough. */
const told = new Set<Trace['event']['outcome']>(['skipped', 'failed', 'in_doubt', 'parked', 'opted_out', 'opted_in', 'noted'])

function Story({ trace }: { trace: Trace }) {
  const { t, i18n } = useTranslation()
  const { event, account, steps, automations, messages } = trace
  const Icon = kindIcons[event.kind] ?? kindIcons.other
  const { data: conversation } = useQuery(queries.contactOfConversation(event.conversationId))
  const time = (at: string, exact: boolean) =>
    timeText(at, i18n.language, {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      ...(exact ? { fractionalSecondDigits: 3 } : {}),
    })

  return (
    <div className="grid gap-7 p-4 pb-10 sm:p-6">
      <header className="grid gap-3">
        <div className="flex items-center gap-3">
          <span className="grid size-10 shrink-0 place-items-center rounded-full bg-tint text-accent">
            <Icon className="size-5" aria-hidden />
          </span>
          <div className="min-w-0 grow">
            <p className="truncate font-bold">{senderName(event, t('activity.somebody'))}</p>
            <p className="text-sm break-words text-soft">
              {t(`activity.kind.${event.kind}`)}
              {account && ` · ${account.username ? `@${account.username}` : (account.name ?? '')}`} ·{' '}
              {timeText(event.occurredAt, i18n.language, { dateStyle: 'medium', timeStyle: 'short' })}
            </p>
          </div>
          <OutcomeChip event={event} />
        </div>
        {event.text && (
          <p className="justify-self-start rounded-2xl rounded-tl-sm border border-line bg-card px-4 py-2.5 break-words whitespace-pre-wrap">
            {event.text}
          </p>
        )}
        {event.lead && (
          <p className="text-sm">
            {event.lead.form && t('activity.filledIn', { form: event.lead.form })}{' '}
            {event.lead.id && (
              <Link
                to="/leads/$leadId"
                params={{ leadId: event.lead.id }}
                className="font-semibold text-accent-deep underline underline-offset-4"
              >
                {t('trace.openLead')}
              </Link>
            )}
          </p>
        )}
        {event.outcomeText && told.has(event.outcome) && (
          <Notice tone={event.outcome === 'failed' || event.outcome === 'parked' ? 'bad' : 'info'}>{event.outcomeText}</Notice>
        )}
        {conversation && <ContactTags contactId={conversation.contact.id} />}
      </header>

      {messages.length > 0 && (
        <Part title={t('trace.said')}>
          <ul className="grid gap-3">
            {messages.map((message) => (
              <li key={message.id}>
                <TraceMessageCard message={message} />
              </li>
            ))}
          </ul>
        </Part>
      )}

      <Part title={t('trace.automations')}>
        {automations.length === 0 && <p className="text-soft">{t('trace.noAutomations')}</p>}
        <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-card">
          {automations.map((automation) => (
            <li key={automation.id} className="flex items-start gap-3 px-3.5 py-2.5">
              {automation.matched ? (
                <CircleCheck className="mt-0.5 size-4.5 shrink-0 text-good" aria-hidden />
              ) : (
                <CircleSlash className="mt-0.5 size-4.5 shrink-0 text-soft" aria-hidden />
              )}
              <div className="min-w-0">
                <p className="text-sm font-semibold">
                  <Link
                    to="/automations/$automationId"
                    params={{ automationId: automation.id }}
                    className="underline-offset-4 hover:underline"
                  >
                    {automation.name}
                  </Link>{' '}
                  <span className="font-normal text-soft">{t('trace.version', { version: automation.version })}</span>
                </p>
                <p className="text-sm text-soft">
                  <span className="sr-only">{t(automation.matched ? 'trace.matched' : 'trace.notMatched')}: </span>
                  {automation.text}
                </p>
              </div>
            </li>
          ))}
        </ul>
      </Part>

      <Part title={t('trace.steps')}>
        <ol className="grid">
          {steps.map((step, index) => (
            <li key={index} className="relative grid grid-cols-[auto_minmax(0,1fr)] gap-x-3.5 pb-3.5 last:pb-0">
              <span className="relative mt-1.5 size-2.5 rounded-full bg-accent" aria-hidden />
              {index < steps.length - 1 && <span className="absolute top-4 bottom-[-0.35rem] left-[0.28rem] w-px bg-line" aria-hidden />}
              <div className="min-w-0">
                <p className="text-sm break-words">{step.text}</p>
                <time dateTime={step.at} className="font-mono text-xs text-soft tabular-nums">
                  {time(step.at, true)}
                </time>
              </div>
            </li>
          ))}
        </ol>
      </Part>

      <Part title={t('trace.facts')}>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
          {[
            [t('trace.key'), event.key],
            [t('trace.externalId'), event.externalId],
            [t('trace.mediaId'), event.mediaId],
            [t('trace.received'), time(event.receivedAt, true)],
          ].map(([name, value]) =>
            value ? (
              <div key={name} className="contents">
                <dt className="text-soft">{name}</dt>
                <dd className="font-mono text-xs leading-5 break-all">{value}</dd>
              </div>
            ) : null,
          )}
        </dl>
      </Part>
    </div>
  )
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title}>
    <h3 className="mb-2.5 text-sm font-bold text-soft">{title}</h3>
    {children}
  </section>
)

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheckBig, ExternalLink, MessageCircle } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EventRow } from '../activity/EventRow.tsx'
import { TraceDrawer } from '../activity/TraceDrawer.tsx'
import type { EventItem } from '../../../server/inbox/events.schemas.ts'
import { api } from '../api.ts'
import { useLiveList } from '../liveList.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { queries } from '../queries.ts'
import { useStream } from '../stream.ts'
import { Answers } from './Answers.tsx'

const answered = new Set<EventItem['outcome']>(['sent', 'delivered', 'read'])
const uninteresting = new Set(['echo', 'read', 'delivered', 'status'])

/** The automation is live: what to do on the phone, and all events as they happen. */
export function LiveStep({ automationId }: { automationId: string | null }) {
  const { t } = useTranslation()
  useStream()
  const { data: setup } = useQuery(queries.setup)
  const { data: item, error } = useQuery({ ...queries.automation(automationId ?? ''), enabled: automationId !== null })
  const { data: accounts } = useQuery(queries.accounts)
  const account = accounts?.data.find((one) => one.id === item?.accountId)
  // A minute back, so that a comment made while this page was still loading is seen.
  const [since] = useState(() => new Date(Date.now() - 60_000).toISOString())
  const [open, setOpen] = useState<string | null>(null)
  const accountId = item?.accountId
  const { items } = useLiveList<EventItem>(['events', 'live', accountId ?? null, since], ['events', 'messages'], (page, signal) =>
    accountId ? api.events({ accountId, since, ...page }, signal) : Promise.resolve({ data: [], nextCursor: null }),
  )
  const seen = items.filter((event) => !uninteresting.has(event.kind) && event.outcome !== 'noted')
  const success = seen.some((event) => answered.has(event.outcome) && event.automation)
  const trigger = item?.definition.triggers[0]
  const word = trigger?.keywords[0] ?? t('phone.anyWord')
  const phoneUrl = account?.simulated ? setup?.simulator.phoneUrl : null
  const act = trigger?.on === 'comment' ? 'comment' : 'message'

  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,22rem)_minmax(0,1fr)] lg:gap-10">
      <div className="grid content-start gap-5">
        <ProblemNotice problem={error} />
        <ol className="grid gap-5">
          <Numbered number={1} done={seen.length > 0}>
            {phoneUrl ? (
              <>
                <p className="font-semibold">{t('setup.live.openPhone')}</p>
                <Button asChild look={success ? 'plain' : 'primary'} className="mt-2.5">
                  <a href={phoneUrl} target="_blank" rel="noreferrer">
                    {t('frame.openPhone')}
                    <ExternalLink aria-hidden />
                  </a>
                </Button>
              </>
            ) : (
              <p className="font-semibold">{t('setup.live.otherAccount')}</p>
            )}
          </Numbered>
          <Numbered number={2} done={seen.length > 0}>
            <p className="font-semibold">{t(`setup.live.${act}`)}</p>
            <p className="mt-2 inline-flex rounded-2xl rounded-bl-sm bg-tint px-4 py-2 text-lg font-bold text-accent-deep">{word}</p>
          </Numbered>
          <Numbered number={3} done={success}>
            <p className="font-semibold">{t('setup.live.watch')}</p>
          </Numbered>
        </ol>
        {success && (
          <div className="animate-rise rounded-2xl bg-good-tint p-5 text-good">
            <p className="flex items-center gap-2 text-lg font-bold">
              <CircleCheckBig className="size-5" aria-hidden />
              {t('setup.live.works')}
            </p>
            <p className="mt-1">{t('setup.live.worksText')}</p>
          </div>
        )}
        <div className="flex flex-wrap gap-2">
          <Button asChild look={success ? 'primary' : 'plain'}>
            <Link to="/">{t('setup.live.done')}</Link>
          </Button>
          {automationId && (
            <Button asChild look="quiet">
              <Link to="/automations/$automationId" params={{ automationId }}>
                {t('setup.live.edit')}
              </Link>
            </Button>
          )}
        </div>
      </div>
      <section aria-labelledby="live-title" className="min-h-72 self-start rounded-2xl border border-line bg-card shadow-card">
        <h2 id="live-title" className="flex items-center gap-2.5 border-b border-line px-4 py-3 font-bold">
          <span className="size-2.5 animate-breathe rounded-full bg-good" aria-hidden />
          {t('setup.live.happening')}
        </h2>
        <div aria-live="polite">
          {seen.length === 0 ? (
            <p className="flex flex-col items-center gap-3 px-6 py-16 text-center text-soft">
              <MessageCircle className="size-8" aria-hidden />
              {t('setup.live.waiting', { word })}
            </p>
          ) : (
            <ul className="divide-y divide-line">
              {seen.slice(0, 30).map((event) => (
                <li key={event.id} className="animate-rise">
                  <EventRow event={event} onOpen={() => setOpen(event.id)} />
                  {event.automation && <Answers eventId={event.id} />}
                </li>
              ))}
            </ul>
          )}
        </div>
      </section>
      {open && <TraceDrawer eventId={open} onClose={() => setOpen(null)} />}
    </div>
  )
}

function Numbered({ number, done, children }: { number: number; done: boolean; children: React.ReactNode }) {
  return (
    <li className="flex gap-3.5">
      <span
        className={`grid size-8 shrink-0 place-items-center rounded-full text-sm font-bold ${done ? 'bg-good text-page' : 'bg-sunk text-ink'}`}
      >
        {number}
      </span>
      <div className="min-w-0 pt-1">{children}</div>
    </li>
  )
}

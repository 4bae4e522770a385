import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CirclePause, Hourglass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Queue, QueueEntry } from '../../../server/outbox/queue.schemas.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Chip } from '../parts/Chip.tsx'
import { queries } from '../queries.ts'
import { channelName } from './handle.ts'
import { untilText } from './untilText.ts'

/** Queued messages per account and kind, and when the queue will be empty. Otherwise a rate limit looks as if nothing were sent. */
export function QueueCard() {
  const { t } = useTranslation()
  const query = useQuery(queries.queue)
  return (
    <section aria-labelledby="queue" className="mt-10">
      <h2 id="queue" className="mb-4 text-lg font-bold">
        {t('queue.title')}
      </h2>
      <div className="overflow-hidden rounded-2xl border border-line bg-card shadow-card">
        <Loaded query={query} rows={1}>
          {(queue) =>
            queue.data.length === 0 ? (
              <p className="flex items-start gap-3 p-5 text-soft">
                <CircleCheck className="mt-0.5 size-5 shrink-0 text-good" aria-hidden />
                <span>
                  <b className="block text-ink">{t('queue.emptyTitle')}</b>
                  {t('queue.emptyText')}
                </span>
              </p>
            ) : (
              <ul aria-label={t('queue.title')} className="divide-y divide-line">
                {queue.data.map((line) => (
                  <Line key={`${line.accountId} ${line.kind}`} line={line} now={queue.now} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </div>
    </section>
  )
}

function Line({ line, now }: { line: QueueEntry; now: Queue['now'] }) {
  const { t, i18n } = useTranslation()
  const { data: accounts } = useQuery(queries.accounts)
  const channel = accounts?.data.find(({ id }) => id === line.accountId)?.channel
  const until = (at: string) => untilText(new Date(at), new Date(now), i18n.language, t('queue.moment'))
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 px-5 py-3.5">
      <div className="min-w-40 grow">
        <p className="truncate font-semibold">{line.accountName}</p>
        <p className="text-sm text-soft">
          {[
            channel && channelName(t, channel),
            t(`queue.kind.${line.kind}`),
            line.perHour !== null && line.perHour <= 100_000 && t('queue.perHour', { calls: line.perHour.toLocaleString(i18n.language) }),
            line.accountStatus === 'active' && line.blockedUntil && t('queue.goesOn', { until: until(line.blockedUntil) }),
            line.why?.code === 'waits_for_dm' && t('queue.waitsForDm'),
            line.accountStatus === 'disconnected' && t('queue.untilConnected'),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {line.accountStatus !== 'active' && (
        <Chip tone="warn" icon={CirclePause}>
          {t(line.accountStatus === 'disconnected' ? 'queue.disconnected' : 'queue.stopped')}
        </Chip>
      )}
      {line.why?.code === 'kind_stopped' && (
        <Chip tone="warn" icon={CirclePause}>
          {t('queue.kindStopped')}
        </Chip>
      )}
      {line.accountStatus === 'active' && line.blockedUntil && (
        <Chip tone="warn" icon={Hourglass}>
          {t('queue.blocked')}
        </Chip>
      )}
      <p className="text-right max-sm:w-full max-sm:text-left">
        <span className="block font-semibold tabular-nums">
          {t('queue.waiting', { count: line.waiting, shown: line.waiting.toLocaleString(i18n.language) })}
        </span>
        {line.emptyAt && (
          <time dateTime={line.emptyAt} className="block text-sm text-soft tabular-nums">
            {t('queue.empty', { until: until(line.emptyAt) })}
          </time>
        )}
      </p>
    </li>
  )
}

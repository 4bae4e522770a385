import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cannotSend, channelName, handle } from '../accounts/handle.ts'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { Stats } from '../../../server/admin/admin.schemas.ts'
import type { Queue } from '../../../server/outbox/queue.schemas.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { queries } from '../queries.ts'
import { timeText } from '../parts/shownTime.ts'

/** A queue that is empty within a minute is not shown. */
const worthTellingMs = 60_000

/** What needs attention: accounts that cannot send, long queues, messages that were not sent. Renders nothing if there is none. */
export function Attention({ stats }: { stats: Stats }) {
  const { t, i18n } = useTranslation()
  const { accounts } = useAccountChoice()
  const { data: queue } = useQuery(queries.queue)
  const { data: alerts } = useQuery(queries.leadAlerts)
  const { data: me } = useQuery(queries.me)
  const seesEndpoints = me?.permissions.includes('endpoints.read') ?? false
  const { data: endpoints } = useQuery({ ...queries.troubledEndpoints, enabled: seesEndpoints })
  const { failed, inDoubt, parked } = stats.messages
  const line = (
    key: string,
    text: string,
    to: '/settings' | '/settings/doctor' | '/settings/templates' | '/settings/endpoints/$endpointId' | '/activity' | '/activity/unsent',
    search = {},
    params = {},
  ) => ({ key, text, to, search, params })
  const when = (at: number) =>
    timeText(at, i18n.language, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
  // A platform in trouble is one line, not one for each of its accounts.
  const troubled = new Set(queue?.troubles.map(({ channel }) => channel))
  const lines = (queue?.troubles ?? []).map(({ channel }) =>
    line(channel, t('home.platformTrouble', { platform: channelName(t, channel) }), '/settings'),
  )
  const ofAccounts = accounts.flatMap((account) => {
    if (cannotSend(account)) return [line(account.id, t('home.troubledAccount', { account: handle(account) }), '/settings')]
    if (account.stoppedKinds.length > 0) return [line(account.id, t('home.stoppedKind', { account: handle(account) }), '/settings')]
    if (!troubled.has(account.channel) && queue?.breakers.some((one) => one.accountId === account.id))
      return [line(account.id, t('home.brokenLine', { account: handle(account) }), '/settings')]
    if (alerts?.data.some((one) => one.accountId === account.id))
      return [line(account.id, t('home.leadAlert', { account: handle(account) }), '/settings')]
    if (account.notices.some(({ code }) => code === 'doctor_problems'))
      return [line(account.id, t('home.doctor', { account: handle(account) }), '/settings/doctor')]
    if (account.notices.some(({ code }) => code === 'templates_not_read'))
      return [line(account.id, t('home.templates', { account: handle(account) }), '/settings/templates', { account: account.id })]
    const long = longQueue(account, queue)
    return long
      ? [
          line(account.id, t('home.queue', { count: long.waiting, account: handle(account), time: when(long.emptyAt) }), '/activity', {
            outcome: 'waiting',
          }),
        ]
      : []
  })
  lines.push(...ofAccounts)
  if (parked > 0) lines.push(line('parked', t('home.parked', { count: parked }), '/activity/unsent', { state: 'parked' }))
  if (inDoubt > 0) lines.push(line('doubt', t('home.inDoubt', { count: inDoubt }), '/activity', { outcome: 'in_doubt' }))
  if (failed > 0) lines.push(line('failed', t('home.failed', { count: failed }), '/activity/unsent', { state: 'failed' }))
  for (const { id, name, state } of endpoints?.data ?? []) {
    if (state === 'disabled')
      lines.push(line(id, t('home.endpointDisabled', { name }), '/settings/endpoints/$endpointId', {}, { endpointId: id }))
    if (state === 'degraded')
      lines.push(line(id, t('home.endpointDegraded', { name }), '/settings/endpoints/$endpointId', {}, { endpointId: id }))
  }
  if (lines.length === 0) return null
  return (
    <section aria-labelledby="attention" className="rounded-2xl bg-warn-tint px-5 py-3.5">
      <h2 id="attention" className="flex items-center gap-2 text-sm font-bold text-warn">
        <TriangleAlert className="size-4" aria-hidden />
        {t('home.attention')}
      </h2>
      <ul className="mt-1 grid gap-0.5">
        {lines.map(({ key, text, to, search, params }) => (
          <li key={key}>
            <Link
              to={to}
              search={search}
              params={params}
              className="text-sm underline decoration-warn/50 underline-offset-4 hover:decoration-2"
            >
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** How many messages of an account wait for its limits, and when the last is sent; null when that is soon. */
function longQueue(account: Account, queue: Queue | undefined): { waiting: number; emptyAt: number } | null {
  const lanes = queue?.data.filter((one) => one.accountId === account.id) ?? []
  const emptyAt = Math.max(0, ...lanes.map((one) => (one.emptyAt ? Date.parse(one.emptyAt) : 0)))
  const asked = queue ? Date.parse(queue.now) : 0
  return emptyAt - asked > worthTellingMs ? { waiting: lanes.reduce((sum, one) => sum + one.waiting, 0), emptyAt } : null
}

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ScrollText, ShieldCheck } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { FilterField, ListPage, useListAddress } from '../frame/ListPage.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { useListOf } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { showError, showNote } from '../parts/notes.tsx'
import { serverNow } from '../parts/serverClock.ts'
import { VirtualList } from '../parts/VirtualList.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { actorText } from './actorText.ts'
import { AuditRow } from './AuditRow.tsx'

const route = getRouteApi('/frame/settings/audit')
const dayMs = 86_400_000
const spans = ['1', '7', '30'] as const

/** Settings: who did what, and whether the audit still is what was written. */
export function AuditPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const address = route.useSearch()
  const change = useListAddress(address)
  const [busy, setBusy] = useState(false)
  const { who, what } = address
  const days = spans.find((one) => one === address.days)
  // Not at every render: the list would be another one each time.
  const since = useMemo(() => (days ? new Date(serverNow() - Number(days) * dayMs).toISOString() : undefined), [days])
  const list = useListOf(useInfiniteQuery(queries.audit({ actorId: who, action: what, since })))
  const { data: choices } = useQuery(queries.auditChoices)

  const verify = async () => {
    setBusy(true)
    try {
      const { ok, rows, brokenAt } = await api.verifyAudit()
      if (ok) showNote(t('audit.holds', { count: rows }))
      else showError(t('audit.broken', { id: brokenAt ?? '' }), { duration: 60_000 })
      await client.invalidateQueries({ queryKey: ['audit'] })
    } catch (trouble) {
      showProblem(t, trouble)
    } finally {
      setBusy(false)
    }
  }
  return (
    <ListPage
      title={t('settings.title')}
      text={t('audit.text')}
      tabs={<SettingsTabs />}
      actions={
        <Button busy={busy} onClick={() => void verify()}>
          <ShieldCheck aria-hidden />
          {t('audit.verify')}
        </Button>
      }
      filters={
        <>
          <FilterField
            label={t('audit.who')}
            any={t('audit.anyone')}
            value={who}
            options={(choices?.actors ?? []).map((actor) => ({ value: actor.actorId, label: actorText(t, actor) }))}
            onChange={(value) => change({ who: value })}
          />
          <FilterField
            label={t('audit.what')}
            any={t('audit.anything')}
            value={what}
            options={(choices?.actions ?? []).map((value) => ({ value, label: value }))}
            onChange={(value) => change({ what: value })}
          />
          <FilterField
            label={t('audit.when')}
            any={t('audit.anyTime')}
            value={days}
            options={spans.map((value) => ({ value, label: t(`audit.since.${value}`) }))}
            onChange={(value) => change({ days: value })}
          />
        </>
      }
      list={list}
      filtered={Boolean(who || what || days)}
      onClear={() => change({ who: undefined, what: undefined, days: undefined })}
      icon={ScrollText}
      empty={{ title: t('audit.emptyTitle'), text: t('audit.emptyText'), action: null }}
      none={{ title: t('audit.noneTitle'), text: t('audit.noneText') }}
    >
      <VirtualList label={t('audit.title')} list={list} rowHeight={68} plain row={(row) => <AuditRow row={row} />} />
    </ListPage>
  )
}

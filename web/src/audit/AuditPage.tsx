import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Download, ScrollText, ShieldCheck } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { FilterField, ListPage, useListAddress } from '../frame/ListPage.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { useListOf } from '../liveList.ts'
import { asSentenceStart } from '../asSentence.ts'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { giveFile } from '../parts/giveFile.ts'
import { showError, showNote } from '../parts/notes.tsx'
import { serverNow } from '../parts/serverClock.ts'
import { VirtualList } from '../parts/VirtualList.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { AuditRow } from './AuditRow.tsx'

const route = getRouteApi('/frame/settings/audit')
const dayMs = 86_400_000
const spans = ['1', '7', '30', '90'] as const
/** The beginning of a day where the reader is, some days later. */
const dayText = (day: string | undefined, later = 0) => {
  const [year, month, date] = (day ?? '').split('-').map(Number)
  const at = new Date(year!, month! - 1, date! + later)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** Settings: who did what, and whether the audit still is what was written. */
export function AuditPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const address = route.useSearch()
  const change = useListAddress(address)
  const [busy, setBusy] = useState<'verify' | 'export' | null>(null)
  const { who, what, from, to } = address
  const days = spans.find((one) => one === address.days)
  // Not at every render: the list would be another one each time.
  const since = useMemo(() => (days ? new Date(serverNow() - Number(days) * dayMs).toISOString() : undefined), [days])
  const isBetween = address.days === 'between'
  const filter = {
    actorId: who,
    action: what,
    since: isBetween ? dayText(from) : since,
    // The day that is named is part of it.
    until: isBetween ? dayText(to, 1) : undefined,
  }
  const list = useListOf(useInfiniteQuery(queries.audit(filter)))
  const { data: choices } = useQuery(queries.auditChoices)
  const actions = (choices?.actions ?? [])
    .map((value) => ({ value, label: asSentenceStart(choices?.actionTexts[value] ?? value) }))
    .toSorted((a, b) => a.label.localeCompare(b.label))

  const during = async (what: 'verify' | 'export', act: () => Promise<void>) => {
    setBusy(what)
    try {
      await act()
      await client.invalidateQueries({ queryKey: ['audit'] })
    } catch (trouble) {
      showProblem(t, trouble)
    } finally {
      setBusy(null)
    }
  }
  const verify = () =>
    during('verify', async () => {
      const { ok, rows, brokenAt } = await api.verifyAudit()
      if (ok) showNote(t('audit.holds', { count: rows }))
      else showError(t('audit.broken', { id: brokenAt ?? '' }), { duration: 60_000 })
    })
  const exportFile = () =>
    during('export', async () => giveFile(await api.download(api.auditFile(filter), new AbortController().signal), 'audit.csv'))
  return (
    <ListPage
      title={t('settings.title')}
      text={t('audit.text')}
      tabs={<SettingsTabs />}
      actions={
        !list.error && (
          <div className="flex flex-wrap gap-2">
            <Button look="quiet" busy={busy === 'export'} onClick={() => void exportFile()}>
              <Download aria-hidden />
              {t('audit.export')}
            </Button>
            <Button busy={busy === 'verify'} onClick={() => void verify()}>
              <ShieldCheck aria-hidden />
              {t('audit.verify')}
            </Button>
          </div>
        )
      }
      filters={
        <>
          <FilterField
            label={t('audit.who')}
            any={t('audit.anyone')}
            value={who}
            options={(choices?.actors ?? []).map((actor) => ({ value: actor.actorId, label: actor.actorText }))}
            onChange={(value) => change({ who: value })}
          />
          <FilterField
            label={t('audit.what')}
            any={t('audit.anything')}
            value={what}
            options={actions}
            onChange={(value) => change({ what: value })}
          />
          <FilterField
            label={t('audit.when')}
            any={t('audit.anyTime')}
            value={isBetween ? 'between' : days}
            options={[...spans, 'between' as const].map((value) => ({ value, label: t(`audit.since.${value}`) }))}
            onChange={(value) => change({ days: value, from: undefined, to: undefined })}
          />
          {isBetween &&
            (['from', 'to'] as const).map((end) => (
              <TextField
                key={end}
                bare
                type="date"
                label={t(`audit.${end}`)}
                title={t(`audit.${end}`)}
                value={address[end] ?? ''}
                onChange={(event) => change({ [end]: event.target.value })}
              />
            ))}
        </>
      }
      list={list}
      filtered={Boolean(who || what || days || isBetween)}
      onClear={() => change({ who: undefined, what: undefined, days: undefined, from: undefined, to: undefined })}
      icon={ScrollText}
      empty={{ title: t('audit.emptyTitle'), text: t('audit.emptyText'), action: null }}
      none={{ title: t('audit.noneTitle'), text: t('audit.noneText') }}
    >
      <VirtualList label={t('audit.title')} list={list} rowHeight={68} plain row={(row) => <AuditRow row={row} />} />
    </ListPage>
  )
}

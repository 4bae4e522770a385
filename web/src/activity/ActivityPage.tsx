import { getRouteApi } from '@tanstack/react-router'
import { Activity } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { EventItem } from '../../../server/inbox/events.schemas.ts'
import { eventOutcomes } from '../../../server/model/event.ts'
import { api } from '../api.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { FilterField, ListPage, useListAddress } from '../frame/ListPage.tsx'
import { useLiveList } from '../liveList.ts'
import { SearchField } from '../parts/SearchField.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { ActivityTabs } from './ActivityTabs.tsx'
import { EmptyActivity } from './EmptyActivity.tsx'
import { EventRow } from './EventRow.tsx'
import { foldStatuses } from './foldStatuses.ts'
import { filterKinds } from './outcomes.ts'
import { TraceDrawer } from './TraceDrawer.tsx'

const route = getRouteApi('/frame/activity')

/** All events, newest first, live; a row opens its trace. */
export function ActivityPage() {
  const { t } = useTranslation()
  const { chosen } = useAccountChoice()
  const address = route.useSearch()
  const { event: open, kind, outcome, missed, q } = address
  const change = useListAddress(address, 'event')
  const accountId = chosen?.id ?? null
  const filter = {
    accountId,
    ...(kind ? { kind } : {}),
    ...(outcome ? { outcome } : {}),
    ...(missed ? { missed } : {}),
    ...(q ? { q } : {}),
  }
  const list = useLiveList<EventItem>(['events', 'list', filter], ['events', 'messages'], (page, signal) =>
    api.events({ ...filter, ...page }, signal),
  )
  const items = useMemo(() => foldStatuses(list.items), [list.items])

  return (
    <ListPage
      title={t('activity.title')}
      text={t('activity.text')}
      tabs={<ActivityTabs />}
      filters={
        <>
          <SearchField label={t('activity.search')} value={q ?? ''} onSearch={(text) => change({ q: text })} />
          <FilterField
            label={t('activity.filterKind')}
            any={t('activity.anyKind')}
            value={kind}
            onChange={(value) => change({ kind: value })}
            options={filterKinds.map((value) => ({ value, label: t(`activity.kind.${value}`) }))}
          />
          <FilterField
            label={t('activity.filterOutcome')}
            any={t('activity.anyOutcome')}
            value={outcome}
            onChange={(value) => change({ outcome: value })}
            options={eventOutcomes.map((value) => ({ value, label: t(`activity.outcome.${value}`) }))}
          />
          <FilterField
            label={t('missed.filter')}
            any={t('missed.any')}
            value={missed}
            onChange={(value) => change({ missed: value })}
            options={[
              { value: 'false', label: t('missed.byWebhook') },
              { value: 'true', label: t('missed.notReported') },
            ]}
          />
        </>
      }
      list={list}
      filtered={Boolean(kind || outcome || missed || q)}
      onClear={() => change({ kind: undefined, outcome: undefined, missed: undefined, q: undefined })}
      icon={Activity}
      empty={<EmptyActivity />}
      none={{ title: t('activity.noneTitle'), text: t('activity.noneText') }}
      arrived={(count) => t('activity.arrived', { count })}
      drawer={open && <TraceDrawer eventId={open} onClose={() => change({ event: undefined })} />}
    >
      <VirtualList
        label={t('activity.title')}
        list={{ ...list, items }}
        rowHeight={69}
        row={({ statuses, ...event }) => (
          <EventRow event={event} statuses={statuses} current={event.id === open} onOpen={() => change({ event: event.id })} />
        )}
      />
    </ListPage>
  )
}

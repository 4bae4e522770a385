import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Activity, FilterX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { outcomes, type EventItem } from '../answers.ts'
import { api } from '../api.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Page } from '../frame/Page.tsx'
import { useLiveList } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'
import { SelectField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { problemText } from '../problem.ts'
import { ActivityTabs } from './ActivityTabs.tsx'
import { EmptyActivity } from './EmptyActivity.tsx'
import { EventRow } from './EventRow.tsx'
import { filterKinds } from './outcomes.ts'
import { TraceDrawer } from './TraceDrawer.tsx'

const route = getRouteApi('/frame/activity')

/** Everything that happened, newest first, while it happens; a line opens the story behind it. */
export function ActivityPage() {
  const { t } = useTranslation()
  const { chosen } = useAccountChoice()
  const { event: open, kind, outcome, q } = route.useSearch()
  const navigate = useNavigate()
  const accountId = chosen?.id ?? null
  const filter = { accountId, ...(kind ? { kind } : {}), ...(outcome ? { outcome } : {}), ...(q ? { q } : {}) }
  const list = useLiveList<EventItem>(['events', 'list', filter], ['events', 'messages'], (page, signal) =>
    api.events({ ...filter, ...page }, signal),
  )
  const filtered = Boolean(kind || outcome || q)
  const search = (change: {
    event?: string | undefined
    kind?: string | undefined
    outcome?: string | undefined
    q?: string | undefined
  }) =>
    void navigate({
      to: '/activity',
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value)),
      replace: !('event' in change),
    })

  return (
    <Page full title={t('activity.title')} text={t('activity.text')}>
      <ActivityTabs />
      <div role="search" className="mb-3 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
        <SearchField label={t('activity.search')} value={q ?? ''} onSearch={(text) => search({ q: text })} />
        <SelectField
          bare
          label={t('activity.filterKind')}
          value={kind ?? ''}
          onChange={(change) => search({ kind: change.target.value })}
          className="w-full sm:w-auto"
        >
          <option value="">{t('activity.anyKind')}</option>
          {filterKinds.map((value) => (
            <option key={value} value={value}>
              {t(`activity.kind.${value}`)}
            </option>
          ))}
        </SelectField>
        <SelectField
          bare
          label={t('activity.filterOutcome')}
          value={outcome ?? ''}
          onChange={(change) => search({ outcome: change.target.value })}
          className="w-full sm:w-auto"
        >
          <option value="">{t('activity.anyOutcome')}</option>
          {outcomes.map((value) => (
            <option key={value} value={value}>
              {t(`activity.outcome.${value}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <p className="sr-only" aria-live="polite">
        {list.arrived > 0 ? t('activity.arrived', { count: list.arrived }) : ''}
      </p>
      <section className="-mx-4 flex min-h-0 grow flex-col overflow-hidden border-t border-line bg-card sm:mx-0 sm:rounded-2xl sm:border sm:shadow-card">
        {list.error && (
          <Notice
            tone="bad"
            title={t('problem.title')}
            className="m-4"
            action={
              <Button size="sm" onClick={() => void list.refetch()}>
                {t('problem.again')}
              </Button>
            }
          >
            {problemText(t, list.error)}
          </Notice>
        )}
        {list.isPending && <Skeleton label={t('wait')} rows={7} />}
        {!list.isPending && !list.error && list.items.length === 0 && !filtered && <EmptyActivity />}
        {!list.isPending && !list.error && list.items.length === 0 && filtered && (
          <Empty
            icon={Activity}
            title={t('activity.noneTitle')}
            text={t('activity.noneText')}
            action={
              <Button look="primary" onClick={() => search({ kind: undefined, outcome: undefined, q: undefined })}>
                <FilterX aria-hidden />
                {t('activity.clear')}
              </Button>
            }
          />
        )}
        {list.items.length > 0 && (
          <VirtualList
            label={t('activity.title')}
            items={list.items}
            rowHeight={69}
            keyOf={(event) => event.id}
            hasMore={list.hasMore}
            onMore={() => !list.loadingMore && void list.more()}
            row={(event) => <EventRow event={event} current={event.id === open} onOpen={() => search({ event: event.id })} />}
          />
        )}
      </section>
      {open && <TraceDrawer eventId={open} onClose={() => search({ event: undefined })} />}
    </Page>
  )
}

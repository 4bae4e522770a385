import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ListChecks } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ActivityTabs } from '../activity/ActivityTabs.tsx'
import { ToActivity } from '../activity/ToActivity.tsx'
import { api } from '../api.ts'
import { ListPage, useListAddress } from '../frame/ListPage.tsx'
import { useListOf } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { showNote } from '../parts/notes.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { JobRow } from './JobRow.tsx'

const route = getRouteApi('/frame/activity/jobs')
const states = ['all', 'parked', 'waiting', 'done'] as const
const limit = 50

/** Work other than messages: waiting, done and parked jobs. */
export function JobsPage() {
  const { t } = useTranslation()
  const address = route.useSearch()
  const change = useListAddress(address, 'state')
  const state = states.find((one) => one === address.state) ?? 'all'
  const client = useQueryClient()
  const { data: me } = useQuery(queries.me)
  const mayChange = me?.permissions.includes('jobs.write') ?? false
  const list = useListOf(
    useInfiniteQuery({
      queryKey: ['jobs', state],
      queryFn: ({ pageParam, signal }) => api.jobs({ state: state === 'all' ? undefined : state, cursor: pageParam, limit }, signal),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.nextCursor,
    }),
  )
  const act = async (what: 'retry' | 'discard', which: { ids: string[] } | { all: true }) => {
    try {
      const count = what === 'retry' ? (await api.retryJobs(which)).retried : (await api.discardJobs(which)).discarded
      // None: someone else was faster, and the list updates in a moment.
      if (count > 0) showNote(t(what === 'retry' ? 'jobs.retried' : 'jobs.discarded', { count }))
    } catch (trouble) {
      showProblem(t, trouble)
    }
    await client.invalidateQueries({ queryKey: ['jobs'] })
  }
  const parked = list.items.filter((job) => job.state === 'parked').length

  return (
    <ListPage
      title={t('jobs.title')}
      text={t('jobs.text')}
      tabs={<ActivityTabs />}
      actions={mayChange && parked > 1 && <Button onClick={() => void act('retry', { all: true })}>{t('jobs.retryAll')}</Button>}
      filters={
        <Choice
          label={t('unsent.show')}
          value={state}
          onChange={(value) => change({ state: value === 'all' ? undefined : value })}
          options={states.map((value) => ({ value, label: t(`jobs.state.${value}`) }))}
          className="col-span-2"
        />
      }
      list={list}
      filtered={state !== 'all'}
      onClear={() => change({ state: undefined })}
      icon={ListChecks}
      empty={{
        title: t('jobs.emptyTitle'),
        text: t('jobs.emptyText'),
        action: <ToActivity />,
      }}
      none={{ title: t('jobs.noneTitle'), text: t('jobs.noneText') }}
    >
      <VirtualList
        label={t('jobs.title')}
        list={list}
        rowHeight={76}
        row={(job) => (
          <JobRow
            job={job}
            mayChange={mayChange}
            onRetry={() => act('retry', { ids: [job.id] })}
            onDiscard={() => act('discard', { ids: [job.id] })}
          />
        )}
      />
    </ListPage>
  )
}

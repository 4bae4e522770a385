import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { RotateCw, UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Lead } from '../../../server/leads/leads.schemas.ts'
import { api } from '../api.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { ListPage, useListAddress } from '../frame/ListPage.tsx'
import { useLiveList } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { queries } from '../queries.ts'
import { BulkBar } from './BulkBar.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { detailKeys, filterOf, type LeadAddress } from './leadFilter.ts'
import { LeadFilters } from './LeadFilters.tsx'
import { LeadTabs } from './LeadTabs.tsx'
import { LeadsTable } from './LeadsTable.tsx'
import { useBulk } from './useBulk.ts'
import { useSelection } from '../parts/useSelection.ts'

const route = getRouteApi('/frame/leads')
const unfiltered = Object.fromEntries(['q', 'status', ...detailKeys].map((key) => [key, undefined])) as Record<keyof LeadAddress, undefined>

/** All leads with their state; one opens in a drawer over the list. */
export function LeadsPage() {
  const { t, i18n } = useTranslation()
  const { chosen } = useAccountChoice()
  const address = route.useSearch()
  const navigate = useNavigate()
  const { leadId: open } = useParams({ strict: false })
  const change = useListAddress<LeadAddress>(address)
  const { data: me } = useQuery(queries.me)
  const filter = filterOf(address, chosen?.id ?? null)
  const sort = address.sort === 'oldest' ? 'oldest' : 'newest'
  const list = useLiveList<Lead>(['leads', 'list', filter, sort], ['leads', 'messages'], (page, signal) =>
    api.leads({ ...filter, sort, ...page }, signal),
  )
  const { data: counted } = useQuery(queries.leadTotal(filter))
  const bulk = useBulk()
  const mayChange = me?.permissions.includes('leads.write') ?? false
  const selection = useSelection(list.items, JSON.stringify([filter, sort]))
  // The count is a moment old; the rows are not.
  const total = list.hasMore ? (counted?.total ?? null) : list.items.length
  const undelivered = ({ id, status }: Lead) => selection.has(id) && (status === 'FAILED' || status === 'PROCESSING')
  const isFiltered = Boolean(address.q || address.status || detailKeys.some((key) => address[key]))
  const number = (count: number) => count.toLocaleString(i18n.language)
  const text =
    list.items.length === 0 || total === null
      ? t('leads.text')
      : list.hasMore && counted?.isExact === false
        ? t('leads.totalAtLeast', { total: number(total) })
        : t('leads.total', { count: total, total: number(total) })

  return (
    <ListPage
      title={t('leads.title')}
      text={text}
      tabs={<LeadTabs />}
      actions={
        list.items.length > 0 && (
          <div className="flex flex-wrap gap-2">
            {mayChange && filter.status === 'FAILED' && (
              <Button busy={bulk.done !== null} onClick={() => void bulk.act('retry', { filter })}>
                <RotateCw aria-hidden />
                {t('leads.retryAll')}
              </Button>
            )}
            <ExportMenu filter={filter} total={total} />
          </div>
        )
      }
      filters={<LeadFilters address={address} change={change} />}
      list={list}
      filtered={isFiltered}
      onClear={() => change(unfiltered)}
      icon={UsersRound}
      empty={{
        title: t('leads.emptyTitle'),
        text: t('leads.emptyText'),
        action: (
          <Button asChild look="primary">
            <Link to="/automations/new" search={{ template: 'emails' }}>
              {t('leads.collect')}
            </Link>
          </Button>
        ),
      }}
      none={{ title: t('leads.noneTitle'), text: t('leads.noneText') }}
      arrived={(count) => t('leads.arrived', { count })}
      drawer={<Outlet />}
    >
      <LeadsTable
        list={list}
        open={open ?? null}
        onOpen={(leadId) => void navigate({ to: '/leads/$leadId', params: { leadId }, search: true })}
        selection={mayChange ? selection : null}
        isOldestFirst={sort === 'oldest'}
        roomBelow={selection.ids.length > 0}
        onSort={() => change({ sort: sort === 'oldest' ? undefined : 'oldest' })}
      />
      {mayChange && (
        <BulkBar
          selection={selection}
          filter={filter}
          total={total}
          bulk={bulk}
          mayRetry={list.items.some(undelivered)}
          maySend={me?.permissions.includes('endpoints.read') ?? false}
        />
      )}
    </ListPage>
  )
}

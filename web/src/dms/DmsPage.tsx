import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Send } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DmLog } from '../../../server/dms/dms.schemas.ts'
import { dmStatuses } from '../../../server/model/leadDm.ts'
import { channelName } from '../accounts/handle.ts'
import { api } from '../api.ts'
import { FilterField, ListPage, useListAddress } from '../frame/ListPage.tsx'
import { LeadTabs } from '../leads/LeadTabs.tsx'
import { useLiveList } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { queries } from '../queries.ts'
import { DmRow } from './DmRow.tsx'

const route = getRouteApi('/frame/leads/dms')

/** The log of messages to leads, newest first: their state, why they failed, and sending one again. */
export function DmsPage() {
  const { t } = useTranslation()
  const address = route.useSearch()
  const { q, status, channel } = address
  const change = useListAddress(address, 'q')
  const { data: me } = useQuery(queries.me)
  const { data: installed } = useQuery(queries.channels)
  const filter = { ...(q ? { q } : {}), ...(status ? { status } : {}), ...(channel ? { provider: channel } : {}) }
  const list = useLiveList<DmLog>(['leads', 'dms', filter], ['leads', 'messages'], (page, signal) =>
    api.dms({ ...filter, ...page }, signal),
  )
  const mayRetry = me?.permissions.includes('messages.write') ?? false
  // Messages go only where a link leads to a chat.
  const channels = installed?.data.filter(({ hasChatLink }) => hasChatLink) ?? []

  return (
    <ListPage
      title={t('leads.title')}
      text={t('dms.text')}
      tabs={<LeadTabs />}
      filters={
        <>
          <SearchField label={t('dms.search')} value={q ?? ''} onSearch={(text) => change({ q: text })} />
          <FilterField
            label={t('dms.status')}
            any={t('dms.anyStatus')}
            value={status}
            onChange={(value) => change({ status: value })}
            options={dmStatuses.map((value) => ({ value, label: t(`leads.dm.${value}`) }))}
          />
          <FilterField
            label={t('dms.channel')}
            any={t('dms.anyChannel')}
            value={channel}
            onChange={(value) => change({ channel: value })}
            options={channels.map(({ name }) => ({ value: name, label: channelName(t, name) }))}
          />
        </>
      }
      list={list}
      filtered={Boolean(q || status || channel)}
      onClear={() => change({ q: undefined, status: undefined, channel: undefined })}
      icon={Send}
      empty={{
        title: t('dms.emptyTitle'),
        text: t('dms.emptyText'),
        action: (
          <Button asChild look="primary">
            <Link to="/leads/forms">{t('forms.title')}</Link>
          </Button>
        ),
      }}
      none={{ title: t('dms.noneTitle'), text: t('dms.noneText') }}
      arrived={(count) => t('dms.arrived', { count })}
    >
      <VirtualList label={t('dms.title')} list={list} rowHeight={92} row={(dm) => <DmRow dm={dm} mayRetry={mayRetry} />} />
    </ListPage>
  )
}

import { useInfiniteQuery, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Truck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ShownEndpoint } from '../../../server/endpoints/endpoints.schemas.ts'
import { deliveryStatuses } from '../../../server/model/endpoint.ts'
import { api } from '../api.ts'
import { FilterField, ListPage, useListAddress } from '../frame/ListPage.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { useListOf } from '../liveList.ts'
import { Cards } from '../parts/Cards.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { DeliveryRow } from './DeliveryRow.tsx'
import { EndpointSummary } from './EndpointSummary.tsx'

const route = getRouteApi('/frame/settings/endpoints/$endpointId')

/** One endpoint: how it is, what can be done with it, and its deliveries. */
export function EndpointPage() {
  const { t } = useTranslation()
  const { endpointId } = route.useParams()
  const query = useQuery(queries.endpoint(endpointId))
  if (query.data) return <OpenEndpoint endpoint={query.data} />
  return (
    <Page title={t('endpoints.title')}>
      <Loaded query={query}>{() => null}</Loaded>
    </Page>
  )
}

function OpenEndpoint({ endpoint }: { endpoint: ShownEndpoint }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data: me } = useSuspenseQuery(queries.me)
  const mayChange = me.permissions.includes('endpoints.write')
  const search = route.useSearch()
  const change = useListAddress(search, 'status')
  const status = deliveryStatuses.find((one) => one === search.status)
  const list = useListOf(useInfiniteQuery(queries.deliveries(endpoint.id, status)))
  const renew = () =>
    Promise.all([client.invalidateQueries({ queryKey: ['endpoints'] }), client.invalidateQueries({ queryKey: ['deliveries'] })])
  const during = async (work: () => Promise<string>) => {
    try {
      showNote(await work())
    } catch (trouble) {
      showProblem(t, trouble, () => void during(work))
    }
    await renew()
  }
  return (
    <ListPage
      title={endpoint.name}
      text={`${endpoint.kind === 'webhook' ? endpoint.method : t(`endpoints.kind.${endpoint.kind}`)} ${endpoint.url}`}
      tabs={<EndpointSummary endpoint={endpoint} {...(mayChange ? { during, renew } : {})} />}
      filters={
        <FilterField
          label={t('endpoints.statusFilter')}
          any={t('endpoints.everyDelivery')}
          value={status}
          options={deliveryStatuses.map((value) => ({ value, label: t(`endpoints.status.${value}`) }))}
          onChange={(value) => change({ status: value })}
        />
      }
      list={list}
      filtered={status !== undefined}
      onClear={() => change({ status: undefined })}
      icon={Truck}
      empty={{ title: t('endpoints.noDeliveries'), text: t('endpoints.noDeliveriesText'), action: null }}
      none={{ title: t('endpoints.noneTitle'), text: t('endpoints.noneText') }}
      flow
    >
      <Cards
        label={t('endpoints.deliveries')}
        list={list}
        moreLabel={t('endpoints.more')}
        card={(delivery) => (
          <DeliveryRow
            delivery={delivery}
            {...(mayChange
              ? {
                  onReplay: () =>
                    during(async () => {
                      await api.replayDelivery(delivery.id)
                      return t('endpoints.replayed', { count: 1 })
                    }),
                }
              : {})}
          />
        )}
      />
    </ListPage>
  )
}

import { useInfiniteQuery, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { ArrowLeft, Inbox, KeyRound, Pencil, RotateCw, Send, Trash2, Truck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownEndpoint } from '../../../server/endpoints/endpoints.schemas.ts'
import { deliveryStatuses } from '../../../server/model/endpoint.ts'
import { api } from '../api.ts'
import { FilterField, ListPage, useListAddress } from '../frame/ListPage.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { SecretDialog } from '../frame/SecretDialog.tsx'
import { useListOf } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { Cards } from '../parts/Cards.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showNote } from '../parts/notes.tsx'
import { Toggle } from '../parts/Toggle.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { DeliveryRow } from './DeliveryRow.tsx'
import { EndpointForm } from './EndpointForm.tsx'
import { changeOf, isOfAutomation } from './endpointForm.ts'
import { DayFigure } from './EndpointRow.tsx'
import { ReplayDialog } from './ReplayDialog.tsx'
import { StateChip } from './StateChip.tsx'

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
      tabs={<Summary endpoint={endpoint} {...(mayChange ? { during, renew } : {})} />}
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

type Acting = { during?: (work: () => Promise<string>) => Promise<void>; renew?: () => Promise<unknown> }

/** The state of an endpoint with its reason, its figures, and the actions on it. */
function Summary({ endpoint, during, renew }: { endpoint: ShownEndpoint } & Acting) {
  const { t } = useTranslation()
  const switchTo = useSwitch(endpoint)
  return (
    <div className="mb-4 grid gap-3">
      <Link to="/settings/endpoints" className="flex w-fit items-center gap-1.5 text-sm font-semibold text-soft hover:text-ink">
        <ArrowLeft className="size-4" aria-hidden />
        {t('endpoints.toAll')}
      </Link>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <StateChip endpoint={endpoint} />
        <span className="text-sm text-soft">
          <DayFigure endpoint={endpoint} />
        </span>
        <span className="grow" />
        {during && renew && <Actions endpoint={endpoint} during={during} renew={renew} />}
      </div>
      {endpoint.reason && (
        <Notice
          tone={endpoint.state === 'disabled' ? 'bad' : 'warn'}
          title={endpoint.reason.text}
          action={
            endpoint.state === 'disabled' &&
            during && (
              <Button size="sm" onClick={() => void during(() => switchTo(true))}>
                {t('endpoints.switchOn')}
              </Button>
            )
          }
        >
          {t(endpoint.state === 'disabled' ? 'endpoints.disabledHint' : 'endpoints.degradedHint')}
        </Notice>
      )}
      {endpoint.automationId && isOfAutomation(endpoint) && (
        <Notice>
          {t('endpoints.ofAutomation')}{' '}
          <Link
            to="/automations/$automationId"
            params={{ automationId: endpoint.automationId }}
            className="font-semibold underline underline-offset-4"
          >
            {t('endpoints.openAutomation')}
          </Link>
        </Notice>
      )}
      {endpoint.sources.length === 0 && <Notice tone="warn">{t('endpoints.noSources')}</Notice>}
    </div>
  )
}

/** Switches an endpoint on or off; on, it is no longer disabled either. Out: what to say of it. */
function useSwitch(endpoint: ShownEndpoint) {
  const { t } = useTranslation()
  return async (isActive: boolean) => {
    await api.changeEndpoint(endpoint.id, { isActive })
    return t(isActive ? 'endpoints.nowOn' : 'endpoints.nowOff')
  }
}

function Actions({ endpoint, during, renew }: { endpoint: ShownEndpoint } & Required<Acting>) {
  const { t } = useTranslation()
  const switchTo = useSwitch(endpoint)
  const navigate = useNavigate()
  const client = useQueryClient()
  // As it was when the editor was opened: what someone else saves meanwhile is told when this is saved.
  const [edited, setEdited] = useState<ShownEndpoint | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const rotate = async () => {
    try {
      setSecret((await api.rotateEndpoint(endpoint.id, endpoint.oldSecretUntil !== null)).secret)
    } catch (trouble) {
      showProblem(t, trouble)
    }
    await renew()
  }
  const remove = async () => {
    try {
      await api.removeEndpoint(endpoint.id)
      showNote(t('endpoints.deleted', { name: endpoint.name }))
      await navigate({ to: '/settings/endpoints' })
      await client.invalidateQueries({ queryKey: ['endpoints'] })
    } catch (trouble) {
      showProblem(t, trouble)
    }
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Toggle
        label={t('endpoints.isOn')}
        on={endpoint.isActive && endpoint.state !== 'disabled'}
        onChange={(isActive) => void during(() => switchTo(isActive))}
      />
      <Button
        size="sm"
        onClick={() =>
          void during(async () => {
            await api.testEndpoint(endpoint.id)
            return t('endpoints.testSent')
          })
        }
      >
        <Send aria-hidden />
        {t('endpoints.sendTest')}
      </Button>
      <ReplayDialog
        since={endpoint.failingSince}
        onReplay={async (which) => {
          const { replayed } = await api.replayEndpoint(endpoint.id, which)
          showNote(replayed === 0 ? t('endpoints.nothingToReplay') : t('endpoints.replayed', { count: replayed }))
          await renew()
        }}
      >
        <Button size="sm">
          <RotateCw aria-hidden />
          {t('endpoints.replayMany')}
        </Button>
      </ReplayDialog>
      <Confirm
        trigger={
          <Button size="sm">
            <Inbox aria-hidden />
            {t('endpoints.sendStored')}
          </Button>
        }
        title={t('endpoints.sendStoredTitle', { name: endpoint.name })}
        text={t('endpoints.sendStoredText')}
        confirm={t('endpoints.sendStored')}
        cancel={t('cancel')}
        onConfirm={() =>
          void during(async () => {
            const { sent, remaining } = await api.sendStoredLeads(endpoint.id)
            if (remaining > 0) return t('endpoints.storedLater', { sent, remaining })
            return sent === 0 ? t('endpoints.nothingStored') : t('endpoints.storedSent', { count: sent })
          })
        }
      />
      <Button size="sm" aria-haspopup="dialog" onClick={() => setEdited(endpoint)}>
        <Pencil aria-hidden />
        {t('endpoints.edit')}
      </Button>
      {endpoint.kind === 'webhook' && (
        <Confirm
          trigger={
            <Button size="sm">
              <KeyRound aria-hidden />
              {t('endpoints.rotate')}
            </Button>
          }
          title={t('endpoints.rotateTitle')}
          text={t(endpoint.oldSecretUntil ? 'endpoints.rotateAgainText' : 'endpoints.rotateText')}
          confirm={t('endpoints.rotate')}
          cancel={t('cancel')}
          onConfirm={() => void rotate()}
        />
      )}
      {!isOfAutomation(endpoint) && (
        <Confirm
          trigger={
            <Button size="icon" look="quiet" aria-label={t('endpoints.delete')}>
              <Trash2 aria-hidden />
            </Button>
          }
          title={t('endpoints.deleteTitle', { name: endpoint.name })}
          text={t('endpoints.deleteText')}
          confirm={t('endpoints.delete')}
          cancel={t('cancel')}
          onConfirm={() => void remove()}
        />
      )}
      {edited && (
        <EndpointForm
          key={edited.version}
          title={endpoint.name}
          onClose={() => setEdited(null)}
          endpoint={edited}
          onSave={async (form, overwrite) => {
            const { version } = overwrite ? await api.endpoint(endpoint.id) : edited
            await api.changeEndpoint(endpoint.id, { ...changeOf(form, edited), version })
            setEdited(null)
            showNote(t('settings.saved'))
            await renew()
          }}
          onTheirs={async () => setEdited(await api.endpoint(endpoint.id))}
        />
      )}
      {secret && (
        <SecretDialog
          title={t('endpoints.secretTitle')}
          text={t('endpoints.rotatedText')}
          secret={secret}
          onClose={() => setSecret(null)}
        />
      )}
    </div>
  )
}

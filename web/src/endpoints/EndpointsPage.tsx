import { useInfiniteQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Plus, Webhook } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { ListPage } from '../frame/ListPage.tsx'
import { SecretDialog } from '../frame/SecretDialog.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { useListOf } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { queries } from '../queries.ts'
import { EndpointForm } from './EndpointForm.tsx'
import { inputOf } from './endpointForm.ts'
import { EndpointRow } from './EndpointRow.tsx'

/** Settings: the endpoints that leads are delivered to. */
export function EndpointsPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: me } = useSuspenseQuery(queries.me)
  const list = useListOf(useInfiniteQuery(queries.endpoints))
  const [isAdding, setAdding] = useState(false)
  const [created, setCreated] = useState<{ id: string; secret: string } | null>(null)
  const mayChange = me.permissions.includes('endpoints.write')
  const open = (endpointId: string) => navigate({ to: '/settings/endpoints/$endpointId', params: { endpointId }, search: {} })
  const add = mayChange && (
    <Button look="primary" aria-haspopup="dialog" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      {t('endpoints.new')}
    </Button>
  )
  return (
    <ListPage
      title={t('settings.title')}
      text={t('endpoints.text')}
      tabs={<SettingsTabs />}
      actions={list.items.length > 0 && add}
      list={list}
      filtered={false}
      onClear={() => {}}
      icon={Webhook}
      empty={{ title: t('endpoints.emptyTitle'), text: t('endpoints.emptyText'), action: add }}
      none={{ title: t('endpoints.emptyTitle') }}
      drawer={
        <>
          {isAdding && (
            <EndpointForm
              title={t('endpoints.new')}
              onClose={() => setAdding(false)}
              endpoint={null}
              onSave={async (form) => {
                const { id, kind, secret } = await api.createEndpoint(inputOf(form))
                setAdding(false)
                // Only webhooks are signed.
                if (kind === 'webhook') setCreated({ id, secret })
                else void open(id)
                await client.invalidateQueries({ queryKey: ['endpoints'] })
              }}
            />
          )}
          {created && (
            <SecretDialog
              title={t('endpoints.secretTitle')}
              text={t('endpoints.secretText')}
              secret={created.secret}
              onClose={() => {
                setCreated(null)
                void open(created.id)
              }}
            />
          )}
        </>
      }
    >
      <VirtualList label={t('endpoints.title')} list={list} rowHeight={96} row={(endpoint) => <EndpointRow endpoint={endpoint} />} />
    </ListPage>
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { AutomationAnswer } from '../../../server/automations/automations.schemas.ts'
import { api } from '../api.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { Notice } from '../parts/Notice.tsx'
import { Phone } from '../preview/Phone.tsx'
import { usePhone } from '../preview/usePhone.ts'
import { queries } from '../queries.ts'
import { Builder } from './Builder.tsx'
import { definitionOf } from './definitionOf.ts'
import { formOf } from './formOf.ts'
import { StatusChip } from './StatusChip.tsx'
import { StepsList } from './StepsList.tsx'
import { keepUnfinishedParts, unfinishedPartsOf } from './unfinishedParts.ts'
import { showNote } from '../parts/notes.tsx'

const route = getRouteApi('/frame/automations/$automationId')

/** An existing automation: in the builder, or read-only if the builder cannot show all of it. */
export function OpenAutomation() {
  const { t } = useTranslation()
  const { automationId } = route.useParams()
  const { accounts } = useAccountChoice()
  const navigate = useNavigate()
  const client = useQueryClient()
  // Changed counters do not reload the form while it is being edited.
  const query = useQuery({ ...queries.automation(automationId), refetchOnWindowFocus: false })
  const item = query.data
  const close = () => void navigate({ to: '/automations' })
  const account = accounts.find((one) => one.id === item?.accountId) ?? null
  const { data: me } = useQuery(queries.me)
  const [opened, setOpened] = useState(0)

  if (!item) {
    return (
      <Drawer wide title={t('builder.edit')} closeLabel={t('close')} onClose={close}>
        <Loaded query={query} rows={5}>
          {() => null}
        </Loaded>
      </Drawer>
    )
  }
  const form = item.status === 'deleted' ? null : (unfinishedPartsOf(me?.user?.id, item) ?? formOf(item.name, item.definition))
  if (!form) return <ReadOnly item={item} account={account} onClose={close} />

  return (
    <Builder
      key={`${item.id} ${opened}`}
      form={form}
      account={account}
      item={item}
      draftId={item.id}
      onClose={close}
      onSave={async (filled, live, begunWith) => {
        const name = filled.name.trim() || t('builder.untitled')
        const wasLive = item.status === 'live'
        const saved = await api.replaceAutomation(item.id, {
          name,
          definition: definitionOf(filled),
          ...(live ? { is_active: true } : {}),
          ...(begunWith === null ? {} : { version: begunWith }),
        })
        keepUnfinishedParts(me?.user?.id, item.id, filled)
        // Not awaited: it is saved whether or not the list can be loaded now.
        void client.invalidateQueries({ queryKey: ['automations'] })
        if (live && !wasLive) await navigate({ to: '/setup', search: { step: 'live', automation: item.id } })
        else showNote(t(live ? 'builder.published' : 'builder.draftSaved', { name }))
        return saved.version
      }}
      onReread={async (show) => {
        const fresh = await client.fetchQuery({ ...queries.automation(item.id), staleTime: 0 })
        if (show) setOpened((count) => count + 1)
        return fresh.version
      }}
    />
  )
}

function ReadOnly({ item, account, onClose }: { item: AutomationAnswer; account: Account | null; onClose: () => void }) {
  const { t } = useTranslation()
  const phone = usePhone(item.definition, t('phone.anyWord'), account?.channel)
  return (
    <Drawer wide title={item.name} closeLabel={t('close')} onClose={onClose} header={<StatusChip status={item.status} />}>
      <div className="grid min-h-full lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid content-start gap-4 p-4 sm:p-6">
          <Notice>{t(item.status === 'deleted' ? 'steps.deleted' : 'steps.readOnly')}</Notice>
          <StepsList definition={item.definition} />
        </div>
        <div className="border-line bg-sunk/50 px-4 py-5 lg:border-l">
          <div className="lg:sticky lg:top-5">
            <Phone phone={phone} account={account} media={null} commenting={item.definition.triggers[0]?.on === 'comment'} />
          </div>
        </div>
      </div>
    </Drawer>
  )
}

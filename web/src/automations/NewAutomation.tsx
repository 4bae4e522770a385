import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { channelName, handle } from '../accounts/handle.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { SelectField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'
import { Builder } from './Builder.tsx'
import { definitionOf } from './definitionOf.ts'
import { TemplateGallery } from './TemplateGallery.tsx'
import { formFromTemplate } from './templates.ts'
import { keepUnfinishedParts } from './unfinishedParts.ts'
import { showNote } from '../parts/notes.tsx'

const route = getRouteApi('/frame/automations/new')

/** A new automation: first a starting point, then the builder filled in from it. */
export function NewAutomation() {
  const { t } = useTranslation()
  const { template } = route.useSearch()
  const { accounts: every, chosen } = useAccountChoice()
  const accounts = every.filter((one) => one.triggers.length > 0)
  const [accountId, setAccountId] = useState((accounts.find((one) => one.id === chosen?.id) ?? accounts[0])?.id ?? null)
  const account = accounts.find((one) => one.id === accountId) ?? null
  const { data: me } = useQuery(queries.me)
  const navigate = useNavigate()
  const client = useQueryClient()
  const close = () => void navigate({ to: '/automations' })

  if (!template || !account) {
    return (
      <Drawer title={t('builder.new')} closeLabel={t('close')} onClose={close}>
        <div className="grid gap-5 p-4 sm:p-6">
          {accounts.length > 1 && (
            <SelectField label={t('builder.forAccount')} value={accountId ?? ''} onChange={(change) => setAccountId(change.target.value)}>
              {accounts.map((one) => (
                <option key={one.id} value={one.id}>
                  {`${handle(one)} · ${channelName(t, one.channel)}`}
                </option>
              ))}
            </SelectField>
          )}
          <TemplateGallery account={account} onPick={(name) => void navigate({ to: '/automations/new', search: { template: name } })} />
        </div>
      </Drawer>
    )
  }

  return (
    <Builder
      form={formFromTemplate(t, template)}
      account={account}
      draftId={`new:${template}:${account.id}`}
      onClose={close}
      onSave={async (form, live) => {
        const name = form.name.trim() || t('builder.untitled')
        const made = await api.createAutomation({ accountId: account.id, name, definition: definitionOf(form), is_active: live })
        void client.invalidateQueries({ queryKey: ['automations'] })
        if (live) await navigate({ to: '/setup', search: { step: 'live', automation: made.id } })
        else {
          keepUnfinishedParts(me?.user?.id, made.id, form)
          showNote(t('builder.draftSaved', { name: made.name }))
          await navigate({ to: '/automations/$automationId', params: { automationId: made.id } })
        }
        return made.version
      }}
    />
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Inbox, KeyRound, Pencil, RotateCw, Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownEndpoint } from '../../../server/endpoints/endpoints.schemas.ts'
import { api } from '../api.ts'
import { SecretDialog } from '../frame/SecretDialog.tsx'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { showNote } from '../parts/notes.tsx'
import { Toggle } from '../parts/Toggle.tsx'
import { showProblem } from '../problem.ts'
import { EndpointForm } from './EndpointForm.tsx'
import { changeOf, isOfAutomation } from './endpointForm.ts'
import { ReplayDialog } from './ReplayDialog.tsx'
import { useSwitch } from './useSwitch.ts'

export type Acting = {
  /** Runs an action: what it answers is told, what goes wrong is shown, and the page is read again. */
  during: (work: () => Promise<string>) => Promise<void>
  renew: () => Promise<unknown>
}

/** What can be done with an endpoint: switch, test, replay, send, edit, renew its secret, delete. */
export function EndpointActions({ endpoint, during, renew }: { endpoint: ShownEndpoint } & Acting) {
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

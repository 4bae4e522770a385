import { useQueryClient } from '@tanstack/react-query'
import { Unplug } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { handle } from './handle.ts'

/** Disconnects an account after a question: its token is deleted, its history stays. */
export function DisconnectButton({ account }: { account: Account }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const name = handle(account)
  const disconnect = async () => {
    try {
      const { left } = await api.disconnectAccount(account.id)
      await client.invalidateQueries({ queryKey: ['accounts'] })
      showNote([t('logins.disconnected', { account: name }), left].filter(Boolean).join(' '))
    } catch (trouble) {
      showProblem(t, trouble, () => void disconnect())
    }
  }
  return (
    <Confirm
      trigger={
        <Button size="sm" look="quiet">
          <Unplug aria-hidden />
          {t('logins.disconnect')}
        </Button>
      }
      title={t('logins.disconnectTitle', { account: name })}
      text={t('logins.disconnectText')}
      confirm={t('logins.disconnect')}
      cancel={t('cancel')}
      onConfirm={() => void disconnect()}
    />
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { CirclePlus, Radio, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { handle } from './handle.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Page } from '../frame/Page.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { Button } from '../parts/Button.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { Empty } from '../parts/Empty.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { AccountCard } from './AccountCard.tsx'
import { ChooseAccounts } from './ChooseAccounts.tsx'
import { ConnectForm } from './ConnectForm.tsx'
import { DefaultTextsCard } from './DefaultTextsCard.tsx'
import { LoginButtons } from './LoginButtons.tsx'
import { LoginResult } from './LoginResult.tsx'
import { useMayConnect } from './useMayConnect.ts'
import { QueueCard } from './QueueCard.tsx'
import { NoticesCard } from './NoticesCard.tsx'
import { WorkspaceCard } from './WorkspaceCard.tsx'

const route = getRouteApi('/frame/settings')

/** Settings: the connected accounts, their queues, and the workspace. */
export function ChannelsPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { accounts } = useAccountChoice()
  // The time of the last event is not announced as a change of the account, so this page reloads it when opened.
  useQuery({ ...queries.accounts, refetchOnMount: 'always' })
  const { data: setup } = useQuery(queries.setup)
  const { data: me } = useQuery(queries.me)
  const { mayConnect } = useMayConnect()
  /** Connected since the page was opened, most recently. */
  const [made, setMade] = useState<Account[]>([])
  const [adding, setAdding] = useState(false)
  const [busy, setBusy] = useState(false)
  const search = route.useSearch()
  const navigate = useNavigate()
  const leave = () => void navigate({ to: '/settings', search: {}, replace: true })
  const canSimulate = (setup?.simulator.on ?? false) && !accounts.some((account) => account.simulated && account.hasPosts)

  const connected = async (account: Account) => {
    setAdding(false)
    await client.invalidateQueries({ queryKey: ['accounts'] })
    // What an earlier login left in the address is of another account.
    leave()
    setMade([account])
  }
  const simulate = async () => {
    setBusy(true)
    try {
      await connected(await api.connectSimulated())
    } catch (trouble) {
      showProblem(t, trouble, () => void simulate())
    } finally {
      setBusy(false)
    }
  }
  const simulateButton = (look: 'primary' | 'plain') => (
    <Button look={look} busy={busy} onClick={() => void simulate()}>
      <Smartphone aria-hidden />
      {t('setup.connect.simulated')}
    </Button>
  )

  return (
    <Page title={t('settings.title')}>
      <SettingsTabs />
      <section aria-labelledby="channels" className="grid gap-4">
        <div className="flex flex-wrap items-center gap-2">
          <h2 id="channels" className="grow text-lg font-bold">
            {t('accounts.title')}
          </h2>
          {mayConnect && accounts.length > 0 && canSimulate && simulateButton('plain')}
          {mayConnect && accounts.length > 0 && (
            <Button look="primary" aria-haspopup="dialog" onClick={() => setAdding(true)}>
              <CirclePlus aria-hidden />
              {t('accounts.add')}
            </Button>
          )}
        </div>
        {made.length > 0 ? (
          <Notice>{t('logins.connectedAll', { count: made.length, accounts: made.map(handle).join(', ') })}</Notice>
        ) : (
          <LoginResult search={search} returnTo="/settings" />
        )}
        {accounts.length === 0 ? (
          <div className="rounded-2xl border border-line bg-card shadow-card">
            <Empty
              icon={Radio}
              title={t('accounts.emptyTitle')}
              text={t(mayConnect ? 'accounts.emptyText' : 'accounts.emptyAsk')}
              action={
                mayConnect && (
                  <div className="flex flex-wrap items-start justify-center gap-2">
                    <LoginButtons returnTo="/settings" look={canSimulate ? 'plain' : 'primary'} />
                    {canSimulate && simulateButton('primary')}
                    <Button look={canSimulate ? 'plain' : 'primary'} aria-haspopup="dialog" onClick={() => setAdding(true)}>
                      {t('accounts.connect')}
                    </Button>
                  </div>
                )
              }
            />
          </div>
        ) : (
          <ul aria-label={t('accounts.title')} className="grid gap-4 lg:grid-cols-2">
            {accounts.map((account) => (
              <li key={account.id}>
                <AccountCard account={account} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <QueueCard />
      <WorkspaceCard />
      {me?.permissions.includes('workspace.write') && <NoticesCard />}
      {me?.permissions.includes('workspace.write') && <DefaultTextsCard />}
      {mayConnect && search.connection && (
        <Drawer title={t('logins.choose')} closeLabel={t('close')} onClose={leave}>
          <ChooseAccounts connectionId={search.connection} onConnected={setMade} onDone={leave} />
        </Drawer>
      )}
      {adding && (
        <Drawer title={t('accounts.add')} closeLabel={t('close')} onClose={() => setAdding(false)}>
          <div className="p-4 sm:p-6">
            <LoginButtons returnTo="/settings" />
            <h3 className="mt-6 mb-2 font-bold">{t('logins.or')}</h3>
            <p className="mb-5 text-soft">{t('setup.connect.tokenText')}</p>
            <ConnectForm offersOthers onConnected={(account) => void connected(account)} />
          </div>
        </Drawer>
      )}
    </Page>
  )
}

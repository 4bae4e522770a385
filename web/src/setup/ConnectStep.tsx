import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { ArrowRight, KeyRound, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LoginButtons } from '../accounts/LoginButtons.tsx'
import { LoginResult } from '../accounts/LoginResult.tsx'
import { ConnectForm } from '../accounts/ConnectForm.tsx'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { handle } from '../accounts/handle.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { queries } from '../queries.ts'
import type { Goal } from './setupSearch.ts'

const route = getRouteApi('/setup')

/** The source of comments: a simulated account at once, or a real one with a token. */
export function ConnectStep({ goal }: { goal: Goal }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: setup } = useQuery(queries.setup)
  const { data: accounts } = useQuery(queries.accounts)
  const [withToken, setWithToken] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const simulator = setup?.simulator.on ?? false
  const search = route.useSearch()
  const returnTo = `/setup?step=connect&goal=${goal}`
  const known = accounts?.data ?? []

  const goOn = async (account: Account) => {
    await client.invalidateQueries({ queryKey: ['accounts'] })
    await navigate({ to: '/setup', search: { step: 'first', goal, account: account.id } })
  }
  const simulate = async () => {
    setBusy(true)
    setTrouble(null)
    try {
      await goOn(known.find((account) => account.simulated && account.hasPosts) ?? (await api.connectSimulated()))
    } catch (caught) {
      setTrouble(caught)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="grid gap-4">
      <LoginResult search={search} returnTo={returnTo} />
      {known
        .filter((account) => (!account.simulated || account.id === search.connected) && account.hasPosts)
        .map((account) => (
          <button
            key={account.id}
            type="button"
            onClick={() => void goOn(account)}
            className="flex items-center gap-4 rounded-2xl border border-line bg-card p-5 text-left shadow-card hover:border-accent"
          >
            <Avatar name={handle(account)} src={account.pictureUrl} className="size-12" />
            <span className="grow text-lg font-bold">{t('setup.connect.goOn', { account: handle(account) })}</span>
            <ArrowRight className="size-5 text-soft" aria-hidden />
          </button>
        ))}
      {simulator && (
        <div className="grid gap-4 rounded-2xl border-2 border-accent bg-card p-5 shadow-card">
          <div className="flex items-start gap-4">
            <span className="grid size-12 shrink-0 place-items-center rounded-2xl rounded-br-sm bg-tint text-accent" aria-hidden>
              <Smartphone className="size-6" />
            </span>
            <div>
              <h2 className="text-lg leading-snug font-bold">{t('setup.connect.simulatedTitle')}</h2>
              <p className="mt-0.5 text-soft">{t('setup.connect.simulatedText')}</p>
            </div>
          </div>
          <Button look="primary" busy={busy} onClick={() => void simulate()} className="sm:ml-16 sm:justify-self-start">
            {t('setup.connect.simulated')}
          </Button>
          <ProblemNotice problem={trouble} />
        </div>
      )}
      <div className="rounded-2xl border border-line bg-card p-5 shadow-card">
        <div className="flex items-start gap-4">
          <span className="grid size-12 shrink-0 place-items-center rounded-2xl rounded-br-sm bg-sunk text-soft" aria-hidden>
            <KeyRound className="size-6" />
          </span>
          <div className="grow">
            <h2 className="text-lg leading-snug font-bold">{t('setup.connect.tokenTitle')}</h2>
            <p className="mt-0.5 text-soft">{t('setup.connect.tokenText')}</p>
          </div>
        </div>
        <div className="mt-4 sm:ml-16">
          <LoginButtons returnTo={returnTo} look="plain" onlyPosts />
        </div>
        {!withToken && (
          <Button className="mt-4 sm:ml-16" onClick={() => setWithToken(true)}>
            {t('accounts.connect')}
          </Button>
        )}
        {withToken && (
          <div className="mt-5 border-t border-line pt-5">
            <ConnectForm onConnected={(account) => void goOn(account)} />
          </div>
        )}
      </div>
    </div>
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { ArrowRight, KeyRound, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LoginButtons } from '../accounts/LoginButtons.tsx'
import { LoginResult } from '../accounts/LoginResult.tsx'
import { useMayConnect } from '../accounts/useMayConnect.ts'
import { ConnectForm } from '../accounts/ConnectForm.tsx'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { cannotSend, channelName, handle } from '../accounts/handle.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { classes } from '../parts/classes.ts'
import { Notice } from '../parts/Notice.tsx'
import { queries } from '../queries.ts'
import type { Goal } from './setupSearch.ts'

const route = getRouteApi('/setup')

/** The source of comments: an account that is connected already, a simulated one at once, or a real one by a login or with a token. */
export function ConnectStep({ goal }: { goal: Goal }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: setup } = useQuery(queries.setup)
  const { data: accounts } = useQuery(queries.accounts)
  const [withToken, setWithToken] = useState(false)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const search = route.useSearch()
  const returnTo = `/setup?step=connect&goal=${goal}`
  const known = accounts?.data ?? []
  const fitting = known.filter((account) => canReplyToComments(account) && !cannotSend(account))
  const { data: logins } = useQuery(queries.logins)
  const hasLogin = logins?.data.some(({ available, bringsPosts }) => available && bringsPosts) ?? false
  const { mayConnect } = useMayConnect()
  const simulator = mayConnect && (setup?.simulator.on ?? false) && !fitting.some(({ simulated }) => simulated)
  const isFirst = fitting.length === 0

  const goOn = async (account: Account) => {
    await client.invalidateQueries({ queryKey: ['accounts'] })
    await navigate({ to: '/setup', search: { step: 'first', goal, account: account.id } })
  }
  const simulate = async () => {
    setBusy(true)
    setTrouble(null)
    try {
      await goOn(await api.connectSimulated())
    } catch (caught) {
      setTrouble(caught)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="grid gap-4">
      <LoginResult search={search} returnTo={returnTo} />
      {fitting.map((account) => (
        <button
          key={account.id}
          type="button"
          onClick={() => void goOn(account)}
          className="flex items-center gap-4 rounded-2xl border-2 border-accent bg-card p-5 text-left shadow-card hover:bg-tint"
        >
          <Avatar name={handle(account)} src={account.pictureUrl} className="size-12" />
          <span className="min-w-0 grow">
            <span className="block text-lg font-bold wrap-anywhere">{t('setup.connect.goOn', { account: handle(account) })}</span>
            <span className="block text-sm text-soft">
              {[channelName(t, account.channel), account.simulated && t('accounts.simulated')].filter(Boolean).join(' · ')}
            </span>
          </span>
          <ArrowRight className="size-5 shrink-0 text-soft" aria-hidden />
        </button>
      ))}
      {accounts && isFirst && !mayConnect && (
        <Notice tone="warn" title={t('builder.noAccountAskTitle')}>
          {t('builder.noAccountAsk')}
        </Notice>
      )}
      {simulator && (
        <div
          className={classes('grid gap-4 rounded-2xl bg-card p-5 shadow-card', isFirst ? 'border-2 border-accent' : 'border border-line')}
        >
          <div className="flex items-start gap-4">
            <span className="grid size-12 shrink-0 place-items-center rounded-2xl rounded-br-sm bg-tint text-accent" aria-hidden>
              <Smartphone className="size-6" />
            </span>
            <div>
              <h2 className="text-lg leading-snug font-bold">{t('setup.connect.simulatedTitle')}</h2>
              <p className="mt-0.5 text-soft">{t('setup.connect.simulatedText')}</p>
            </div>
          </div>
          <Button
            look={isFirst ? 'primary' : 'plain'}
            busy={busy}
            onClick={() => void simulate()}
            className="sm:ml-16 sm:justify-self-start"
          >
            {t('setup.connect.simulated')}
          </Button>
          <ProblemNotice problem={trouble} />
        </div>
      )}
      {mayConnect && (
        <div className="rounded-2xl border border-line bg-card p-5 shadow-card">
          <div className="flex items-start gap-4">
            <span className="grid size-12 shrink-0 place-items-center rounded-2xl rounded-br-sm bg-sunk text-soft" aria-hidden>
              <KeyRound className="size-6" />
            </span>
            <div className="grow">
              <h2 className="text-lg leading-snug font-bold">{t('setup.connect.tokenTitle')}</h2>
              <p className="mt-0.5 text-soft">{t(hasLogin ? 'setup.connect.ownText' : 'setup.connect.tokenText')}</p>
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
      )}
    </div>
  )
}

/** The first automation is about comments under posts. */
const canReplyToComments = ({ hasPosts, triggers }: Account): boolean => hasPosts && triggers.includes('comment')

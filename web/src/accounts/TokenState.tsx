import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { queries } from '../queries.ts'
import { loginAddress } from './loginAddress.ts'
import { useMayConnect } from './useMayConnect.ts'
import { tokenWords, type Told } from './tokenWords.ts'
import { timeText } from '../parts/shownTime.ts'

type Props = {
  account: Account
  /** The login through which it can be connected again; undefined: by a token alone. */
  login: string | undefined
  onNewToken: () => void
}

/** How a working token stays valid, or when it ends; what ends soon is a notice, with the way to renew it. */
export function TokenState({ account, login, onNewToken }: Props) {
  const { t, i18n } = useTranslation()
  const { data: connections } = useQuery({ ...queries.connections, enabled: account.connectionId !== null })
  // Of the server: with a simulator its clock may be far from the reader's.
  const { data: queue } = useQuery(queries.queue)
  const { mayChange } = useMayConnect()
  const from = connections?.data.find(({ id }) => id === account.connectionId) ?? null
  // Of a dead token, the card says above what happened to it.
  if (!queue || account.status === 'disconnected' || account.status === 'reconnect_needed') return null
  const told = tokenWords(account, from, new Date(queue.now))
  const date = (at: string | null) => (at ? timeText(at, i18n.language, { day: 'numeric', month: 'long', year: 'numeric' }) : '')
  const words = ({ key, days, at }: Told) => t(`token.${key}`, { count: days, date: date(at), name: from?.name ?? t('logins.platform') })
  const soon = told.filter((one) => one.soon)
  return (
    <>
      <div className="text-sm">
        <h4 className="text-soft">{t('token.title')}</h4>
        {told
          .filter((one) => !one.soon)
          .map((one) => (
            <p key={one.key}>{words(one)}</p>
          ))}
      </div>
      {soon.length > 0 && (
        <Notice
          tone="warn"
          action={
            login ? (
              <Button asChild size="sm">
                <a href={loginAddress(login, { returnTo: '/settings', account: account.id })}>{t('accounts.reconnect')}</a>
              </Button>
            ) : (
              mayChange && (
                <Button size="sm" aria-haspopup="dialog" onClick={onNewToken}>
                  {t('accounts.newToken')}
                </Button>
              )
            )
          }
        >
          {soon.map((one) => (
            <p key={one.key}>{words(one)}</p>
          ))}
        </Notice>
      )}
    </>
  )
}

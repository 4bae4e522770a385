import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { queries } from '../queries.ts'
import { handle } from './handle.ts'
import { loginAddress, type LoginSearch } from './loginAddress.ts'
import { MissingAbilities } from './MissingAbilities.tsx'
import { useMayConnect } from './useMayConnect.ts'

const known = [
  'access_denied',
  'login_state',
  'not_signed_in',
  'forbidden',
  'code_rejected',
  'app_rejected',
  'login_refused',
  'login_not_configured',
  'other_account',
  'conflict',
  'permission_missing',
  'platform_unreachable',
  'rate_limited',
  'internal',
] as const

/** What came of the login that led back to this page: why it failed, or the connected account with what it still may not do. */
export function LoginResult({ search, returnTo }: { search: LoginSearch; returnTo: string }) {
  const { t } = useTranslation()
  const { data: accounts } = useQuery(queries.accounts)
  const { data: logins } = useQuery(queries.logins)
  const { mayConnect } = useMayConnect()
  const login = logins?.data.find(({ name }) => name === search.login)
  if (search.error) {
    const code = known.find((one) => one === search.error) ?? 'other'
    return (
      <Notice
        tone={code === 'access_denied' ? 'warn' : 'bad'}
        title={t('logins.failed')}
        action={
          login?.available && mayConnect ? (
            <Button asChild size="sm">
              <a
                href={loginAddress(login.name, {
                  returnTo,
                  again: code === 'access_denied',
                  ...(search.account ? { account: search.account } : {}),
                })}
              >
                {t('logins.again')}
              </a>
            </Button>
          ) : null
        }
      >
        {t(`logins.error.${code}`, { platform: login?.title ?? t('logins.platform') })}
      </Notice>
    )
  }
  const account = accounts?.data.find(({ id }) => id === search.connected)
  if (!account) return null
  return (
    <div className="grid gap-2">
      <Notice>{t('accounts.connected', { account: handle(account) })}</Notice>
      <MissingAbilities account={account} />
    </div>
  )
}

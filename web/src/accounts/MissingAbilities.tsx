import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { queries } from '../queries.ts'
import { loginAddress } from './loginAddress.ts'
import { useMayConnect } from './useMayConnect.ts'

const names = ['comments', 'messages', 'leads', 'lead_forms'] as const

/** What an account may not do since a permission was not granted, and the automations that do not work without it. */
export function MissingAbilities({ account }: { account: Account }) {
  const { t } = useTranslation()
  const { mayConnect } = useMayConnect()
  const missing = account.abilities.filter((ability) => ability.can === false)
  const { data } = useQuery({ ...queries.automationsOf(account.id), enabled: missing.length > 0 })
  const { data: logins } = useQuery(queries.logins)
  if (missing.length === 0) return null
  const login = logins?.data.find(({ name, available }) => available && name === account.login)
  return (
    <Notice tone="warn" title={t('logins.missing')}>
      <ul className="grid gap-1.5">
        {missing.map((ability) => {
          const name = names.find((one) => one === ability.name)
          const stopped = data?.data.filter(({ definition, is_active }) =>
            is_active ? definition.triggers.some(({ on }) => ability.triggers.includes(on)) : false,
          )
          return (
            <li key={ability.name}>
              {name ? t(`logins.cannot.${name}`) : ability.name}{' '}
              <span className="font-mono text-xs wrap-anywhere">{ability.missing.join(', ')}</span>
              {stopped && stopped.length > 0 && (
                <span className="block">{t('logins.doNotWork', { automations: stopped.map((one) => one.name).join(', ') })}</span>
              )}
            </li>
          )
        })}
      </ul>
      {mayConnect && login && (
        <Button asChild size="sm" className="mt-2">
          <a href={loginAddress(login.name, { returnTo: '/settings', account: account.id, again: true })}>{t('logins.grant')}</a>
        </Button>
      )}
    </Notice>
  )
}

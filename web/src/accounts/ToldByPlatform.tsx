import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { Ago } from '../parts/Ago.tsx'

/** What the platform last said about an account: one sentence of each topic, newest first. Nothing if there is none. */
export function ToldByPlatform({ account }: { account: Account }) {
  const { t } = useTranslation()
  if (!account.told.length) return null
  return (
    <section aria-label={t('accounts.told')} className="grid gap-1.5 text-sm">
      <h4 className="text-soft">{t('accounts.told')}</h4>
      <ul className="grid gap-1.5">
        {account.told.map(({ topic, text, at }) => (
          <li key={topic} className="wrap-anywhere">
            {text}{' '}
            <span className="text-soft">
              <Ago at={at} justNow={t('justNow')} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

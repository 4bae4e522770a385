import { useQuery } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { queries } from '../queries.ts'
import { loginAddress } from './loginAddress.ts'

/** A button for each login that an app is configured for; nothing where there is none. The page is left for the platform's. */
export function LoginButtons({ returnTo, look = 'primary' }: { returnTo: string; look?: 'primary' | 'plain' }) {
  const { t } = useTranslation()
  const { data } = useQuery(queries.logins)
  const logins = data?.data.filter((login) => login.available) ?? []
  if (logins.length === 0) return null
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        {logins.map(({ name, title }, index) => (
          <Button key={name} asChild look={index === 0 ? look : 'plain'}>
            <a href={loginAddress(name, { returnTo })}>
              <LogIn aria-hidden />
              {t('logins.connectWith', { platform: title })}
            </a>
          </Button>
        ))}
      </div>
      {logins.some((login) => login.simulated) && <p className="text-sm text-soft">{t('logins.simulated')}</p>}
    </div>
  )
}

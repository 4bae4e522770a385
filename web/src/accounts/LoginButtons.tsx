import { useQuery } from '@tanstack/react-query'
import { LogIn } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { queries } from '../queries.ts'
import { Notice } from '../parts/Notice.tsx'
import { loginAddress } from './loginAddress.ts'
import { loginTrouble } from './loginTrouble.ts'

type Props = {
  returnTo: string
  look?: 'primary' | 'plain'
  /** Only logins through which accounts with posts come. */
  onlyPosts?: boolean
}

/** A button for each login that an app is configured for; nothing where there is none. The page is left for the platform's. */
export function LoginButtons({ returnTo, look = 'primary', onlyPosts = false }: Props) {
  const { t } = useTranslation()
  const { data } = useQuery(queries.logins)
  const wanted = data?.data.filter((login) => !onlyPosts || login.bringsPosts) ?? []
  const logins = wanted.filter((login) => login.available)
  const [first] = logins
  if (!first) return null
  const lacking = wanted.filter((login) => login.missing !== null)
  const trouble = loginTrouble(first, window.location.origin)
  return (
    <div className="grid gap-2">
      {trouble && (
        <Notice tone="warn" className="text-left">
          {t(`logins.trouble.${trouble}`, { address: trouble === 'elsewhere' ? new URL(first.redirectUri).origin : first.redirectUri })}
        </Notice>
      )}
      <div className="grid gap-2 sm:w-fit">
        {logins.map(({ name, title }, index) => (
          <Button key={name} asChild look={index === 0 ? look : 'plain'}>
            <a href={loginAddress(name, { returnTo })}>
              <LogIn aria-hidden />
              {t('logins.connectWith', { platform: title })}
            </a>
          </Button>
        ))}
      </div>
      {lacking.map(({ name, title, missing }) => (
        <p key={name} className="text-sm text-soft">
          {t('logins.settingsMissing', { platform: title, settings: missing })}
        </p>
      ))}
      {logins.some((login) => login.simulated) && <p className="text-sm text-soft">{t('logins.simulated')}</p>}
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { queries } from '../queries.ts'

const told = [
  'access_denied',
  'login_state',
  'not_linked',
  'not_invited',
  'unverified',
  'other_login',
  'app_rejected',
  'platform_unreachable',
] as const

type Props = {
  returnTo: string
  error?: string | undefined
  login?: string | undefined
  /** Only ways that accept an invitation. */
  invited?: boolean
}

/** A button for each other way to sign in that is configured, and why the last one failed. Nothing where there is none. */
export function PlatformSignIn({ returnTo, error, login, invited = false }: Props) {
  const { t } = useTranslation()
  const { data } = useQuery(queries.signInWays)
  const ways = (data?.data ?? []).filter(({ name }) => !invited || name === 'oidc')
  if (ways.length === 0) return null
  const known = told.find((one) => one === error) ?? 'other'
  return (
    <div className="mt-6 grid gap-3 border-t border-line pt-6">
      {ways.map(({ name, title }) => (
        <Button key={name} asChild>
          <a href={`/api/sign-in/${name}?${new URLSearchParams({ return: returnTo })}`}>{t('signIn.with', { platform: title })}</a>
        </Button>
      ))}
      {error && (
        <Notice tone="warn">
          {t(`signIn.error.${known}`, { platform: (ways.find(({ name }) => name === login) ?? ways[0])?.title ?? '' })}
        </Notice>
      )}
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { lazyPage } from '../lazyPage.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { queries } from '../queries.ts'
import { LazyMenu } from './LazyMenu.tsx'

export const PersonChoices = lazyPage(() => import('./PersonChoices.tsx'), 'PersonChoices')

/** The signed-in user: theme, language and sign-out. */
export function PersonMenu({ narrow }: { narrow?: boolean }) {
  const { t } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const name = me?.user?.name ?? t('frame.apiKey')

  return (
    <LazyMenu
      menu={PersonChoices}
      trigger={
        <button type="button" className="flex min-w-0 items-center gap-2.5 rounded-lg p-1.5 text-left hover:bg-sunk">
          <span className="sr-only">{t('frame.person', { name })}</span>
          <Avatar name={name} className="bg-sunk text-soft" />
          {!narrow && (
            <span aria-hidden className="min-w-0 grow truncate text-sm font-semibold">
              {name}
            </span>
          )}
        </button>
      }
    />
  )
}

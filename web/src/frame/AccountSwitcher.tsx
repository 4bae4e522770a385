import { useQuery } from '@tanstack/react-query'
import { ChevronsUpDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cannotSend, channelName, handle } from '../accounts/handle.ts'
import { lazyPage } from '../lazyPage.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { queries } from '../queries.ts'
import { useAccountChoice } from './accountChoice.tsx'
import { LazyMenu } from './LazyMenu.tsx'

export const AccountMenu = lazyPage(() => import('./AccountMenu.tsx'), 'AccountMenu')

/** Chooses the account that the pages show: all, or one. A red dot: one of them cannot send. */
export function AccountSwitcher({ narrow }: { narrow?: boolean }) {
  const { t } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const { accounts, chosen } = useAccountChoice()
  const label = chosen ? `${handle(chosen)} · ${channelName(t, chosen.channel)}` : t('frame.allAccounts')
  const trouble = (chosen ? [chosen] : accounts).some(cannotSend)

  return (
    <LazyMenu
      menu={AccountMenu}
      trigger={
        <button type="button" className="flex min-w-0 items-center gap-2.5 rounded-lg p-1.5 text-left hover:bg-sunk">
          <span className="sr-only">{t('frame.switchAccount', { account: label })}</span>
          <span className="relative" aria-hidden>
            <Avatar name={chosen ? handle(chosen) : (me?.workspace.name ?? '')} src={chosen?.pictureUrl ?? null} />
            {trouble && <span className="absolute -top-0.5 -right-0.5 size-3 rounded-full border-2 border-card bg-bad" />}
          </span>
          {!narrow && (
            <>
              <span className="min-w-0 grow" aria-hidden>
                <span className="block truncate text-sm font-bold">{me?.workspace.name}</span>
                <span className="block truncate text-xs text-soft">{label}</span>
              </span>
              <ChevronsUpDown className="size-4 shrink-0 text-soft" aria-hidden />
            </>
          )}
        </button>
      }
    />
  )
}

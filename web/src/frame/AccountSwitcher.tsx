import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ChevronsUpDown, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { handle } from '../accounts/handle.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { Menu, MenuChoice, MenuItem, MenuLine, MenuTitle } from '../parts/Menu.tsx'
import { queries } from '../queries.ts'
import { useAccountChoice } from './accountChoice.tsx'

/** Chooses the account that the pages show: all, or one. A red dot: one of them cannot send. */
export function AccountSwitcher({ narrow }: { narrow?: boolean }) {
  const { t } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const { accounts, chosen, choose } = useAccountChoice()
  const navigate = useNavigate()
  const troubled = (account: Account) => account.status === 'reconnect_needed' || account.status === 'paused'
  const label = chosen ? handle(chosen) : t('frame.allAccounts')
  const trouble = (chosen ? [chosen] : accounts).some(troubled)

  return (
    <Menu
      align="start"
      trigger={
        <button type="button" className="flex min-w-0 items-center gap-2.5 rounded-lg p-1.5 text-left hover:bg-sunk">
          <span className="sr-only">{t('frame.switchAccount', { account: label })}</span>
          <span className="relative" aria-hidden>
            <Avatar name={chosen ? label : (me?.workspace.name ?? '')} src={chosen?.pictureUrl ?? null} />
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
    >
      <MenuTitle>{t('frame.showAccount')}</MenuTitle>
      <MenuChoice
        value={chosen?.id ?? ''}
        onChange={(id) => choose(id || null)}
        options={[
          { value: '', label: t('frame.allAccounts') },
          ...accounts.map((account) => ({
            value: account.id,
            label: (
              <span className="flex items-center gap-2">
                {handle(account)}
                {troubled(account) && <span className="text-xs text-bad">{t(`accounts.status.${account.status}`)}</span>}
              </span>
            ),
          })),
        ]}
      />
      <MenuLine />
      <MenuItem icon={Plus} onSelect={() => void navigate({ to: '/settings' })}>
        {t('frame.addAccount')}
      </MenuItem>
    </Menu>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { cannotSend, channelName, handle } from '../accounts/handle.ts'
import { api } from '../api.ts'
import { Menu, MenuChoice, MenuItem, MenuLine, MenuTitle } from '../parts/Menu.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { useMayConnect } from '../accounts/useMayConnect.ts'
import { useAccountChoice } from './accountChoice.tsx'
import type { MenuOfButton } from './LazyMenu.tsx'

/** The accounts to choose from, and the way to connect another. */
export function AccountMenu(ofButton: MenuOfButton) {
  const { t } = useTranslation()
  const { accounts, chosen, choose } = useAccountChoice()
  const { mayConnect } = useMayConnect()
  const navigate = useNavigate()
  const { data: workspaces } = useQuery(queries.workspaces)
  const enter = async (id: string) => {
    try {
      await api.switchWorkspace(id)
      // Nothing of the other workspace may stay on the page.
      window.location.assign('/')
    } catch (trouble) {
      showProblem(t, trouble)
    }
  }
  return (
    <Menu align="start" {...ofButton}>
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
                <span className="text-xs text-soft">{channelName(t, account.channel)}</span>
                {cannotSend(account) && <span className="text-xs text-bad">{t(`accounts.status.${account.status}`)}</span>}
              </span>
            ),
          })),
        ]}
      />
      {(workspaces?.data.length ?? 0) > 1 && (
        <>
          <MenuLine />
          <MenuTitle>{t('frame.workspace')}</MenuTitle>
          <MenuChoice
            value={workspaces?.data.find(({ isCurrent }) => isCurrent)?.id ?? ''}
            onChange={(id) => void enter(id)}
            options={(workspaces?.data ?? []).map(({ id, name }) => ({ value: id, label: <span className="truncate">{name}</span> }))}
          />
        </>
      )}
      {mayConnect && (
        <>
          <MenuLine />
          <MenuItem icon={Plus} onSelect={() => void navigate({ to: '/settings' })}>
            {t('frame.addAccount')}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

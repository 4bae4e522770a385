import { KeyRound, MoreHorizontal, ShieldCheck, ShieldOff, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../../server/team/users.schemas.ts'
import { api } from '../api.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { ListRow } from '../parts/ListRow.tsx'
import { Menu, MenuItem, MenuLine } from '../parts/Menu.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { roleText } from '../team/roleText.ts'

type Props = { of: User; onLink: (url: string) => void; onChanged: () => Promise<void> }

/** One person of the instance: where they work, and what an admin of the instance can do for them. */
export function UserRow({ of: user, onLink, onChanged }: Props) {
  const { t } = useTranslation()
  const [removing, setRemoving] = useState(false)
  const { id, name } = user
  const act = async (work: () => Promise<string | null>) => {
    try {
      const note = await work()
      if (note) showNote(note)
    } catch (trouble) {
      showProblem(t, trouble)
    }
    await onChanged()
  }
  return (
    <article aria-label={name} className="px-4 py-3">
      <ListRow
        person={name}
        title={
          <>
            <span className="min-w-0 truncate">{name}</span>
            {user.instanceAdmin && <Chip tone="accent">{t('users.admin')}</Chip>}
            {user.twoFactor && (
              <Chip tone="good" icon={ShieldCheck}>
                {t('users.twoFactor')}
              </Chip>
            )}
          </>
        }
        under={[
          user.email,
          <>
            {user.workspaces.length === 0
              ? t('users.nowhere')
              : user.workspaces.map((one) => `${one.name} (${roleText(t, one.role)})`).join(', ')}
            {' · '}
            {user.lastUsedAt ? (
              <>
                {t('users.lastUsed')} <Ago at={user.lastUsedAt} justNow={t('justNow')} />
              </>
            ) : (
              t('users.never')
            )}
          </>,
        ]}
      >
        <Menu
          align="end"
          trigger={
            <Button look="quiet" size="icon" aria-label={t('users.actions', { name })}>
              <MoreHorizontal aria-hidden />
            </Button>
          }
        >
          <MenuItem icon={KeyRound} onSelect={() => void act(async () => (onLink((await api.makePasswordLink(id)).url), null))}>
            {t('users.passwordLink')}
          </MenuItem>
          {user.twoFactor && (
            <MenuItem
              icon={ShieldOff}
              onSelect={() => void act(async () => (await api.removeSecondFactor(id), t('users.factorEnded', { name })))}
            >
              {t('users.endFactor')}
            </MenuItem>
          )}
          <MenuItem
            icon={ShieldCheck}
            onSelect={() => void act(async () => (await api.changeUser(id, { instanceAdmin: !user.instanceAdmin }), t('settings.saved')))}
          >
            {t(user.instanceAdmin ? 'users.endAdmin' : 'users.makeAdmin')}
          </MenuItem>
          <MenuLine />
          <MenuItem danger icon={Trash2} onSelect={() => setRemoving(true)}>
            {t('users.remove')}
          </MenuItem>
        </Menu>
        <Confirm
          open={removing}
          onClose={() => setRemoving(false)}
          title={t('users.removeTitle', { name })}
          text={t('users.removeText')}
          confirm={t('users.remove')}
          cancel={t('cancel')}
          onConfirm={() => void act(async () => (await api.removeUser(id), t('users.removed', { name })))}
        />
      </ListRow>
    </article>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../server/auth/members.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { ListRow } from '../parts/ListRow.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { roleText } from './roleText.ts'

type Props = { member: Member; isSelf: boolean; mayChange: boolean; onEdit: () => void; onRemoved: () => Promise<void> }

/** One member: their role, what they are limited to, and changing or removing them, for who may. */
export function MemberRow({ member, isSelf, mayChange, onEdit, onRemoved }: Props) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const remove = async () => {
    setBusy(true)
    try {
      await api.removeMember(member.id)
      if (isSelf) return window.location.assign('/')
      showNote(t('team.removed', { name: member.name }))
    } catch (trouble) {
      showProblem(t, trouble)
    } finally {
      setBusy(false)
    }
    await onRemoved()
  }
  return (
    <li className="py-2.5">
      <ListRow
        person={member.name}
        title={
          <span className="min-w-0 truncate">
            {member.name}
            {isSelf && <span className="font-normal text-soft"> · {t('team.you')}</span>}
          </span>
        }
        under={[member.email]}
      >
        {member.accountIds && <Chip>{t('team.limited', { count: member.accountIds.length })}</Chip>}
        <Chip tone={member.role === 'owner' ? 'accent' : 'plain'}>{roleText(t, member.role)}</Chip>
        {mayChange && (
          <Button size="sm" aria-haspopup="dialog" onClick={onEdit}>
            {t('team.change')}
            <span className="sr-only">: {member.name}</span>
          </Button>
        )}
        {(mayChange || isSelf) && (
          <Confirm
            trigger={
              <Button size="sm" look="quiet" busy={busy}>
                {t(isSelf ? 'team.leave' : 'team.remove')}
                {!isSelf && <span className="sr-only">: {member.name}</span>}
              </Button>
            }
            title={t(isSelf ? 'team.leaveTitle' : 'team.removeTitle', { name: member.name })}
            text={t(isSelf ? 'team.leaveText' : 'team.removeText')}
            confirm={t(isSelf ? 'team.leave' : 'team.remove')}
            cancel={t('cancel')}
            onConfirm={() => void remove()}
          />
        )}
      </ListRow>
    </li>
  )
}

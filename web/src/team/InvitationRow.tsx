import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../../server/model/permission.ts'
import type { Invitation, SentInvitation } from '../../../server/team/invitations.schemas.ts'
import { api } from '../api.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { ListRow } from '../parts/ListRow.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { roleText } from './roleText.ts'

type Props = { invitation: Invitation; onSent: (made: SentInvitation) => Promise<void>; onRemoved: () => Promise<void> }

/** An invitation that nobody accepted: a new link, or withdrawing it. */
export function InvitationRow({ invitation, onSent, onRemoved }: Props) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState<'again' | 'withdraw' | null>(null)
  const { id, email, role, accountIds } = invitation
  const act = async (what: 'again' | 'withdraw') => {
    setBusy(what)
    try {
      if (what === 'again') return await onSent(await api.invite({ email, role: role as Role, accountIds }))
      await api.removeInvitation(id)
      showNote(t('team.withdrawn', { email }))
      await onRemoved()
    } catch (trouble) {
      showProblem(t, trouble)
    } finally {
      setBusy(null)
    }
  }
  return (
    <li className="py-2.5">
      <ListRow
        person={email}
        title={<span className="min-w-0 truncate">{email}</span>}
        under={[
          <>
            {t('team.invitedAt')} <Ago at={invitation.createdAt} justNow={t('justNow')} />
          </>,
        ]}
      >
        {invitation.isOver && <Chip tone="warn">{t('team.isOver')}</Chip>}
        {accountIds && <Chip>{t('team.limited', { count: accountIds.length })}</Chip>}
        <Chip>{roleText(t, role)}</Chip>
        <Button size="sm" busy={busy === 'again'} onClick={() => void act('again')}>
          {t('team.again')}
          <span className="sr-only">: {email}</span>
        </Button>
        <Button size="sm" look="quiet" busy={busy === 'withdraw'} onClick={() => void act('withdraw')}>
          {t('team.withdraw')}
          <span className="sr-only">: {email}</span>
        </Button>
      </ListRow>
    </li>
  )
}

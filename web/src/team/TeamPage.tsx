import { useInfiniteQuery, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../server/auth/members.schemas.ts'
import type { SentInvitation } from '../../../server/team/invitations.schemas.ts'
import { api } from '../api.ts'
import { Page } from '../frame/Page.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { SecretDialog } from '../frame/SecretDialog.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { useListOf } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { showNote } from '../parts/notes.tsx'
import { Section } from '../parts/Section.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { queries } from '../queries.ts'
import { InvitationRow } from './InvitationRow.tsx'
import { MemberForm } from './MemberForm.tsx'
import { MemberRow } from './MemberRow.tsx'

/** Settings: who works in this workspace, with which role, and who is invited. */
export function TeamPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data: me } = useSuspenseQuery(queries.me)
  const mayChange = me.permissions.includes('members.write')
  const members = useListOf(useInfiniteQuery(queries.members))
  const invitations = useQuery({ ...queries.invitations, enabled: mayChange })
  const [open, setOpen] = useState<'invite' | Member | null>(null)
  const [sent, setSent] = useState<SentInvitation | null>(null)
  const renew = () => client.invalidateQueries({ queryKey: ['team'] })
  const show = async (made: SentInvitation) => {
    setOpen(null)
    if (made.url === null) showNote(t('team.linkSent', { email: made.email }))
    setSent(made)
    await renew()
  }
  return (
    <Page
      title={t('settings.title')}
      text={t('team.text')}
      actions={
        mayChange && (
          <Button look="primary" aria-haspopup="dialog" onClick={() => setOpen('invite')}>
            <UserPlus aria-hidden />
            {t('team.invite')}
          </Button>
        )
      }
    >
      <SettingsTabs />
      <Section title={t('team.members')}>
        <ProblemNotice problem={members.error} onAgain={() => void members.refetch()} />
        {members.isPending && <Skeleton label={t('wait')} rows={3} />}
        <ul aria-label={t('team.members')} className="divide-y divide-line">
          {members.items.map((member) => (
            <MemberRow
              key={member.id}
              member={member}
              isSelf={member.userId === me.user?.id}
              mayChange={mayChange && (member.role !== 'owner' || me.role === 'owner')}
              onEdit={() => setOpen(member)}
              onRemoved={renew}
            />
          ))}
        </ul>
        {members.hasMore && (
          <Button busy={members.loadingMore} onClick={members.more} className="justify-self-start">
            {t('team.more')}
          </Button>
        )}
      </Section>
      {mayChange && (
        <Section title={t('team.invitations')}>
          <ProblemNotice problem={invitations.error} onAgain={() => void invitations.refetch()} />
          {invitations.data?.data.length === 0 && <p className="text-soft">{t('team.nobodyInvited')}</p>}
          {(invitations.data?.data.length ?? 0) > 0 && (
            <ul aria-label={t('team.invitations')} className="divide-y divide-line">
              {invitations.data?.data.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} onSent={show} onRemoved={renew} />
              ))}
            </ul>
          )}
        </Section>
      )}
      {open && (
        <MemberForm
          member={open === 'invite' ? null : open}
          onClose={() => setOpen(null)}
          onInvite={async (invitation) => show(await api.invite(invitation))}
          onChange={async (id, change) => {
            await api.changeMember(id, change)
            setOpen(null)
            showNote(t('settings.saved'))
            await renew()
          }}
        />
      )}
      {sent?.url && (
        <SecretDialog
          title={t('team.linkTitle', { email: sent.email })}
          text={t(sent.mailed ? 'team.linkMailed' : 'team.linkByHand')}
          secret={sent.url}
          onClose={() => setSent(null)}
        />
      )}
    </Page>
  )
}

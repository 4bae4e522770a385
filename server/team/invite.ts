import { addMails } from '../mail/addMails.queries.ts'
import type { Principal } from '../auth/access.ts'
import { hashOfLink, linkToken } from '../auth/linkToken.ts'
import type { Deps } from '../deps.ts'
import type { Trx } from '../platform/db.ts'
import { addInvitation, type InvitationRow } from './invitations.queries.ts'
import { sentence } from './sentences.ts'

type Wanted = { workspaceId: string; workspace: string; email: string; role: string; accountIds: string[] | null }
type InvitedBy = { actor: string; name: string | null }

/** Whether mails with links can be sent: they need a mail server and an address that other machines can open. */
export const canMailLinks = ({ mail, config }: Pick<Deps, 'mail' | 'config'>): boolean => mail !== null && config.publicUrl !== null

/**
 * The link of an invitation, for whoever made it; null where it is sent by email and they are no admin of the hub. Who has the link answers
 * for the invited person, and learns whether they have a login.
 */
export const shownLink = (deps: Pick<Deps, 'mail' | 'config'>, by: Principal, url: string): string | null =>
  canMailLinks(deps) && !by.permissions.has('instance.admin') ? null : url

/** Invites somebody to a workspace, by email where that is possible. Out: the invitation, and the path of its link. */
export async function invite(trx: Trx, deps: Deps, wanted: Wanted, by: InvitedBy): Promise<{ row: InvitationRow; path: string }> {
  const { workspaceId, workspace, email, role, accountIds } = wanted
  const id = deps.newId()
  const now = deps.clock.now()
  const token = await linkToken(deps, `invitation/${id}`)
  const row = await addInvitation(trx, {
    id,
    workspaceId,
    email,
    role,
    accountIds,
    hash: hashOfLink(token),
    invitedBy: by.actor,
    now,
  })
  if (canMailLinks(deps)) {
    const who = by.name ?? sentence('team.somebody')
    await addMails(trx, { newId: deps.newId, now }, [
      {
        workspaceId,
        to: email,
        uniqueKey: `invitation/${id}`,
        content: {
          subject: sentence('team.invited_subject', { who, workspace }),
          paragraphs: [sentence('team.invited_text', { who, workspace }), sentence('team.invited_until')],
          link: { path: '/invite', text: sentence('team.invited_open'), token: `invitation/${id}` },
          why: sentence('team.invited_why', { workspace }),
        },
      },
    ])
  }
  return { row, path: `/invite/${token}` }
}

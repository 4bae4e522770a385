import type { FastifyRequest } from 'fastify'
import type { Api } from '../api.ts'
import type { Access } from '../auth/access.ts'
import { refuseCommonPassword } from '../auth/commonPasswords.ts'
import { hasOwnCookie } from '../auth/cookies.ts'
import type { Identity } from '../auth/identity.ts'
import { hashOfLink } from '../auth/linkToken.ts'
import { lockMembers } from '../auth/members.queries.ts'
import { refuseForeignHost } from '../auth/ownHost.ts'
import { readSession } from '../auth/readSession.ts'
import { refuseTooMany } from '../auth/refuseTooMany.ts'
import { callerHeaders, signUpOrIn } from '../auth/signUpOrIn.ts'
import { enterWorkspace, hasUser, isLeftOver, noteUnprovenAddress } from '../auth/users.queries.ts'
import type { Deps } from '../deps.ts'
import { ApiError } from '../platform/errors.ts'
import { findByLink, isMember, takeInvitation, wasMailed } from './invitations.queries.ts'
import { joinByInvitation } from './joinByInvitation.ts'
import { acceptance, accepted, byLink, openInvitation } from './invitations.schemas.ts'

const tags = ['members']
type Person = { id: string; email: string; session: string | null; cookies: string[] }

/** What whoever opens the link of an invitation sees and does. They have no login yet, or belong to another workspace. */
export function acceptInvitationRoutes(app: Api, deps: Deps, identity: Identity, access: Access): void {
  const { system } = deps.databases

  app.get(
    '/api/invitations/:id',
    {
      config: { open: 'whoever is invited has no login yet; the link is the proof' },
      schema: { tags, summary: 'What an invitation is for', params: byLink, response: { 200: openInvitation } },
    },
    async (request) => {
      const found = await findByLink(system, hashOfLink(request.params.id), deps.clock.now())
      if (!found) throw gone()
      const { workspace, email, role, expiresAt } = found
      return {
        workspace,
        email,
        role,
        expiresAt: expiresAt.toISOString(),
        signedInAs: (await signedIn(request))?.email ?? null,
      }
    },
  )

  app.post(
    '/api/invitations/:id/accept',
    {
      config: { open: 'whoever is invited has no login yet; the link is the proof', audit: 'member.accept' },
      schema: {
        tags,
        summary: 'Accepts an invitation: with a name and a password, or signed in with the invited email',
        params: byLink,
        body: acceptance.nullish(),
        response: { 200: accepted },
      },
    },
    async (request, reply) => {
      refuseForeignHost(request, deps.config)
      await refuseTooMany(deps, request, reply)
      const hash = hashOfLink(request.params.id)
      const now = deps.clock.now()
      const open = await findByLink(system, hash, now)
      if (!open) throw gone()
      const here = await signedIn(request)
      if (here && here.email !== open.email)
        throw new ApiError('forbidden', `This invitation is for ${open.email}. Sign out, and open the link again.`)
      const isLeft = !here && (await isLeftOver(system, open.email))
      // Whoever has the link could try passwords of that login.
      if (isLeft) await refuseTooMany(deps, request, reply, open.email)
      else if (!here && (await hasUser(system, open.email)))
        throw new ApiError('sign_in_first', `You have a login already. Sign in as ${open.email}, then open the link again.`)
      if (!here)
        await refuseCommonPassword(needed(request.body).password, { own: [needed(request.body).name, open.email], field: 'password' })
      const { workspaceId, person } = await system.transaction().execute(async (trx) => {
        await lockMembers(trx, open.workspaceId)
        const taken = await takeInvitation(trx, hash, now)
        if (!taken) throw gone()
        const who = here ?? (await signUp(request, open.email))
        if (await isMember(trx, taken.workspaceId, who.email)) throw new ApiError('conflict', 'You are a member of this workspace already.')
        await joinByInvitation(trx, deps, taken, who.id)
        // A link that was passed on by hand may have been opened by whoever invited them.
        if (!here && !(await wasMailed(trx, taken))) await noteUnprovenAddress(trx, who.id)
        return { workspaceId: taken.workspaceId, person: who }
      })
      await enterWorkspace(system, { userId: person.id, session: person.session, workspaceId })
      access.forget()
      if (person.cookies.length) reply.header('set-cookie', person.cookies)
      return { workspaceId }
    },
  )

  async function signedIn({ headers: { cookie } }: FastifyRequest): Promise<Person | null> {
    if (!hasOwnCookie(cookie)) return null
    const found = await readSession(identity, cookie)
    return found && { id: found.user.id, email: found.user.email, session: found.session.id, cookies: [] }
  }

  async function signUp(request: FastifyRequest, email: string): Promise<Person> {
    const { name, password } = needed(request.body as { name?: string; password?: string } | null)
    const made = await signUpOrIn(identity, system, { name, email, password }, callerHeaders(request))
    if (typeof made === 'string') throw new ApiError('invalid_input', made)
    return { id: made.user.id, email, session: null, cookies: made.cookies }
  }
}

const gone = () =>
  new ApiError('link_used', 'This invitation was accepted, replaced or withdrawn, or its 48 hours are over. Ask for a new one.')

/** The name and password of somebody who has no login yet. */
function needed(body: { name?: string | undefined; password?: string | undefined } | null | undefined): { name: string; password: string } {
  const { name, password } = body ?? {}
  if (name && password) return { name, password }
  const missing = name ? 'password' : 'name'
  throw new ApiError('invalid_input', `${missing}: is needed to make your login.`, [
    { path: `body.${missing}`, message: 'is needed to make your login' },
  ])
}

import { z } from 'zod'
import { hashPassword } from 'better-auth/crypto'
import type { Api } from '../api.ts'
import type { Access } from '../auth/access.ts'
import { refuseCommonPassword } from '../auth/commonPasswords.ts'
import { hashOfLink } from '../auth/linkToken.ts'
import { refuseForeignHost } from '../auth/ownHost.ts'
import { replacePassword } from '../auth/owners.queries.ts'
import { addResetByEmail, findReset, takeReset } from '../auth/passwordResets.queries.ts'
import { recordPerson } from '../auth/securityEvents.ts'
import { refuseTooMany } from '../auth/refuseTooMany.ts'
import { countAttempt, forgetSignInAttempts } from '../auth/signInAttempts.queries.ts'
import type { Deps } from '../deps.ts'
import { addMails } from '../mail/addMails.queries.ts'
import { ApiError } from '../platform/errors.ts'
import { canMailLinks } from './invite.ts'
import { makeReset } from './makeReset.ts'
import { byLink, newPassword, openReset, resetRequest } from './passwordResets.schemas.ts'
import { sentence } from './sentences.ts'

const tags = ['sign-in']

/** A new password for people who forgot theirs, by a link in an email. */
export function passwordResetRoutes(app: Api, deps: Deps, access: Access): void {
  const { system } = deps.databases

  app.post(
    '/api/password-resets',
    {
      config: { open: 'whoever forgot the password cannot sign in', audit: 'user.ask_for_password' },
      schema: {
        tags,
        summary: 'Sends a link for a new password to this address, if somebody has it. The answer does not tell whether',
        body: resetRequest,
        response: { 202: z.object({ sent: z.literal('if_known') }) },
      },
    },
    async (request, reply) => {
      refuseForeignHost(request, deps.config)
      const { email } = request.body
      await refuseTooMany(deps, request, reply)
      if (!canMailLinks(deps))
        throw new ApiError(
          'conflict',
          'This hub cannot send such emails. Ask an admin of the hub for a link, or run `npm run cli -- reset-owner`.',
        )
      // After the answer: the time it takes must not tell whether somebody has the address.
      const sending = sendLink(email).catch((error: unknown) => deps.log.error({ err: error }, 'a link for a new password was not sent'))
      underWay.add(sending)
      void sending.finally(() => underWay.delete(sending))
      return reply.code(202).send({ sent: 'if_known' })
    },
  )
  const underWay = new Set<Promise<void>>()
  app.addHook('preClose', async () => void (await Promise.all(underWay)))

  /** Sends a link to whoever has this address, at most some in an hour. */
  async function sendLink(email: string): Promise<void> {
    if ((await countAttempt(system, 'reset', email, deps.clock.now())) !== null) return
    await system.transaction().execute(async (trx) => {
      const { id, link } = await makeReset(deps)
      const person = await addResetByEmail(trx, email, link)
      if (!person) return
      await addMails(trx, { newId: deps.newId, now: link.now }, [
        {
          workspaceId: person.workspaceId,
          to: person.email,
          uniqueKey: `password_reset/${id}`,
          content: {
            subject: sentence('team.reset_subject'),
            paragraphs: [sentence('team.reset_text'), sentence('team.reset_not_you')],
            link: { path: '/new-password', text: sentence('team.reset_open'), token: `password_reset/${id}` },
            why: sentence('team.reset_why'),
          },
        },
      ])
      await recordPerson(trx, deps, { action: 'ask_for_password', userId: person.userId, actor: 'anonymous' })
    })
  }

  app.get(
    '/api/password-resets/:id',
    {
      config: { open: 'whoever forgot the password cannot sign in; the link is the proof' },
      schema: { tags, summary: 'Whose password a link changes', params: byLink, response: { 200: openReset } },
    },
    async (request) => {
      const found = await findReset(system, hashOfLink(request.params.id), deps.clock.now())
      if (!found) throw gone()
      return { email: found.email }
    },
  )

  app.post(
    '/api/password-resets/:id',
    {
      config: { open: 'whoever forgot the password cannot sign in; the link is the proof', audit: 'user.reset_password' },
      schema: {
        tags,
        summary: 'Sets a new password with such a link, and ends all sessions. A second factor stays',
        params: byLink,
        body: newPassword,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      refuseForeignHost(request, deps.config)
      await refuseTooMany(deps, request, reply)
      const hash = hashOfLink(request.params.id)
      const now = deps.clock.now()
      const person = await findReset(system, hash, now)
      if (!person) throw gone()
      const { password } = request.body
      await refuseCommonPassword(password, { own: [person.name, person.email], field: 'password' })
      const { userId } = person
      const change = { id: deps.newId(), userId, hash: await hashPassword(password), at: now }
      await system.transaction().execute(async (trx) => {
        if (!(await takeReset(trx, hash))) throw gone()
        await replacePassword(trx, change)
        await forgetSignInAttempts(trx, person.email)
        await recordPerson(trx, deps, { action: 'reset_password', userId, actor: `user:${userId}` })
      })
      deps.log.info({ address: request.ip, kind: 'reset_password' }, 'security event')
      access.forget()
      return reply.code(204).send(null)
    },
  )
}

const gone = () => new ApiError('link_used', 'This link was used or replaced, or its hour is over. Ask for a new one.')

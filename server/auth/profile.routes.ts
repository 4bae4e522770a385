import type { Api } from '../api.ts'
import type { Deps } from '../deps.ts'
import { ApiError } from '../platform/errors.ts'
import { principalOf, type Access } from './access.ts'
import { changePerson, findPerson } from './profile.queries.ts'
import { profileChange, profile } from './profile.schemas.ts'
import { withdrawResets } from './passwordResets.queries.ts'
import { proveAgain } from './proveAgain.ts'
import { writeSecurityEvent } from './securityEvents.ts'

/** The caller's own name, email, language and time zone. The password is changed by `/api/identity/change-password`. */
export function profileRoutes(app: Api, deps: Deps, access: Access): void {
  const { system } = deps.databases

  app.patch(
    '/api/me',
    {
      config: { may: 'signed_in', audit: 'user.change_profile' },
      schema: {
        tags: ['sign-in'],
        summary: 'Changes the caller’s own name, email, language or time zone; the email with the password',
        body: profileChange,
        response: { 200: profile },
      },
    },
    async (request, reply) => {
      const { user, login } = principalOf(request)
      if (!user) throw new ApiError('forbidden', 'A key belongs to no person. Sign in with a browser.')
      const { currentPassword, ...given } = request.body
      const { passwordHash: _, ...before } = (await findPerson(system, user.id))!
      const person = { ...before, ...given }
      // The email is half of the way in.
      const proof = { userId: user.id, login, currentPassword, failedAction: 'change_profile_failed', to: 'change your email' }
      if (person.email !== before.email) await proveAgain(deps, request, reply, { ...proof, orFresh: false })
      const change = { ...person, at: deps.clock.now() }
      const done = await system
        .transaction()
        .execute(async (trx) => {
          if (person.email !== before.email) await withdrawResets(trx, user.id)
          return changePerson(trx, user.id, change)
        })
        .catch((error: { code?: string }) => {
          if (error.code === '23505') return false
          throw error
        })
      if (!done) {
        const message = 'belongs to another person of this hub'
        throw new ApiError('conflict', `email: ${message}.`, [{ path: 'body.email', message }])
      }
      await writeSecurityEvent(deps, request, { action: 'change_profile', email: null, userId: user.id })
      access.forget()
      return { id: user.id, ...person }
    },
  )
}

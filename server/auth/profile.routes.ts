import { verifyPassword } from 'better-auth/crypto'
import type { Api } from '../api.ts'
import type { Deps } from '../deps.ts'
import { ApiError } from '../platform/errors.ts'
import { principalOf, type Access } from './access.ts'
import { changePerson, findPerson } from './profile.queries.ts'
import { profileChange, profile } from './profile.schemas.ts'
import { writeSecurityEvent } from './securityEvents.ts'
import { refuseTooMany } from './refuseTooMany.ts'
import { forgetSignInAttempts } from './signInAttempts.queries.ts'

/** The caller's own name and email. The password is changed by `/api/identity/change-password`. */
export function profileRoutes(app: Api, deps: Deps, access: Access): void {
  const { system } = deps.databases

  app.patch(
    '/api/me',
    {
      config: { may: 'signed_in', audit: 'user.change_profile' },
      schema: {
        tags: ['sign-in'],
        summary: 'Changes the caller’s own name or email; the email with the password',
        body: profileChange,
        response: { 200: profile },
      },
    },
    async (request, reply) => {
      const { user } = principalOf(request)
      if (!user) throw new ApiError('forbidden', 'A key belongs to no person. Sign in with a browser.')
      const person = (await findPerson(system, user.id))!
      const { name = person.name, email = person.email, currentPassword } = request.body
      if (email !== person.email) {
        // The email is half of the way in: a session that was left open must not be enough to take it.
        await refuseTooMany(deps, request, reply, person.email)
        if (!currentPassword) throw wrongPassword('is needed to change your email')
        if (!person.passwordHash) throw wrongPassword('does not exist: you sign in without one. Ask an owner for a password first')
        if (!(await verifyPassword({ hash: person.passwordHash, password: currentPassword }))) {
          await writeSecurityEvent(deps, request, { action: 'change_profile_failed', email: null, userId: user.id })
          throw wrongPassword('is not your password')
        }
        await forgetSignInAttempts(system, person.email)
      }
      const done = await changePerson(system, user.id, { name, email, at: deps.clock.now() }).catch((error: { code?: string }) => {
        if (error.code === '23505') return false
        throw error
      })
      if (!done) {
        const message = 'belongs to another person of this hub'
        throw new ApiError('conflict', `email: ${message}.`, [{ path: 'body.email', message }])
      }
      await writeSecurityEvent(deps, request, { action: 'change_profile', email: null, userId: user.id })
      access.forget()
      return { id: user.id, name, email }
    },
  )
}

const wrongPassword = (message: string) =>
  new ApiError('invalid_input', `currentPassword: ${message}.`, [{ path: 'body.currentPassword', message }])

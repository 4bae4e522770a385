import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Permission } from './model/permission.ts'

/** The application as routes see it: the zod schemas of a route type its body, query and response. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** The declarations of a registered route (auth/may.ts). */
export type DeclaredRoute = { method: string; url: string; may?: Permission | 'signed_in'; open?: string; audit?: string | null }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The permission that the caller needs, or `signed_in` when any valid login is enough. A route has either this or `open`. */
    may?: Permission | 'signed_in'
    /** Why the route needs no login, such as "webhooks are authenticated by their signature". */
    open?: string
    /** For a writing route under /api: the audit row that it writes, as `subject.action`; null when it changes nothing. */
    audit?: `${string}.${string}` | null
    /** Other sites may send to it: it knows nobody by their cookie, and has the same answer for everyone. */
    fromAnySite?: boolean
    /** Its texts are stored as JSON, where characters that cannot be stored are replaced: a person's text is sent as it can be shown. */
    takesAnyText?: boolean
  }
  interface FastifyInstance {
    declaredRoutes: DeclaredRoute[]
  }
}

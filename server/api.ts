import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Permission } from './model/permission.ts'

/** The application as routes see it: bodies, queries and answers are typed by the zod schemas they name. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** What a route says of itself, as it was registered (auth/may.ts). */
export type DeclaredRoute = { method: string; url: string; may?: Permission | 'signed_in'; open?: string; audit?: string | null }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The permission that the caller needs, or `signed_in` when any valid login will do. A route has either this or `open`. */
    may?: Permission | 'signed_in'
    /** Why the route answers without a login, such as "webhooks are judged by their signature". */
    open?: string
    /** Of a writing route under /api: the audit row that it leaves, as `subject.action`; null when it changes nothing. */
    audit?: `${string}.${string}` | null
    /** Its texts are stored as JSON, where what cannot be stored becomes the sign for it: a person's words are sent as they can be shown. */
    takesAnyText?: boolean
  }
  interface FastifyInstance {
    declaredRoutes: DeclaredRoute[]
  }
}

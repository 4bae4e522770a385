import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'

/** The application as routes see it: bodies, queries and answers are typed by the zod schemas they name. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers without login: webhooks, health, documents, the first visit. Everything else asks who is there. */
    open?: boolean
    /** Its texts are stored as JSON, where what cannot be stored becomes the sign for it: a person's words are sent as they can be shown. */
    takesAnyText?: boolean
  }
}

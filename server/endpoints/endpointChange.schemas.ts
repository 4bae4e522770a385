import { z } from 'zod'
import { shownOnly } from '../platform/shownOnly.ts'
import { authInput, shared, sources } from './endpoints.schemas.ts'

const [none, basic, bearer, apiKey, custom, google] = authInput.options

/** As `authInput`, or as an answer shows it: without its secret, which then stays as it is. */
const authChange = z.discriminatedUnion('type', [
  none,
  basic.partial({ password: true }),
  bearer.partial({ token: true }),
  apiKey.partial({ value: true }),
  custom.extend({ headers: z.union([z.array(z.string()), custom.shape.headers]) }),
  google.partial({ key: true }).extend({ email: z.string().optional() }),
])
export type AuthChange = z.output<typeof authChange>

const version = z.int().min(1).describe('The version you began with. When the endpoint has changed since: 409 version_conflict.')

/** What never changes, and what changes by itself. */
export const fixed = ['id', 'kind', 'automationId', 'createdAt'] as const
export const moving = ['state', 'reason', 'lastDay', 'failingSince', 'lastSuccess', 'lastFailure', 'oldSecretUntil'] as const

export const endpointChange = z
  .strictObject({ ...shared, auth: authChange, sources, version, ...shownOnly([...fixed, ...moving]) })
  .partial()
  .refine((given) => Object.keys(given).some((name) => name !== 'version'), 'must name at least one field to change')
export type EndpointChange = z.input<typeof endpointChange>

/** The sources of an endpoint, under the name that `GET …/sources` answers them with, or the one that an endpoint has them under. */
export const sourcesInput = z
  .strictObject({ sources: sources.optional(), data: sources.optional(), version: version.optional() })
  .refine((given) => (given.sources === undefined) !== (given.data === undefined), { path: ['sources'], message: 'must be named once' })
  .transform(({ sources: named, data, version: since }) => ({ sources: (named ?? data)!, version: since }))

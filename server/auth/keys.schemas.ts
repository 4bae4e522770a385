import { z } from 'zod'
import { scopes } from '../model/permission.ts'
import { pageOf } from '../platform/paging.ts'

export const key = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe('the first characters of the key'),
  scopes: z.array(z.string()),
  accountIds: z.array(z.string()).nullable().describe('the only accounts it sees; null: all that its maker sees'),
  madeBy: z.string().nullable().describe('the name of the person who made it; null: BOOTSTRAP_API_KEY, or a person who was removed'),
  byBootstrap: z.boolean().describe('BOOTSTRAP_API_KEY made it, and it ends with that'),
  state: z
    .enum(['active', 'expired', 'maker_left', 'bootstrap_ended'])
    .describe(
      'only active keys are accepted; `maker_left`: the person who made it is no longer a member; `bootstrap_ended`: the BOOTSTRAP_API_KEY ' +
        'that made it was changed or is no longer set',
    ),
  missingScopes: z.array(z.string()).describe('scopes that have no effect, because the role of its maker no longer includes them'),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable().describe('to the minute'),
})
export type Key = z.output<typeof key>
export const keyList = pageOf(key)

export const newKey = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z
    .array(z.enum(scopes))
    .min(1)
    .max(scopes.length)
    .transform((given) => [...new Set(given)]),
  accountIds: z.array(z.uuid()).max(1_000).nullable().optional().describe('the only accounts it sees; left out or null: all'),
  expiresAt: z.iso.datetime({ offset: true }).nullable().optional().describe('left out or null: it does not expire'),
})
export type NewKey = z.input<typeof newKey>

export const madeKey = key.extend({ key: z.string().describe('the key itself, in this response alone') })
export type MadeKey = z.output<typeof madeKey>

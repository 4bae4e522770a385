import { createHash } from 'node:crypto'
import type { DBAdapter, Where } from 'better-auth/types'
import type { BetterAuthOptions } from 'better-auth'
import { isTooOld } from './sessionEnds.ts'

type Adapter = DBAdapter<BetterAuthOptions>
type Row = Record<string, unknown>

const hashed = (token: unknown): unknown =>
  typeof token === 'string' && !token.startsWith('sha256:') ? `sha256:${createHash('sha256').update(token).digest('hex')}` : token

/** A session that is too old is over; the library knows only the time of its last use. */
function ended<T>(model: string, row: T, nowMs: number): T {
  if (model !== 'session' || row === null) return row
  const { createdAt } = row as { createdAt?: Date }
  return createdAt && isTooOld({ createdAt }, nowMs) ? { ...row, expiresAt: new Date(0) } : row
}

/**
 * Stores only hashes of session tokens, where better-auth stores the tokens: a copy of the database must not be enough to sign in. A token
 * is hashed when it is written, and a hash stays as it is (better-auth passes back what it read). The cookie is signed, so a hash cannot be
 * used as a token.
 */
export function withHashedSessions(inner: Adapter, nowMs: () => number): Adapter {
  const where = (model: string, list: Where[] | undefined) =>
    model === 'session' ? list?.map((one) => (one.field === 'token' ? { ...one, value: hashed(one.value) as string } : one)) : list
  const data = <T>(model: string, row: T): T =>
    model === 'session' && 'token' in (row as Row) ? { ...row, token: hashed((row as Row).token) } : row
  return {
    ...inner,
    async create(input) {
      const made = await inner.create({ ...input, data: data(input.model, input.data) })
      // The creator of the session needs the token itself, for the cookie.
      return (input.model === 'session' ? { ...(made as Row), token: (input.data as Row).token } : made) as never
    },
    findOne: async (input) =>
      ended(input.model, (await inner.findOne({ ...input, where: where(input.model, input.where)! })) as never, nowMs()),
    findMany: async (input) => {
      const rows = await inner.findMany({ ...input, where: where(input.model, input.where) })
      return rows.map((row) => ended(input.model, row, nowMs())) as never
    },
    count: (input) => inner.count({ ...input, where: where(input.model, input.where) }),
    update: (input) => inner.update({ ...input, where: where(input.model, input.where)!, update: data(input.model, input.update) }),
    updateMany: (input) => inner.updateMany({ ...input, where: where(input.model, input.where)!, update: data(input.model, input.update) }),
    delete: (input) => inner.delete({ ...input, where: where(input.model, input.where)! }),
    deleteMany: (input) => inner.deleteMany({ ...input, where: where(input.model, input.where)! }),
    transaction: (work) => inner.transaction((trx) => work(withHashedSessions(trx as Adapter, nowMs) as never)),
  }
}

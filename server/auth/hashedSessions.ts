import { createHash } from 'node:crypto'
import type { DBAdapter, Where } from 'better-auth/types'
import type { BetterAuthOptions } from 'better-auth'

type Adapter = DBAdapter<BetterAuthOptions>
type Row = Record<string, unknown>

const hashed = (token: unknown): unknown =>
  typeof token === 'string' && !token.startsWith('sha256:') ? `sha256:${createHash('sha256').update(token).digest('hex')}` : token

/**
 * better-auth keeps session tokens in clear; here only their hash reaches the table, so that somebody who reads the database
 * cannot sign in with it. A token is hashed on its way in, and a hash stays as it is (better-auth hands back what it found).
 * The cookie is signed, so a hash cannot be passed off as a token.
 */
export function withHashedSessions(inner: Adapter): Adapter {
  const where = (model: string, list: Where[] | undefined) =>
    model === 'session' ? list?.map((one) => (one.field === 'token' ? { ...one, value: hashed(one.value) as string } : one)) : list
  const data = <T>(model: string, row: T): T =>
    model === 'session' && 'token' in (row as Row) ? { ...row, token: hashed((row as Row).token) } : row
  return {
    ...inner,
    async create(input) {
      const made = await inner.create({ ...input, data: data(input.model, input.data) })
      // Whoever made the session needs the token itself, for the cookie.
      return (input.model === 'session' ? { ...(made as Row), token: (input.data as Row).token } : made) as never
    },
    findOne: (input) => inner.findOne({ ...input, where: where(input.model, input.where)! }),
    findMany: (input) => inner.findMany({ ...input, where: where(input.model, input.where) }),
    count: (input) => inner.count({ ...input, where: where(input.model, input.where) }),
    update: (input) => inner.update({ ...input, where: where(input.model, input.where)!, update: data(input.model, input.update) }),
    updateMany: (input) => inner.updateMany({ ...input, where: where(input.model, input.where)!, update: data(input.model, input.update) }),
    delete: (input) => inner.delete({ ...input, where: where(input.model, input.where)! }),
    deleteMany: (input) => inner.deleteMany({ ...input, where: where(input.model, input.where)! }),
    transaction: (work) => inner.transaction((trx) => work(withHashedSessions(trx as Adapter) as never)),
  }
}

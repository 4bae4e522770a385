import { Kysely, PostgresDialect } from 'kysely'
import { expect, test } from 'vitest'
import type { Tables } from '../platform/tables/tables.ts'
import { makeSender, type OutboxDeps } from './outbox.ts'

/** A database that is away. */
const away = new Kysely<Tables>({
  dialect: new PostgresDialect({
    pool: { connect: () => Promise.reject(new Error('Connection terminated unexpectedly')), end: async () => {} } as never,
  }),
})

test('what a queue brought while the database is away is ended there, so that it can be told again', async () => {
  const done: string[] = []
  const queue = {
    take: async () => [
      { id: 'a', epoch: 0 },
      { id: 'b', epoch: 3 },
    ],
    done: (id: string) => void done.push(id),
    onOffer() {},
    close: async () => {},
  }
  const clock = { now: () => new Date(0), machineMs: () => 0, wait: async () => {}, every: () => ({ stop() {} }) }
  const sender = makeSender({ system: away, clock } as unknown as OutboxDeps, 1, { queue })
  await expect(sender.round()).rejects.toThrow(/Connection terminated/)
  expect(done).toEqual(['a', 'b'])
  expect(sender.inHand()).toEqual([])
})

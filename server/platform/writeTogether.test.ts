import { expect, test } from 'vitest'
import { writeTogether } from './writeTogether.ts'

/** A writer whose batches are released by hand. */
function held(answer: (given: string) => string = (given) => `wrote ${given}`) {
  const batches: string[][] = []
  const gates: PromiseWithResolvers<void>[] = []
  const write = writeTogether<string, string>({
    atOnce: 3,
    keyOf: (given) => given.split('/')[0]!,
    async write(batch) {
      batches.push(batch)
      const gate = Promise.withResolvers<void>()
      gates.push(gate)
      await gate.promise
      return batch.map(answer)
    },
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return { write, batches, gates, turn }
}

test('what is asked for in the same moment, and while batches are written, goes together', async () => {
  const { write, batches, gates, turn } = held()
  const first = ['a', 'b'].map(write)
  await turn()
  const second = ['c'].map(write)
  await turn()
  const rest = ['d', 'e', 'f', 'g'].map(write)
  await turn()
  expect(batches).toEqual([['a', 'b'], ['c']])
  gates[0]!.resolve()
  expect(await Promise.all(first)).toEqual(['wrote a', 'wrote b'])
  await turn()
  expect(batches[2]).toEqual(['d', 'e', 'f'])
  gates[1]!.resolve()
  await turn()
  expect(batches[3]).toEqual(['g'])
  gates[2]!.resolve()
  gates[3]!.resolve()
  expect(await Promise.all([...second, ...rest])).toEqual(['c', 'd', 'e', 'f', 'g'].map((one) => `wrote ${one}`))
})

test('a repeated key waits for the next batch', async () => {
  const { write, batches, gates, turn } = held()
  const all = ['a/1', 'a/2', 'b/1'].map(write)
  await turn()
  expect(batches).toEqual([['a/1', 'b/1']])
  gates[0]!.resolve()
  await turn()
  expect(batches[1]).toEqual(['a/2'])
  gates[1]!.resolve()
  expect(await Promise.all(all)).toEqual(['wrote a/1', 'wrote a/2', 'wrote b/1'])
})

test('what the database refuses fails alone; without the database all fail', async () => {
  const refuse = (code: string) =>
    writeTogether<string, string>({
      atOnce: 9,
      keyOf: (given) => given,
      async write(batch) {
        if (batch.includes('bad')) throw Object.assign(new Error('refused'), { code })
        return batch
      },
    })
  const settled = async (code: string) => (await Promise.allSettled(['good', 'bad', 'fine'].map(refuse(code)))).map(({ status }) => status)
  expect(await settled('22021')).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await settled('57P01')).toEqual(['rejected', 'rejected', 'rejected'])
})

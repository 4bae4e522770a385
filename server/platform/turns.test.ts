import { expect, test } from 'vitest'
import { makeTurns } from './turns.ts'

test('work of one key waits for the one before, also when that fails; other keys do not wait', async () => {
  const turns = makeTurns()
  const said: string[] = []
  const held = Promise.withResolvers<void>()
  const first = turns('a', async () => {
    said.push('a1 begins')
    await held.promise
    said.push('a1 ends')
    throw new Error('failed')
  })
  const second = turns('a', async () => void said.push('a2'))
  await turns('b', async () => void said.push('b'))
  expect(said).toEqual(['a1 begins', 'b'])
  held.resolve()
  await expect(first).rejects.toThrow('failed')
  await second
  expect(said).toEqual(['a1 begins', 'b', 'a1 ends', 'a2'])
  expect(await turns('a', async () => 'again')).toBe('again')
})

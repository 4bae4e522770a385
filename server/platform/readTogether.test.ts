import { expect, test } from 'vitest'
import { readTogether } from './readTogether.ts'

test('rows asked for in one moment are one read, later ones another; each gets its own, or the error of its read', async () => {
  const reads: string[][] = []
  const read = readTogether(async (ids) => {
    reads.push(ids)
    await Promise.resolve()
    if (ids.includes('bad')) throw new Error('refused')
    return ids.filter((id) => id !== 'gone').map((id) => ({ id, name: `row ${id}` }))
  })
  expect(await Promise.all(['b', 'gone', 'a', 'a'].map((id) => read(id).then((row) => row?.name)))).toEqual([
    'row b',
    undefined,
    'row a',
    'row a',
  ])
  expect((await Promise.allSettled([read('c'), read('bad')])).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await read('d')).toEqual({ id: 'd', name: 'row d' })
  expect(reads).toEqual([['b', 'gone', 'a', 'a'], ['c', 'bad'], ['d']])
})

import { expect, test } from 'vitest'
import { idMaker, isUuid } from './ids.ts'

test('ids of one process ascend, within a millisecond and when the clock goes back', () => {
  const times = [1_000, ...Array.from({ length: 9_000 }, () => 1_000), 999, 1_001]
  let at = 0
  const newId = idMaker(() => times[at++]!)
  const ids = times.map(() => newId())
  expect(ids).toEqual(ids.toSorted())
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => isUuid(id) && id[14] === '7' && '89ab'.includes(id[19]!))).toBe(true)
})

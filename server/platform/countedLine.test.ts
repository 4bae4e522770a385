import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { countedLine } from './countedLine.ts'

test('ten thousand in three seconds are four lines that count all of them', async () => {
  const lines: [number, string][] = []
  let second = () => {}
  const clock = { wait: () => new Promise<void>((resolve) => void (second = resolve)) }
  const tell = countedLine<string>(clock, (...line) => void lines.push(line))
  const passes = async () => {
    second()
    await turn()
  }
  tell('first')
  expect(lines).toEqual([[1, 'first']])
  for (let n = 0; n < 3; n++) {
    for (let i = 0; i < 3_333; i++) tell(`in second ${n}`)
    await passes()
  }
  expect(lines).toEqual([
    [1, 'first'],
    [3_333, 'in second 0'],
    [3_333, 'in second 1'],
    [3_333, 'in second 2'],
  ])
  // Quiet again: nothing is written until the next one, and that one at once.
  await passes()
  expect(lines).toHaveLength(4)
  tell('later')
  expect(lines.at(-1)).toEqual([1, 'later'])
})

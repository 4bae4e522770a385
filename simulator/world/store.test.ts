import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeDice } from './dice.ts'
import { readMeta, writeMeta } from './meta.ts'
import { openStore, type Store } from './store.ts'

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'store-'))
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What a killed process would leave behind at this moment: copies of the files as they are. */
function leftBehind(key: string): unknown {
  const copy = mkdtempSync(path.join(tmpdir(), 'store-'))
  cpSync(folder, copy, { recursive: true })
  const found = openStore(copy)
  const value = readMeta(found, key)
  found.close()
  rmSync(copy, { recursive: true, force: true })
  return value
}

test('what was grouped lies on the disk before anybody is told that it is done', async () => {
  const told = await Promise.all(
    [1, 2, 3].map(async (n) => {
      await store.grouped(() => store.transaction(() => writeMeta(store, `key${n}`, n)))
      return leftBehind(`key${n}`)
    }),
  )
  expect(told).toEqual([1, 2, 3])
})

test('one that fails in a group is undone alone, with its announcements', async () => {
  const heard: string[] = []
  const write = (key: string, fail: boolean) =>
    store.grouped(() =>
      store.transaction(() => {
        writeMeta(store, key, true)
        store.afterCommit(() => heard.push(key))
        if (fail) throw new Error('refused')
      }),
    )
  const results = await Promise.allSettled([write('first', false), write('second', true), write('third', false)])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(['first', 'second', 'third'].map((key) => readMeta(store, key))).toEqual([true, null, true])
  expect(heard).toEqual(['first', 'third'])
})

test('dice go on after a restart where they were, and a refused act gives its throws back', () => {
  const draw = (from: Store, times: number) => {
    const dice = makeDice(from, 5)
    return Array.from({ length: times }, () => from.transaction(() => [dice.count(), dice.digits(6)]))
  }
  const other = openStore(path.join(folder, 'never-stopped'))
  const expected = draw(other, 6)
  other.close()

  const before = draw(store, 3)
  store.close()
  store = openStore(folder)
  const dice = makeDice(store, 99)
  expect(() =>
    store.transaction(() => {
      dice.count()
      throw new Error('refused')
    }),
  ).toThrow('refused')
  const after = Array.from({ length: 3 }, () => store.transaction(() => [dice.count(), dice.digits(6)]))
  expect([...before, ...after]).toEqual(expected)
})

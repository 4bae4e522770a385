import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { hiddenForMs, restWhenHidden } from './restWhenHidden.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A tab that can be hidden and shown, and what it was told to do. */
function openTab(hidden: boolean) {
  const tab = Object.assign(new EventTarget(), { hidden })
  const done: string[] = []
  const stop = restWhenHidden(tab, { rest: () => done.push('rest'), wake: () => done.push('wake') })
  const set = (now: boolean) => {
    tab.hidden = now
    tab.dispatchEvent(new Event('visibilitychange'))
  }
  return { done, stop, set }
}

test('a tab that is hidden for a minute rests, and wakes when it is shown', () => {
  const { done, set } = openTab(false)
  set(true)
  vi.advanceTimersByTime(hiddenForMs - 1)
  expect(done).toEqual([])
  vi.advanceTimersByTime(1)
  set(true)
  vi.advanceTimersByTime(10 * hiddenForMs)
  expect(done).toEqual(['rest'])
  set(false)
  expect(done).toEqual(['rest', 'wake'])
})

test('a glance at another tab changes nothing', () => {
  const { done, set } = openTab(false)
  for (let n = 0; n < 5; n++) {
    set(true)
    vi.advanceTimersByTime(hiddenForMs / 2)
    set(false)
    vi.advanceTimersByTime(hiddenForMs)
  }
  expect(done).toEqual([])
})

test('a tab that was opened in the background rests too; one that is closed does nothing more', () => {
  const opened = openTab(true)
  const closed = openTab(true)
  closed.stop()
  vi.advanceTimersByTime(hiddenForMs)
  closed.set(false)
  expect([opened.done, closed.done]).toEqual([['rest'], []])
})

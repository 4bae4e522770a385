import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { boundedResolve, placesOf, shareOf } from './boundedResolve.ts'

const address = [{ address: '8.8.8.8', family: 4 }]
const ended = (work: Promise<unknown>) =>
  work.then(
    () => 'found',
    ({ code }: { code: string }) => code,
  )

describe('look-ups of hosts that users give', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const stage = (limits: Partial<{ places: number; perOwner: number; waiting: number }> = {}) => {
    const open = new Map<string, () => void>()
    const asked: string[] = []
    const resolve = boundedResolve(
      (host) => {
        asked.push(host)
        return host.startsWith('quick') ? Promise.resolve(address) : new Promise((found) => open.set(host, () => found(address)))
      },
      { places: 2, perOwner: limits.places ?? 2, waiting: 3, withinMs: 5_000, slowForMs: 60_000, ...limits },
    )
    return { resolve, asked, open }
  }

  test('leave threads for the rest of the process', () => {
    expect([4, 8, 16, 128, 1].map(placesOf)).toEqual([1, 2, 4, 32, 1])
  })

  test('no more run at once than there are places, one for each host, and those that waited follow', async () => {
    const { resolve, asked, open } = stage()
    const all = ['slow1', 'slow1', 'slow2', 'quick1', 'quick2'].map((host) => ended(resolve(host)))
    expect(asked).toEqual(['slow1', 'slow2'])
    open.get('slow1')!()
    expect(await Promise.all([all[0], all[1], all[3], all[4]])).toEqual(['found', 'found', 'found', 'found'])
    expect(asked).toEqual(['slow1', 'slow2', 'quick1', 'quick2'])
  })

  test('of one workspace leave places for the others, also while some wait', async () => {
    const { resolve, asked, open } = stage({ places: 2, perOwner: 1, waiting: 4 })
    const loud = ['slow1', 'slow2', 'slow3', 'slow4'].map((host) => ended(resolve(host, 'loud')))
    expect(await ended(resolve('quick', 'other'))).toBe('found')
    expect(await loud[3]).toBe('EAI_AGAIN')
    // A host that is looked up already is waited for, whoever asked first, and takes no place of the second.
    const same = ended(resolve('slow1', 'other'))
    expect(await ended(resolve('quick2', 'other'))).toBe('found')
    expect(asked).toEqual(['slow1', 'quick', 'quick2'])
    open.get('slow1')!()
    expect([await same, await loud[0]]).toEqual(['found', 'found'])
    expect(asked).toEqual(['slow1', 'quick', 'quick2', 'slow2'])
    expect([4, 32, 1].map(shareOf)).toEqual([1, 8, 1])
  })

  test('a slow one is given up in time, keeps its place until it ends, and is not looked up again for a while', async () => {
    const { resolve, asked, open } = stage({ places: 1 })
    const [slow, waiting] = [ended(resolve('slow')), ended(resolve('quick'))]
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await Promise.all([slow, waiting])).toEqual(['EAI_AGAIN', 'EAI_AGAIN'])
    const later = ended(resolve('quick'))
    expect(asked).toEqual(['slow'])
    open.get('slow')!()
    expect(await later).toBe('found')
    expect(await ended(resolve('slow'))).toBe('EAI_AGAIN')
    await vi.advanceTimersByTimeAsync(60_000)
    const again = ended(resolve('slow'))
    expect(asked).toEqual(['slow', 'quick', 'slow'])
    open.get('slow')!()
    expect(await again).toBe('found')
  })

  test('when too many wait, the next fails at once', async () => {
    const { resolve, asked } = stage({ places: 1 })
    const all = ['a', 'b', 'c', 'd', 'e'].map((host) => ended(resolve(host)))
    expect(await all[4]).toBe('EAI_AGAIN')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await Promise.all(all)).toEqual(Array.from({ length: 5 }, () => 'EAI_AGAIN'))
    expect(asked).toEqual(['a'])
  })
})

import type { Deps } from '../deps.ts'
import { showWaiting } from './showWaiting.ts'
import { findWaiting } from './waiting.queries.ts'

/** Two gauges over all workspaces: how much waits to be said per kind, and in how many seconds the last of it will be gone. */
export function watchQueue({ databases, clock, channelOf, metrics }: Pick<Deps, 'databases' | 'clock' | 'channelOf' | 'metrics'>): void {
  const perKind = async (
    valueOf: (line: ReturnType<typeof showWaiting>, now: Date) => number | null,
    sum: (a: number, b: number) => number,
  ) => {
    const now = clock.now()
    const values = new Map<string, number>()
    for (const row of await findWaiting(databases.system)) {
      const value = valueOf(showWaiting(row, channelOf(row.channel).rates[row.kind], now), now)
      if (value !== null) values.set(row.kind, sum(values.get(row.kind) ?? 0, value))
    }
    return [...values].map(([kind, value]) => ({ labels: { kind }, value }))
  }
  metrics.watch('autodm_queue_waiting', 'Messages that wait to be said, by kind', ['kind'], () =>
    perKind(
      (line) => line.waiting,
      (a, b) => a + b,
    ),
  )
  metrics.watch(
    'autodm_queue_empty_seconds',
    'Seconds until the last waiting message of a kind is said, of accounts that may speak',
    ['kind'],
    () => perKind((line, now) => (line.emptyAt ? Math.max(0, (Date.parse(line.emptyAt) - now.getTime()) / 1000) : null), Math.max),
  )
}

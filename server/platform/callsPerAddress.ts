import type { Clock } from './clock.ts'

/** Addresses that are remembered at most; the oldest is forgotten first. */
const addressesAtMost = 10_000

/**
 * Counts calls by address, or by another name of who calls, in this process, for pages that cost little and tell nothing that can be
 * guessed. What must hold over all processes is counted in the database.
 * Out:    `count` counts one call: null when it may continue; otherwise the seconds to wait.
 */
export function callsPerAddress(clock: Pick<Clock, 'machineMs'>, limit: { calls: number; perMs: number }) {
  const counted = new Map<string, { calls: number; ends: number }>()
  return {
    count(address: string): number | null {
      const now = clock.machineMs()
      const known = counted.get(address)
      const current = known && known.ends > now ? known : { calls: 0, ends: now + limit.perMs }
      current.calls++
      counted.delete(address)
      counted.set(address, current)
      if (counted.size > addressesAtMost) counted.delete(counted.keys().next().value!)
      return current.calls > limit.calls ? Math.max(1, Math.ceil((current.ends - now) / 1000)) : null
    },
  }
}

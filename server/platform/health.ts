import type { Clock } from './clock.ts'
import type { Log } from './log.ts'

export type Role = 'web' | 'worker' | 'scheduler'
/** Why a process cannot work: a code for programs, a sentence for people, and the role concerned (null: all of them). */
export type Reason = { code: string; text: string; role: Role | null }
/** Checks once. Out: what is wrong now. Errors: count as "not known", which changes nothing. */
export type Check = () => Promise<Reason[]>

export type Health = {
  /** From now on this process takes no work: a newer version takes over. */
  leave(reason: Reason): void
  leaving(): Reason | null
  /** Adds a check that runs every second. */
  watch(check: Check): void
  /** What has been wrong for longer than `blipMs`. In: one role, or all. */
  reasons(role?: Role): Reason[]
  stop(): Promise<void>
}

const keyOf = ({ code, role }: Reason) => `${role ?? ''} ${code}`
const lookEveryMs = 1_000
/** A restart of another process, or a flushed Redis, is over by then; requirement D10 wants a report within ten seconds. */
const blipMs = 4_000

export function makeHealth(deps: { clock: Clock; log: Log }): Health {
  const checks: Check[] = []
  const since = new Map<string, { reason: Reason; at: number; told: boolean }>()
  const stopping = new AbortController()
  let leaving: Reason | null = null
  let looking: Promise<void> | null = null

  function note(found: Reason[]): void {
    const now = performance.now()
    for (const reason of found) {
      const known = since.get(keyOf(reason))
      if (!known) since.set(keyOf(reason), { reason, at: now, told: false })
      else if (!known.told && now - known.at >= blipMs) {
        known.told = true
        deps.log.error({ reason: reason.code, role: reason.role ?? undefined }, reason.text)
      }
    }
    for (const [key, { reason, told }] of since)
      if (!found.some((one) => keyOf(one) === key)) {
        since.delete(key)
        if (told) deps.log.info({ reason: reason.code, role: reason.role ?? undefined }, 'what kept this process from its work is over')
      }
  }
  async function look(): Promise<void> {
    while (!stopping.signal.aborted) {
      const found = await Promise.all(checks.map((check) => check().catch(() => null)))
      if (found.every((one) => one !== null)) note(found.flat())
      await deps.clock.wait(lookEveryMs, stopping.signal)
    }
  }
  return {
    leave: (reason) => void (leaving ??= reason),
    leaving: () => leaving,
    watch(check) {
      checks.push(check)
      looking ??= look()
    },
    reasons: (role) =>
      [...(leaving ? [leaving] : []), ...[...since.values()].filter(({ told }) => told).map(({ reason }) => reason)].filter(
        (one) => !role || one.role === null || one.role === role,
      ),
    async stop() {
      stopping.abort()
      await looking
    },
  }
}

import type { Clock } from '../../server/platform/clock.ts'

type Timer = { due: number; by: string; what: string; go: () => void | Promise<void> }

/** The time of one simulated world: it advances only when the story moves it. */
export type Time = {
  machineMs(): number
  /** The current time on the product clock, for platform and product. */
  worldMs(): number
  /** Advances the system clock, but not beyond an event that has a moment of its own. */
  pass(ms: number): void
  /** Sets the product clock forward or back, as an administrator or a bad time server does. */
  jump(ms: number): void
  at(due: number, by: string, what: string, go: () => void | Promise<void>, options?: { strict?: boolean }): () => void
  /** Timers that have come due, the earliest first. */
  due(): Timer[]
  take(timer: Timer): Promise<void>
  nextDue(): number | null
  forget(by: string): void
  clockOf(by: string): Clock
}

/** A Friday. Ids contain the time, so every world begins at the same moment. */
const beginning = Date.UTC(2026, 10, 20, 12)

export function makeTime(): Time {
  let machine = beginning
  let offset = 0
  let timers: (Timer & { strict: boolean })[] = []
  const remove = (timer: Timer) => void (timers = timers.filter((one) => one !== timer))
  const time: Time = {
    machineMs: () => machine,
    worldMs: () => machine + offset,
    pass(ms) {
      const strict = timers.filter((one) => one.strict).map((one) => one.due)
      machine = Math.max(machine, Math.min(machine + Math.ceil(ms), ...strict))
    },
    jump: (ms) => void (offset += ms),
    at(due, by, what, go, { strict = false } = {}) {
      const timer = { due, by, what, go, strict }
      timers.push(timer)
      return () => remove(timer)
    },
    due: () => timers.filter((one) => one.due <= machine).sort((a, b) => a.due - b.due),
    async take(timer) {
      remove(timer)
      await timer.go()
    },
    nextDue: () => (timers.length ? Math.min(...timers.map((one) => one.due)) : null),
    forget: (by) => void (timers = timers.filter((one) => one.by !== by)),
    clockOf: (by) => ({
      now: () => new Date(machine + offset),
      machineMs: () => machine,
      wait: (ms, signal) =>
        new Promise((resolve) => {
          const forget = time.at(machine + ms, by, `waited ${ms} ms`, resolve)
          signal?.addEventListener('abort', () => {
            forget()
            resolve()
          })
        }),
      every: () => {
        throw new Error('loops of a simulated process are run by the story')
      },
    }),
  }
  return time
}

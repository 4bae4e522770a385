/**
 * The generic cell rate algorithm: a limit as two numbers and one time. In every stretch of `perMs` at most `calls` calls start,
 * counted by any stretch, not by the clock's hours: a twentieth of them may go at once, the rest evenly, and together they never
 * exceed the limit (burst + rate × stretch ≤ calls).
 */
export type Rate = { key: string; calls: number; perMs: number }
export type Cell = { tatMs: number; intervalMs: number; toleranceMs: number }

/** The share of a limit that may go at once. What is left for the even flow is 1 − this, so at least 95 % of a limit is used. */
const burstShare = 0.04

/** The interval between calls and the tolerance that a limit amounts to. In: calls per stretch; out: milliseconds. */
export function paceOf({ calls, perMs }: Rate): { intervalMs: number; toleranceMs: number } {
  const burst = Math.max(1, Math.floor(calls * burstShare))
  const intervalMs = perMs / Math.max(1, calls - burst)
  // A limit of one call leaves no room for both: then one call per stretch.
  return calls <= 1 ? { intervalMs: perMs, toleranceMs: 0 } : { intervalMs, toleranceMs: (burst - 1) * intervalMs }
}

/** How many calls may start at this moment. */
export const slotsNow = (cell: Cell, nowMs: number): number => Math.max(0, Math.floor((nowMs + cell.toleranceMs - Math.max(cell.tatMs, nowMs)) / cell.intervalMs + 1))

/** The cell after one call has started. */
export const taken = (cell: Cell, nowMs: number): Cell => ({ ...cell, tatMs: Math.max(cell.tatMs, nowMs) + cell.intervalMs })

/** The cell after a call turned out to have had no effect: its slot comes back. */
export const givenBack = (cell: Cell): Cell => ({ ...cell, tatMs: cell.tatMs - cell.intervalMs })

/** When the next call may start. */
export const freeAtMs = (cell: Cell, nowMs: number): number => Math.max(nowMs, cell.tatMs - cell.toleranceMs)

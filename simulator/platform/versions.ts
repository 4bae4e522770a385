import type { Settings } from '../world/settings.ts'
import { GraphError, refuse } from './errors.ts'

const day = (date: string) => Date.parse(`${date}T00:00:00Z`)

/** The versions that can be called, oldest first, and when each ends (meta-platform.md 10 and 13.1, row 1.1). */
const living: readonly { version: string; diesAt: number }[] = [
  { version: 'v21.0', diesAt: day('2027-01-21') },
  { version: 'v22.0', diesAt: day('2027-05-20') },
  { version: 'v23.0', diesAt: day('2027-10-08') },
  { version: 'v24.0', diesAt: day('2028-02-18') },
  { version: 'v25.0', diesAt: day('2028-07-29') },
  { version: 'v26.0', diesAt: Infinity },
  { version: 'v27.0', diesAt: Infinity },
]

/** How many minor versions each major version had before there was only `.0`. */
const minors: Record<number, number> = { 1: 1, 2: 13, 3: 4 }

function wasEver(version: string): boolean {
  const [, major, minor] = /^v(\d{1,2})\.(\d{1,2})$/.exec(version) ?? []
  if (major === undefined || version !== `v${Number(major)}.${Number(minor)}`) return false
  return Number(major) >= 1 && Number(major) <= 27 && Number(minor) < (minors[Number(major)] ?? 1)
}

/**
 * Takes the version off the front of a path.
 * In:     the parts after the host, whether ended versions are served, the product clock's time.
 * Out:    the version that serves the call (the oldest supported when none or an ended one was given) and the rest of the path.
 * Errors: 2500 for a version that never existed; 2635 for an ended one where the settings refuse it.
 */
export function takeVersion(parts: string[], deadVersions: Settings['deadVersions'], now: number): { version: string; rest: string[] } {
  const oldest = living.find(({ diesAt }) => diesAt > now)!.version
  const first = parts[0]
  if (!first || !/^v\d/.test(first)) return { version: oldest, rest: parts }
  if (!wasEver(first)) throw refuse.unknownPath(parts.join('/'))
  const rest = parts.slice(1)
  if (living.some(({ version, diesAt }) => version === first && diesAt > now)) return { version: first, rest }
  if (deadVersions === 'serve') return { version: oldest, rest }
  throw new GraphError(2635, `${first} is no longer available.`, { hint: `${oldest} to ${living.at(-1)!.version} can be called` })
}

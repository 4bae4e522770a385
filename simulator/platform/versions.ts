import type { Settings } from '../world/settings.ts'
import { GraphError } from './errors.ts'

/** The living versions, oldest first (meta-platform.md 10). */
export const versions = ['v21.0', 'v22.0', 'v23.0', 'v24.0', 'v25.0', 'v26.0', 'v27.0'] as const

/**
 * Takes the version off the front of a path.
 * Out:    the version that serves the call (the oldest when none was said) and the rest of the path.
 * Errors: 2635 for a version that never was or, unless the settings serve it with the oldest living one, is dead.
 */
export function takeVersion(parts: string[], deadVersions: Settings['deadVersions']): { version: string; rest: string[] } {
  const first = parts[0]
  if (!first || !/^v\d+(\.\d+)?$/.test(first)) return { version: versions[0], rest: parts }
  const rest = parts.slice(1)
  if ((versions as readonly string[]).includes(first)) return { version: first, rest }
  const dead = /^v([1-9]|1\d|20)\.0$/.test(first)
  if (dead && deadVersions === 'serve') return { version: versions[0], rest }
  throw new GraphError(2635, `${first} is not a version that can be called; ${versions[0]} to ${versions.at(-1)} can.`)
}

import type { Usage } from '../../model/channel.ts'
import { listOf, objectOf } from './fields.ts'
import { parseExact } from './parseExact.ts'

const figures = ['call_count', 'total_time', 'total_cputime'] as const

/**
 * Reads the rate-limit headers of a response (meta-platform.md 9). Most responses have none, and none is guaranteed.
 * In:  header names in any case.
 * Out: the highest of all values; the platform gives the regain time in minutes.
 */
export function readUsage(headers: Record<string, string>): Usage {
  const usage: Usage = { percent: 0, regainMs: null }
  for (const [name, value] of Object.entries(headers)) {
    const header = name.toLowerCase()
    if (header === 'x-app-usage' || header === 'x-page-usage') count(usage, parsed(value))
    if (header === 'x-business-use-case-usage') {
      for (const uses of Object.values(objectOf(parsed(value)) ?? {})) for (const use of listOf(uses)) count(usage, use)
    }
    // Not documented; a proxy between us and the platform may send it, in seconds.
    if (header === 'retry-after' && /^\d{1,6}$/.test(value)) wait(usage, Number(value) * 1000)
  }
  return usage
}

const usageHeaders = /^x-(app|page|business-use-case)-usage$/i

/** How much of what the platform allows an hour was used, in percent; null: the response does not say. */
export const usedPercent = (headers: Record<string, string>): number | null =>
  Object.keys(headers).some((name) => usageHeaders.test(name)) ? readUsage(headers).percent : null

function count(usage: Usage, value: unknown): void {
  const use = objectOf(value)
  for (const figure of figures) {
    const percent = use?.[figure]
    if (typeof percent === 'number' && percent > usage.percent) usage.percent = percent
  }
  const minutes = use?.estimated_time_to_regain_access
  if (typeof minutes === 'number' && minutes > 0) wait(usage, minutes * 60_000)
}

/** More than a day is a mistake rather than a wait, and would stop an account for that long. */
const longestWaitMs = 24 * 60 * 60_000

function wait(usage: Usage, ms: number): void {
  usage.regainMs = Math.min(longestWaitMs, Math.max(usage.regainMs ?? 0, Math.round(ms)))
}

function parsed(text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    return null
  }
}

/**
 * When versions of the Graph API end (meta-platform.md 10, and 13.1, row 1.1). A version that is newer than the listed ones has no known
 * end yet. A request to a version that has ended is served by the oldest one still supported, so the response may differ from what was
 * requested.
 */
const endOf: Record<string, string> = {
  'v19.0': '2026-05-21',
  'v20.0': '2026-09-24',
  'v21.0': '2027-01-21',
  'v22.0': '2027-05-20',
  'v23.0': '2027-10-08',
  'v24.0': '2028-02-18',
  'v25.0': '2028-07-29',
}
const oldestListed = 19
const noticeMs = 30 * 24 * 60 * 60_000

/**
 * Returns whether the configured version has ended or is about to.
 * In: a version of the form `v27.0`. Out: one sentence for the log, or null.
 */
export function whyVersionIsOld(version: string, now: Date): string | null {
  if (Number(/^v(\d+)/.exec(version)?.[1]) < oldestListed)
    return `Graph API ${version} has ended. Set META_GRAPH_VERSION to a newer version.`
  const end = endOf[version]
  if (!end || Date.parse(end) - now.getTime() > noticeMs) return null
  return Date.parse(end) <= now.getTime()
    ? `Graph API ${version} ended on ${end}. Set META_GRAPH_VERSION to a newer version.`
    : `Graph API ${version} ends on ${end}. Set META_GRAPH_VERSION to a newer version before that.`
}

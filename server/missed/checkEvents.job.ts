import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { History } from '../model/capabilities.ts'
import type { Ability, Credentials } from '../model/channel.ts'
import type { ChannelName } from '../model/event.ts'
import type { Job } from '../model/job.ts'
import { askPlatform, openLine, type AskDeps, type Asked, type Line } from '../outbox/askPlatform.ts'
import type { NewId } from '../platform/ids.ts'
import type { PostCounts } from '../platform/tables/eventChecks.ts'
import type { Vault } from '../platform/vault.queries.ts'
import type { Wake } from '../platform/wake.ts'
import { laneOfChecks, notPermitted, partJob, type Check } from './checkJobs.ts'
import { beginCheck, endParts, findCheckStanding, findNamedPosts, removeOldChecks, type Standing } from './checks.queries.ts'

export type MissedDeps = AskDeps & { vault: Vault; newId: NewId; wake: Wake; channelNames: readonly ChannelName[] }

/** A webhook may take this long: what is younger is left to the next check. */
const onItsWayMs = 60_000
/** Each check begins this long before the end of the last one: lists may be behind. */
const overlapMs = 120_000
/** An account that was never checked is read back this far, and no further than it was connected. */
const dayMs = 24 * 3_600_000
const firstMs = dayMs
/** Checks are a quarter of an hour apart; so long after the last, there was an outage. */
const outageMs = 3_600_000
/** The newest posts. Of older ones, those are read that automations name. */
const mostPostPages = 2
const mostOlderPosts = 20
const keptMs = 30 * 86_400_000

/**
 * Begins the check of an account: makes its subscription again if the platform dropped it, and has read what may hold missed events: the
 * posts whose number of comments changed, and the threads that were written in last.
 */
export const checkEvents = (deps: MissedDeps): JobHandler => ({
  backoffMs: [10_000, 60_000, 300_000],
  timeLimitMs: 120_000,
  repeatable: true,
  waitsForAccount: true,
  // The next check begins where the last complete one ended.
  gaveUp: () => null,
  async run(job) {
    const accountId = job.accountId!
    const line = await openLine(deps, accountId, ({ history, connecting }) => history && { history, connecting })
    if ('kind' in line) return line
    const { history, connecting } = line.part
    const subscribed = await askPlatform(deps, accountId, history.rates.posts, () => connecting.subscribe(deps.http, line.as))
    if ('outcome' in subscribed) return subscribed.outcome
    const may = (name: Ability['name']) => isGranted(connecting.abilities, name, line.as)
    const posts: Asked<Listed> = may('comments') ? await listPosts(deps, accountId, { part: history, as: line.as }) : { found: noPosts }
    if ('outcome' in posts) return posts.outcome
    const standing = await findCheckStanding(deps.system, accountId)
    const resubscribed = 'found' in subscribed && subscribed.found.wasMissing && standing.checkedUntil !== null
    const refused = 'refused' in posts ? (posts.refused.class === 'permission' ? notPermitted : posts.refused.code) : null
    const found = 'found' in posts ? await withOlder(deps, accountId, posts.found) : []
    await begin(deps, job, history, standing, { posts: found, readsMessages: may('messages'), refused, resubscribed })
    await removeOldChecks(deps.system, accountId, new Date(deps.clock.now().getTime() - keptMs))
    return refused === null ? { kind: 'done' } : { kind: 'failed', code: refused }
  },
})

type Post = { id: string; commentCount: number }

/** `isAll`: the account has no older posts. */
type Listed = { posts: Post[]; isAll: boolean }
const noPosts: Listed = { posts: [], isAll: true }

async function listPosts(deps: MissedDeps, accountId: string, line: Line<History>): Promise<Asked<Listed>> {
  const found: Post[] = []
  let after: string | null = null
  for (let pages = 0; pages < mostPostPages; pages++) {
    const from: string | null = after
    const asked: Asked<{ posts: Post[]; next: string | null }> = await askPlatform(deps, accountId, line.part.rates.posts, () =>
      line.part.listPosts(deps.http, line.as, from),
    )
    if (!('found' in asked)) return asked
    found.push(...asked.found.posts)
    after = asked.found.next
    if (after === null) break
  }
  return { found: { posts: found, isAll: after === null } }
}

/** Adds the posts that live automations name and that are older than the list. Their number of comments is not known. */
async function withOlder(deps: MissedDeps, accountId: string, { posts, isAll }: Listed): Promise<Post[]> {
  if (isAll) return posts
  const listed = new Set(posts.map(({ id }) => id))
  const named = await findNamedPosts(deps.system, accountId)
  const older = named.filter((id) => !listed.has(id)).slice(0, mostOlderPosts)
  return [...posts, ...older.map((id) => ({ id, commentCount: -1 }))]
}

async function begin(
  deps: MissedDeps,
  job: Job,
  history: History,
  standing: Standing,
  seen: { posts: Post[]; readsMessages: boolean; refused: string | null; resubscribed: boolean },
): Promise<void> {
  const account = { id: job.accountId!, workspaceId: job.workspaceId! }
  const check = job.data as Check
  const now = deps.clock.now()
  const until = new Date(now.getTime() - onItsWayMs)
  // Nobody is answered who wrote while the owner had it switched off, or before it was connected.
  const oldest = Math.max(now.getTime() - history.readableMs, standing.activeSince.getTime())
  const wanted = check.since ? Date.parse(check.since) : sinceOf(standing, now)
  const since = new Date(Math.max(wanted, oldest))
  const slice = { slot: check.slot, since: since.toISOString(), until: until.toISOString(), after: null, part: 0 }
  // A comment may come while another is deleted: then the number stays. So all posts are read after an outage and once a day.
  const readsAll = check.since !== undefined || isLongAgo(standing.checkedUntil, until)
  const backADay = new Date(Math.max(oldest, Math.min(since.getTime(), until.getTime() - dayMs))).toISOString()
  // Of a number that had changed at the last check, some comments may have been too young for that one.
  const mayHaveNews = ({ id, commentCount }: Post) => {
    const known = standing.posts[id]
    return commentCount !== 0 && (readsAll || commentCount < 0 || known?.count !== commentCount || known.changed)
  }
  const countsOf = ({ id, commentCount }: Post) => [id, { count: commentCount, changed: standing.posts[id]?.count !== commentCount }]
  const parts = seen.posts
    .filter(mayHaveNews)
    .map(({ id }) => partJob(account, { ...slice, ...(readsAll ? { since: backADay } : {}), postId: id }, now))
  if (seen.readsMessages) parts.push(partJob(account, { ...slice, postId: null }, now))
  await deps.system.transaction().execute(async (trx) => {
    await beginCheck(trx, {
      account_id: account.id,
      slot: check.slot,
      workspace_id: account.workspaceId,
      since,
      until,
      is_cut: wanted < oldest,
      resubscribed: seen.resubscribed,
      posts: Object.fromEntries(seen.posts.map(countsOf)) as PostCounts,
      failed: seen.refused === null || seen.refused === notPermitted ? 0 : 1,
      failed_code: seen.refused,
      started_at: now,
    })
    await addJobs(trx, { newId: deps.newId, now }, parts)
    if (!parts.length) await endParts(trx, [{ account_id: account.id, slot: check.slot, lane: laneOfChecks(account.id), code: null }], now)
  })
  deps.wake.tell('jobs', account.workspaceId, [account.id])
}

/** From the end of the last complete check on; the first one begins with the connection, but not long ago. */
function sinceOf({ checkedUntil, activeSince }: Standing, now: Date): number {
  if (checkedUntil) return checkedUntil.getTime() - overlapMs
  return Math.max(activeSince.getTime(), now.getTime() - firstMs)
}

/** True after an outage, and for the first check of a day (UTC). */
const isLongAgo = (checkedUntil: Date | null, until: Date): boolean =>
  checkedUntil === null ||
  until.getTime() - checkedUntil.getTime() > outageMs ||
  Math.floor(until.getTime() / dayMs) !== Math.floor(checkedUntil.getTime() / dayMs)

/** What is certainly not granted is not read. */
const isGranted = (abilities: readonly Ability[], name: Ability['name'], { loginType, grantedScopes }: Credentials): boolean =>
  !grantedScopes ||
  abilities.filter((one) => one.name === name).every(({ needs }) => needs[loginType].every((scope) => grantedScopes.includes(scope)))

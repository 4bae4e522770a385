import type { Deps } from '../deps.ts'
import { findDueTurns, type DueTurn } from '../jobs/dueTurns.queries.ts'
import type { TextOf } from '../model/sentence.ts'
import { sentenceOfJob, titleOfJob } from '../model/sentences.ts'
import { countedAtMost, findDueLanes } from '../outbox/dueLanes.queries.ts'
import { whyWaiting, type WhyWaiting } from '../outbox/whyWaiting.ts'
import type { Lane } from './admin.schemas.ts'
import { findLaneNames, type LaneName } from './laneNames.queries.ts'
import { sentence } from './sentences.ts'

/** How many lanes are shown of messages, and as many of jobs and deliveries. */
export const lanesAtMost = 20

const inTurn: WhyWaiting = { code: 'in_turn', words: sentence('admin.in_turn'), until: null }

/**
 * The lanes of all workspaces with something due, the longest waiting first: messages by account and kind, deliveries by endpoint, jobs by
 * account or workspace and kind. Only names of accounts, endpoints and workspaces are shown, nothing of the people they write to.
 * In: `patient`: the kinds of jobs that wait for their account.
 */
export async function showLanes({ databases }: Deps, textOf: TextOf, now: Date, patient: readonly string[]): Promise<Lane[]> {
  const [messages, turns] = await Promise.all([
    findDueLanes(databases.system, now, lanesAtMost),
    findDueTurns(databases.jobs, now, { limit: lanesAtMost, atMost: countedAtMost }),
  ])
  const ids = [...messages.map((lane) => lane.workspaceId), ...turns.flatMap((one) => [one.turn, one.accountId, one.workspaceId])]
  const names = await findLaneNames(databases.system, [...new Set(ids.filter((id) => id !== null))])
  const named = (id: string | null, of: LaneName['of']) => {
    const found = id === null ? undefined : names.get(id)
    return found?.of === of ? { id: found.id, name: found.name } : null
  }
  const show = ({ code, words, until }: WhyWaiting) => ({ code, text: textOf(words), until })
  const ofMessages = messages.map((lane): Lane => ({
    of: 'messages',
    kind: lane.kind,
    title: null,
    workspace: named(lane.workspaceId, 'workspace'),
    account: { id: lane.accountId, name: lane.accountName },
    endpoint: null,
    waiting: lane.waiting,
    dueSince: lane.dueSince.toISOString(),
    why: show(whyWaiting(lane, now) ?? inTurn),
  }))
  const ofJobs = turns.map((turn): Lane => {
    const title = titleOfJob(turn.kind)
    const account = names.get(turn.accountId ?? '')
    return {
      of: turn.kind === 'deliver' ? 'deliveries' : 'jobs',
      kind: turn.kind,
      title: title ? textOf(title) : turn.kind,
      workspace: named(turn.workspaceId, 'workspace'),
      account: named(turn.accountId, 'account'),
      endpoint: named(turn.turn, 'endpoint'),
      waiting: turn.waiting,
      dueSince: turn.dueSince.toISOString(),
      why: show(whyHeld(turn, patient.includes(turn.kind) ? account : undefined, now)),
    }
  })
  return [...ofMessages, ...ofJobs].toSorted((a, b) => a.dueSince.localeCompare(b.dueSince))
}

/** Why due jobs of a turn are not begun. `account`: that for which they wait. */
function whyHeld({ code, heldUntil, isRunning }: DueTurn, account: LaneName | undefined, now: Date): WhyWaiting {
  const ofAccount =
    account?.status && whyWaiting({ ...account, status: account.status, stopped: null, blockedUntil: null, breaker: null }, now)
  if (ofAccount) return ofAccount
  if (isRunning) return { code: 'lane_running', words: sentence('admin.lane_running'), until: null }
  if (heldUntil === null) return inTurn
  const words = code === null ? sentence('admin.lane_held') : sentence('admin.lane_held_by', { before: sentenceOfJob(code) })
  return { code: 'lane_held', words, until: heldUntil > now ? heldUntil.toISOString() : null }
}

import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { answeringOrder, prioritiesFor, type Placed } from '../engine/order.ts'
import type { Automation, Definition } from '../model/automation.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'
import { type AutomationRow, findAutomations } from './automations.queries.ts'
import type { Finding } from '../engine/finding.ts'
import { lintOrder } from './lintOrder.ts'
import { findSetNumber, setPriorities } from './order.queries.ts'
import type { LoadedSet } from './setCache.ts'

/** The automations of an account as they are now. Errors: not_found. */
async function setOf(deps: Deps, trx: Trx, accountId: string): Promise<LoadedSet> {
  return deps.sets.get(trx, accountId, (await findSetNumber(trx, accountId)) ?? notFound('account', accountId))
}

/** All automations of an account in the order in which they are considered. Errors: not_found (account). */
export const readOrder = async (deps: Deps, who: Principal, accountId: string): Promise<Placed[]> =>
  inWorkspace(deps.databases.web, who, async (trx) => answeringOrder((await setOf(deps, trx, accountId)).automations))

/**
 * Moves an automation directly before or after another one of its group, by changing priorities.
 * Out:    the whole new order.
 * Errors: not_found; invalid_input when no priority can place the two next to each other.
 */
export async function moveAutomation(
  deps: Deps,
  who: Principal,
  id: string,
  to: { other: string; place: 'before' | 'after' },
): Promise<Placed[]> {
  const { workspaceId } = who
  const order = await inWorkspace(deps.databases.web, who, async (trx) => {
    await lockIngest(trx)
    const { accountId } = (await findAutomations(trx, { id, before: null, limit: 1 }))[0] ?? notFound('automation', id)
    const placed = answeringOrder((await setOf(deps, trx, accountId)).automations)
    const one = (wanted: string): Placed => placed.find(({ automation }) => automation.id === wanted) ?? notFound('automation', wanted)
    const [moved, other] = [one(id), one(to.other)]
    if (moved === other) throw new ApiError('invalid_input', 'An automation cannot be placed next to itself.')
    if (moved.group !== other.group)
      throw new ApiError(
        'invalid_input',
        'These two never compete: direct messages are apart from comments, and one post or story always comes before any.',
      )
    const wanted = placed.filter((each) => each.group === moved.group && each !== moved)
    wanted.splice(wanted.indexOf(other) + (to.place === 'after' ? 1 : 0), 0, moved)
    const priorities = prioritiesFor(wanted, id)
    if (priorities.size > 0) {
      await setPriorities(trx, accountId, priorities, deps.clock.now())
      await writeAudit(trx, deps, {
        workspaceId,
        actor: who.actor,
        action: 'move',
        subject: 'automation',
        subjectId: id,
        fields: ['priority'],
      })
    }
    // Not read again: the cache of sets must never contain uncommitted data.
    return answeringOrder(
      placed.map(({ automation }) => ({ ...automation, priority: priorities.get(automation.id) ?? automation.priority })),
    )
  })
  deps.wake.tell('automations', workspaceId)
  return order
}

/** An automation that may not be saved yet, for the linter: missing values are those of a new one. */
export type Lintable = { definition: Definition; saved?: AutomationRow | undefined }

/** Finds other automations that reply to the same events. Errors: not_found (account). */
export async function lintAmong(deps: Deps, trx: Trx, accountId: string, { definition, saved }: Lintable): Promise<Finding[]> {
  const candidate: Automation = {
    id: saved?.id ?? '',
    versionId: '',
    version: 0,
    name: saved?.name ?? '',
    live: true,
    priority: saved?.priority ?? 0,
    createdAt: saved?.createdAt ?? deps.clock.now(),
    definition,
  }
  return lintOrder(candidate, await setOf(deps, trx, accountId))
}

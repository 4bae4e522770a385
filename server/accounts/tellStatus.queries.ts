import { sql } from 'kysely'
import { planDeliveries, type NewEndpointEvent } from '../endpoints/planDeliveries.queries.ts'
import type { AccountStatus } from '../model/account.ts'
import type { TextOf } from '../model/sentence.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import type { Wake } from '../platform/wake.ts'

type Changed = {
  id: string
  workspaceId: string
  channel: string
  externalId: string
  name: string
  username: string | null
  status: AccountStatus
  reason: string | null
  before: AccountStatus | null
  at: Date
}
const isUntold = sql`told_status is distinct from status`
const atOnce = 200

/** Takes accounts whose status endpoints were not told of, whoever changed it. Each is taken by one worker. */
async function takeChanged(trx: Trx): Promise<Changed[]> {
  const { rows } = await sql<Changed>`
    with changed as (
      select id, told_status from accounts where ${isUntold} order by id limit ${atOnce} for no key update skip locked)
    update accounts a set told_status = a.status from changed where a.id = changed.id
    returning a.id, a.workspace_id as "workspaceId", a.channel, a.external_id as "externalId", a.name, a.username, a.status,
      a.status_reason as reason, changed.told_status as before, a.updated_at as at`.execute(trx)
  return rows
}

/**
 * Tells endpoints of accounts whose status changed: a person, the platform or a check may have changed it, in any process. What is told is
 * the status now, once. Out: whether there were any.
 */
export async function tellStatus(deps: { system: Db; clock: Clock; newId: NewId; wake: Wake; textOf: TextOf }): Promise<boolean> {
  const { rows } = await sql`select from accounts where ${isUntold} limit 1`.execute(deps.system)
  if (!rows.length) return false
  const { count, waiting } = await deps.system.transaction().execute(async (trx) => {
    const changed = await takeChanged(trx)
    const planned = await planDeliveries(trx, { newId: deps.newId, now: deps.clock.now() }, changed.map(eventOf(deps.textOf)))
    return { count: changed.length, waiting: planned.waiting }
  })
  if (waiting) deps.wake.tell('jobs', null)
  return count > 0
}

const eventOf =
  (textOf: TextOf) =>
  (account: Changed): NewEndpointEvent => ({
    workspaceId: account.workspaceId,
    type: 'account.status',
    occurredAt: account.at,
    accountId: account.id,
    contactId: null,
    leadId: null,
    automationId: null,
    causeId: null,
    formId: null,
    campaignId: null,
    fields: { status: account.status },
    data: {
      accountId: account.id,
      channel: account.channel,
      externalId: account.externalId,
      name: account.name,
      username: account.username,
      status: account.status,
      before: account.before,
      reason: account.reason === null ? null : textOf(account.reason),
      at: account.at.toISOString(),
    },
  })

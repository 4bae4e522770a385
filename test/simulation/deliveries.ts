import { Kysely, PostgresDialect } from 'kysely'
import { deliver } from '../../server/endpoints/deliver.job.ts'
import type { Dice } from '../../server/engine/dice.ts'
import type { JobHandler } from '../../server/jobs/handler.ts'
import { addLeads } from '../../server/leads/addLeads.queries.ts'
import { updateLeadStates } from '../../server/leads/leadStates.queries.ts'
import type { Clock } from '../../server/platform/clock.ts'
import type { Db } from '../../server/platform/db.ts'
import type { GuardedHttp } from '../../server/platform/guardedHttp.ts'
import type { NewId } from '../../server/platform/ids.ts'
import type { Log } from '../../server/platform/log.ts'
import type { Tables } from '../../server/platform/tables/tables.ts'
import type { Ground } from './database.ts'
import { done, type CallFault } from './process.ts'
import type { Shop } from './shop.ts'
import type { Steps } from './steps.ts'
import { chance } from './traits.ts'

/** What endpoints got, in order: the address, and the `webhook-id`. */
export type Arrivals = string[]

const urls = ['https://one.example/', 'https://two.example/']
/** Two pauses: 5 s and 5 minutes. */
const retries = 2

/** In some worlds the shop has endpoints that get every lead, and a few leads that came by the API before anything happens. */
export async function addLeadsToDeliver(ground: Ground, newId: NewId, shop: Shop, dice: Dice, at: Date): Promise<void> {
  if (!chance(dice, 0.3)) return
  const { workspaceId } = shop
  for (const url of urls.slice(0, chance(dice, 0.5) ? 1 : 2)) {
    const endpointId = newId()
    await ground.admin(
      `insert into endpoints (id, workspace_id, name, kind, url, method, headers, auth, secret_sealed, retry_count, timeout_ms, events,
        is_active, created_at, updated_at)
       values ($1, $2, 'CRM', 'webhook', $3, 'POST', '{}', '{"type":"NONE"}', '', $4, 10000, '{lead.created,lead.updated}', true, $5, $5)`,
      [endpointId, workspaceId, url, retries, at],
    )
    await ground.admin(
      `insert into endpoint_sources (id, workspace_id, endpoint_id, type, source_id, is_active, conditions)
       values ($1, $2, $3, 'any', '', true, '[]')`,
      [newId(), workspaceId, endpointId],
    )
  }
  const count = 1 + Math.floor(dice() * 4)
  const leads = (name: string | null) =>
    Array.from({ length: count }, (_, n) => ({
      id: newId(),
      workspace_id: workspaceId,
      source: 'api' as const,
      unique_key: `api/${workspaceId}/${n}`,
      email: `person${n}@example.com`,
      phone: null,
      name,
      custom_fields: {},
      metadata: {},
      captured_at: at,
    }))
  const store = (name: string | null) =>
    dbOf(ground)
      .transaction()
      .execute((trx) => addLeads(trx, { newId, now: at }, leads(name)))
  await store(null)
  // More is learned of each: what happened to a lead arrives in its order.
  await store('Ana')
}

const dbOf = (ground: Ground): Db =>
  new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: {
        connect: async () => ({ query: (text: string, values?: unknown[]) => ground.admin(text, values), release() {} }),
        end: async () => {},
      } as never,
    }),
  })

/** The product's handler of deliveries in one process, whose calls may fail in all the ways that calls fail. */
export function deliverIn(
  by: string,
  of: { jobs: Db; clock: Clock; log: Log; newId: NewId; steps: Steps; arrivals: Arrivals; callFault: (what: string) => CallFault },
): JobHandler {
  const { steps, arrivals, callFault } = of
  const failed = (code: string) => Promise.reject(Object.assign(new Error(code), { code }))
  const request: GuardedHttp['request'] = ({ url, headers }) =>
    steps.ask(by, `delivery to ${new URL(url).host}`, () => {
      const fault = callFault(`delivery to ${new URL(url).host}`)
      if (['none', 'reset after', 'time-out, done', 'time-out, done late', 'trouble, done'].includes(fault))
        arrivals.push(`${url} ${headers['webhook-id']}`)
      const answer = (status: number, more = {}) => done({ status, headers: more, body: '' })
      if (fault === 'none') return answer(200)
      if (fault === 'throttled') return answer(429, { 'retry-after': '5' })
      if (fault === 'logged out') return answer(401)
      if (fault === 'trouble' || fault === 'trouble, done') return answer(500)
      const code = fault === 'refused connection' ? 'ECONNREFUSED' : fault.startsWith('reset') ? 'ECONNRESET' : 'ETIMEDOUT'
      return { result: failed(code), over: Promise.resolve() }
    })
  const secret = `whsec_${Buffer.from('a secret of the simulation').toString('base64')}`
  return deliver({
    ...of,
    vault: { open: async () => secret, seal: async () => Buffer.alloc(0) },
    guardedHttp: { request, check: async () => {}, close: async () => {} },
    updateLeadStates,
  })
}

type Row = {
  id: string
  lead: string
  type: string
  status: string
  code: string | null
  url: string
  event: string
  attempts: number
}

/** Every lead has its deliveries, every delivery one end with a reason, and endpoints got what counts as delivered, in order. */
export async function judgeDeliveries(ground: Ground, arrivals: Arrivals): Promise<string[]> {
  const wrong: string[] = []
  const { rows } = await ground.admin(`
    select d.id, d.lead_id as lead, d.type, d.status, d.code, p.url, d.event_id as event,
      (select count(*) from job_attempts t where t.job_id = d.id)::integer as attempts
    from deliveries d join endpoints p on p.id = d.endpoint_id order by d.seq`)
  const deliveries = rows as Row[]
  const { rows: leads } = await ground.admin('select id, status, (select count(*) from endpoints)::integer as endpoints from leads')
  const nameOf = (row: Row) => `the delivery ${row.id.slice(-6)} to ${row.url}`
  const arrived = (row: Row) => arrivals.flatMap((one, at) => (one === `${row.url} ${row.event}` ? [at] : []))
  for (const row of deliveries) {
    if (row.status !== 'SUCCESS' && row.status !== 'FAILED') wrong.push(`${nameOf(row)} is left ${row.status}`)
    if (row.status === 'FAILED' && !row.code) wrong.push(`${nameOf(row)} failed without a reason`)
    if (row.status === 'SUCCESS' && !arrived(row).length) wrong.push(`${nameOf(row)} counts as delivered and did not arrive`)
    if (arrived(row).length > row.attempts) wrong.push(`${nameOf(row)} arrived ${arrived(row).length} times in ${row.attempts} attempts`)
  }
  for (const lead of leads) {
    const own = deliveries.filter((row) => row.lead === lead['id'])
    const created = own.filter(({ type }) => type === 'lead.created').length
    if (created !== lead['endpoints']) wrong.push(`a lead goes to ${String(lead['endpoints'])} endpoints and has ${created} deliveries`)
    const status = own.some((row) => row.status === 'FAILED') ? 'FAILED' : own.length ? 'DELIVERED' : 'NEW'
    if (lead['status'] !== status) wrong.push(`a lead is ${String(lead['status'])}, and its deliveries say ${status}`)
  }
  for (const [lane, own] of Map.groupBy(deliveries, (row) => `${row.url} ${row.lead}`)) {
    const firsts = own.flatMap((row) => arrived(row)[0] ?? [])
    if (firsts.join() !== firsts.toSorted((a, b) => a - b).join()) wrong.push(`${lane}: what happened to a lead arrived out of order`)
  }
  return wrong
}

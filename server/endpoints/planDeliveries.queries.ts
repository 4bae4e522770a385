import { sql } from 'kysely'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { EndpointEventType, LinkCondition } from '../model/endpoint.ts'
import type { NewJob } from '../model/job.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import { deliveries, endpointEvents } from '../platform/tables/endpoints.ts'
import { columnsOf, typesOf, type NewRow } from '../platform/tables/table.ts'
import { conditionsHold, type Asked } from './conditions.ts'

/** Something endpoints may be told. */
export type NewEndpointEvent = Asked & {
  workspaceId: string
  type: EndpointEventType
  occurredAt: Date
  accountId: string | null
  contactId: string | null
  /** Null: no lead is kept. */
  leadId: string | null
  automationId: string | null
  /** The event of the inbox that caused it; its trace shows the deliveries. */
  causeId: string | null
  /** What is sent as `data`; null: `dataOf` is asked for it, once it is known that somebody wants it. */
  data: unknown
}

export type PlanDeps = {
  newId: NewId
  now: Date
  /** What is sent for events whose `data` is null, in their order. */
  dataOf?: (trx: Trx, events: NewEndpointEvent[]) => Promise<unknown[]>
}

export type Planned = {
  /** Deliveries that wait. */
  waiting: number
  /** Leads of which a delivery failed at once, since its endpoint is disabled. */
  refusedLeadIds: string[]
  /** Leads of which a delivery was added. */
  leadIds: string[]
}
const nothing = (): Planned => ({ waiting: 0, refusedLeadIds: [], leadIds: [] })

type Link = {
  place: number
  endpointId: string
  isDisabled: boolean
  conditions: LinkCondition[]
}

/** The active links of each event, to endpoints that want events of its type. What is for a paused one waits. */
async function findLinks(trx: Trx, events: NewEndpointEvent[], only: string | undefined): Promise<Link[]> {
  const rows = events.map((event, place) => ({
    place,
    workspace_id: event.workspaceId,
    type: event.type,
    account_id: event.accountId,
    automation_id: event.automationId,
    form_id: event.formId,
  }))
  const { rows: links } = await sql<Link>`
    select given.place, s.endpoint_id as "endpointId", p.disabled_at is not null as "isDisabled", s.conditions
    from ${rowsOf(rows, 'place integer, workspace_id uuid, type text, account_id text, automation_id text, form_id text')}
    join endpoint_sources s on s.workspace_id = given.workspace_id and s.is_active and s.source_id = case s.type
      when 'any' then '' when 'form' then given.form_id when 'automation' then given.automation_id else given.account_id end
    join endpoints p on p.id = s.endpoint_id and given.type = any(p.events)
    where ${only === undefined ? sql`true` : sql`p.id = ${only}`}`.execute(trx)
  return links
}

/** The job of a delivery has its id. It names no account: a delivery is still made when its account is removed. */
export const jobOf = (of: { id: string; workspaceId: string; endpointId: string; lane: string | null; runAt: Date }): NewJob => ({
  id: of.id,
  kind: 'deliver',
  workspaceId: of.workspaceId,
  accountId: null,
  turn: of.endpointId,
  lane: of.lane,
  priority: deliverPriority,
  runAt: of.runAt,
  data: {},
})
/** After what a person waits for. */
const deliverPriority = 10

/** One of an endpoint and a lead, an account or nothing: order is kept within it. */
const laneOf = (endpointId: string, event: NewEndpointEvent): string | null => {
  const about = event.leadId ?? event.contactId ?? event.accountId
  return about && `deliver/${endpointId}/${about}`
}

/**
 * Plans what endpoints are told of these events: an event row, a delivery and a job for each endpoint that wants it, in the transaction of
 * the cause. Events that nobody wants leave no row; without events it runs no statement. A delivery to a disabled endpoint fails at once,
 * so that it is seen and can be replayed.
 * In: `only`: the endpoint that is told, instead of each.
 */
export async function planDeliveries(trx: Trx, deps: PlanDeps, events: NewEndpointEvent[], only?: string): Promise<Planned> {
  if (!events.length) return nothing()
  const wanted = new Map<string, Link>()
  for (const link of await findLinks(trx, events, only))
    if (conditionsHold(link.conditions, events[link.place]!)) wanted.set(`${link.place}/${link.endpointId}`, link)
  return addDeliveries(
    trx,
    deps,
    [...wanted.values()].map(({ place, endpointId, isDisabled }) => ({ event: events[place]!, endpointId, isDisabled })),
  )
}

/** Adds what `planDeliveries` found, or one delivery that a person or an automation asks for. */
export async function addDeliveries(
  trx: Trx,
  deps: PlanDeps,
  wanted: { event: NewEndpointEvent; endpointId: string; isDisabled: boolean; isTest?: boolean; id?: string }[],
): Promise<Planned> {
  if (!wanted.length) return nothing()
  const { newId, now } = deps
  const ids = new Map([...new Set(wanted.map(({ event }) => event))].map((event) => [event, newId()]))
  const lacking = [...ids.keys()].filter(({ data }) => data === null)
  const found = lacking.length ? await deps.dataOf!(trx, lacking) : []
  const dataOf = new Map(lacking.map((event, n) => [event, found[n]]))
  const eventRows = [...ids].map(([event, id]): NewRow<typeof endpointEvents> => ({
    id,
    workspace_id: event.workspaceId,
    account_id: event.accountId,
    contact_id: event.contactId,
    lead_id: event.leadId,
    cause_id: event.causeId,
    type: event.type,
    data: event.data ?? dataOf.get(event) ?? {},
    occurred_at: event.occurredAt,
  }))
  const planned = wanted.map((one) => ({ ...one, id: one.id ?? newId() }))
  const rows = planned.map(({ id, event, endpointId, isDisabled, isTest }): NewRow<typeof deliveries> => ({
    id,
    workspace_id: event.workspaceId,
    account_id: event.accountId,
    endpoint_id: endpointId,
    event_id: ids.get(event)!,
    lead_id: event.leadId,
    type: event.type,
    is_test: isTest ?? false,
    status: isDisabled ? 'FAILED' : 'PENDING',
    code: isDisabled ? 'endpoint_disabled' : null,
    completed_at: isDisabled ? now : null,
    created_at: now,
  }))
  await sql`
    with told as (insert into endpoint_events (${columnsOf(endpointEvents)}) select * from ${rowsOf(eventRows, typesOf(endpointEvents))})
    insert into deliveries (${columnsOf(deliveries)})
    select * from ${rowsOf(rows, typesOf(deliveries))}`.execute(trx)
  await addJobs(
    trx,
    deps,
    planned.flatMap(({ id, event, endpointId, isDisabled, isTest }) =>
      isDisabled
        ? []
        : jobOf({ id, workspaceId: event.workspaceId, endpointId, lane: isTest ? null : laneOf(endpointId, event), runAt: now }),
    ),
  )
  return {
    waiting: rows.filter((row) => row.status === 'PENDING').length,
    refusedLeadIds: rows.flatMap((row) => (row.status === 'FAILED' && row.lead_id ? row.lead_id : [])),
    leadIds: [...new Set(rows.flatMap(({ lead_id }) => lead_id ?? []))],
  }
}

/**
 * Locks an endpoint until the transaction ends, so that nobody else adds to it what is added now.
 * Out: whether it is disabled; null: there is none.
 */
export async function lockReceiver(trx: Trx, of: { workspaceId: string; endpointId: string }): Promise<{ isDisabled: boolean } | null> {
  const { rows } = await sql<{ isDisabled: boolean }>`
    select disabled_at is not null as "isDisabled" from endpoints where id = ${of.endpointId} and workspace_id = ${of.workspaceId}
    for no key update`.execute(trx)
  return rows[0] ?? null
}

/** Whether an endpoint that the caller sees is disabled; null: there is none. */
export async function isDisabled(trx: Trx, id: string): Promise<boolean | null> {
  const { rows } = await sql<{ is: boolean }>`select disabled_at is not null as "is" from endpoints where id = ${id}`.execute(trx)
  return rows[0]?.is ?? null
}

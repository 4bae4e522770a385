import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startProduct, type Product } from '../../bench/product.ts'
import { seedCrowd } from '../../bench/seed.ts'
import { openStage, query, type Stage } from '../../bench/stage.ts'

// A million rows of each kind, and the listed queries of the API: PostgreSQL tells the plan of every statement that they run, and none
// reads a big table from its beginning, or far more rows than it needs.

const rows = Number(process.env['PLAN_ROWS'] ?? 1_000_000)
const bigTables = ['contacts', 'contact_identifiers', 'conversations', 'events', 'messages', 'attempts', 'leads', 'deliveries']
/** A page has 50 rows, and a search that finds too much looks through the newest 5,000 of a table (`findHits`). */
const rowsOfOneRead = 12_000

let stage: Stage
let product: Product
let url: string
let readUpTo = 0
const logFile = () => path.join(stage.folder, 'postgres', 'postgres.log')

beforeAll(async () => {
  stage = await openStage({ quick: true, say: () => {} })
  url = await stage.database('plans')
  const before = await startProduct(stage, url)
  await before.openShops(2)
  await before.stop()
  await seedCrowd(url, { accounts: 20, contacts: rows, messages: rows }, () => {})
  await query(url, seedPeople)
  for (const statement of seedLeads) await query(url, statement)
  await query(url, 'vacuum (analyze)')
  for (const setting of ['log_min_duration = 0', 'log_analyze = on', 'log_timing = off', "log_format = 'json'"])
    await query(url, `alter database plans set auto_explain.${setting}`)
  await query(url, `alter database plans set session_preload_libraries = 'auto_explain'`)
  product = await startProduct(stage, url, { roles: 'web' })
}, 3_600_000)
afterAll(() => stage?.close())

const shop = '(select id from workspaces limit 1)'
/** Of every person an address, a number, a birthday and a place; every tenth wants offers. */
const seedPeople = `
  set session_replication_role = replica;
  update contacts p set name = 'Person ' || n.n, email = 'person' || n.n || '@example.com', phone = '+1415' || lpad(n.n::text, 7, '0'),
    birth_month = 1 + n.n % 12, birth_day = 1 + n.n % 28, metadata = jsonb_build_object('order', 'A' || n.n),
    custom_fields = jsonb_build_object('size', 'size ' || n.n % 50000)
  from (select id, row_number() over (order by id) as n from contacts) n where n.id = p.id;
  update conversations c set assignee_id = case when right(c.id::text, 3) = 'abc' then gen_random_uuid() end,
    closed_at = case when right(c.id::text, 1) > '3' then now() end`
const seedLeads = [
  `set session_replication_role = replica;
  insert into leads (id, workspace_id, source, email, email_key, name, custom_fields, metadata, captured_at, unique_key, form_id,
    campaign_id, status)
  select gen_random_uuid(), ${shop}, 'form', 'lead' || n || '@example.com', 'lead' || n || '@example.com', 'Lead ' || n, '{}', '{}',
    now() - n * interval '1 minute', 'plan/' || n, 'form' || n % 20000, 'campaign' || n % 20000,
    case when n % 50000 = 0 then 'FAILED' else 'DELIVERED' end
  from generate_series(1, ${rows}) n`,
  `set session_replication_role = replica;
  insert into endpoints (id, workspace_id, name, kind, url, method, headers, auth, secret_sealed, retry_count, timeout_ms, events,
    is_active, created_at, updated_at)
  values ('01900009-0000-7000-8000-000000000001', ${shop}, 'CRM', 'webhook', 'https://crm.example/', 'POST', '{}', '{"type":"NONE"}', '', 3,
    10000, '{lead.created}', true, now(), now());
  insert into deliveries (id, workspace_id, endpoint_id, event_id, lead_id, type, is_test, status, code, completed_at, created_at)
  select gen_random_uuid(), l.workspace_id, '01900009-0000-7000-8000-000000000001', gen_random_uuid(), l.id, 'lead.created', false,
    case l.status when 'FAILED' then 'FAILED' else 'SUCCESS' end, case l.status when 'FAILED' then 'timed_out' end, now(), l.captured_at
  from leads l`,
]

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Node[]
}
type Planned = { text: string; nodes: Node[] }

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** The statements that ran since the last call. */
function plansSince(): Planned[] {
  const bytes = fs.readFileSync(logFile())
  const said = bytes.subarray(readUpTo).toString()
  readUpTo = bytes.length
  return [...said.matchAll(/plan:\n((?:\t.*\n)+)/g)].map(([, plan = '']) => {
    const read = JSON.parse(plan.replace(/^\t/gm, '')) as { 'Query Text': string; Plan: Node }
    return { text: read['Query Text'], nodes: nodesOf(read.Plan) }
  })
}

/** What is read of big tables otherwise than by a few entries of an index. */
const faults = ({ text, nodes }: Planned): string[] =>
  nodes
    .filter((node) => bigTables.includes(node['Relation Name'] ?? ''))
    .flatMap((node) => {
      const read =
        (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) * node['Actual Loops']
      const how = `${node['Node Type']} of ${node['Relation Name']}${node['Index Name'] ? ` by ${node['Index Name']}` : ''}`
      const isWhole = node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0
      return isWhole || read > rowsOfOneRead ? [`${how}, ${Math.round(read)} rows: ${text.replace(/\s+/g, ' ').slice(0, 300)}`] : []
    })

const somebody = `01900002-0000-7000-8000-${(777).toString(16).padStart(12, '0')}`
const thread = `01900003-0000-7000-8000-${(777).toString(16).padStart(12, '0')}`

test.each([
  ['a contact by phone', `/api/contacts?phone=${encodeURIComponent('+14150000777')}`, 1],
  ['a contact by e-mail', '/api/contacts?email=Person777@example.com', 1],
  ['contacts by birthday', '/api/contacts?birthday=05-17', 50],
  ['contacts by metadata', '/api/contacts?metadata.order=A777', 1],
  ['contacts by a field', `/api/contacts?${encodeURIComponent('field.size')}=size%20777`, 20],
  ['contacts by words', '/api/contacts?q=person777@', 1],
  ['contacts by nothing that is there', '/api/contacts?q=xyzzyx', 0],
  ['contacts', '/api/contacts', 50],
  ['one contact', `/api/contacts/${somebody}`, null],
  ['messages of a conversation', `/api/messages?conversationId=${thread}`, 2],
  ['messages', '/api/messages', 50],
  ['messages that failed', '/api/messages?status=failed', 0],
  ['messages that are waiting', '/api/messages?status=pending', 0],
  ['messages that were read', '/api/messages?status=read', 0],
  ['messages that were sent', '/api/messages?status=sent', 50],
  ['conversations', '/api/conversations', 50],
  ['conversations of nobody', '/api/conversations?assigneeId=none&status=open', 50],
  ['conversations of somebody who has none', '/api/conversations?assigneeId=01900009-0000-7000-8000-000000000009', 0],
  ['a conversation', `/api/conversations/${thread}`, null],
  ['its timeline', `/api/conversations/${thread}/timeline`, 2],
  ['conversations by words', '/api/conversations?q=person_777', null],
  ['leads of a form', '/api/leads?formId=form777', 50],
  ['leads of a campaign', '/api/leads?campaignId=campaign777', 50],
  ['leads by status', '/api/leads?status=FAILED', 20],
  ['leads by words', '/api/leads?q=lead777@', 1],
  ['deliveries that failed', '/api/deliveries?status=FAILED', 20],
  ['deliveries that are waiting', '/api/deliveries?status=PENDING', 0],
  ['deliveries of an endpoint that failed', '/api/deliveries?status=FAILED&endpointId=01900009-0000-7000-8000-000000000001', 20],
] as const)('%s', async (_, address, found) => {
  plansSince()
  const answer = await product.api<{ data?: unknown[] }>('GET', address)
  const planned = plansSince()
  expect(planned.length).toBeGreaterThan(0)
  expect(planned.flatMap(faults)).toEqual([])
  if (found !== null && rows >= 1_000_000) expect(answer.data).toHaveLength(found)
})

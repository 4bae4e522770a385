import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, inject, test } from 'vitest'
import { dropEmptyPlaces, findOrphans, repairOrphans } from '../outbox/orphans.queries.ts'
import { until } from '../../test/support/until.ts'
import { worldClock } from './clock.ts'
import { openDatabases } from './db.ts'
import { firstIdAt, idMaker } from './ids.ts'
import { makeLog } from './log.ts'
import { migrate } from './migrate.queries.ts'
import { showPresence } from './presence.queries.ts'

// An upgrade while a process of the version before still works: what it had committed keeps its place in the queue.
const log = makeLog('silent')
const folder = path.join(import.meta.dirname, '../../migrations')
const files = readdirSync(folder)
  .filter((name) => /^\d{4}_/.test(name))
  .sort()
const newId = idMaker(() => Date.now())
const [workspace, account, contact, conversation] = [newId(), newId(), newId(), newId()]
const at = `'2026-11-20T12:00:00Z'`
/** The queue became a table of its own, and bodies were counted, with this one. */
const narrowSince = '0007'

const rows = [
  `insert into workspaces (id, name, created_at) values ('${workspace}', 'Shop', ${at})`,
  `insert into accounts (id, workspace_id, channel, external_id, name, graph_url, access_token, created_at, updated_at)
    values ('${account}', '${workspace}', 'instagram', '17841400000000001', 'Shop', 'http://127.0.0.1:1', '', ${at}, ${at})`,
  `insert into contacts (id, workspace_id, created_at, last_seen_at) values ('${contact}', '${workspace}', ${at}, ${at})`,
  `insert into conversations (id, workspace_id, account_id, contact_id, last_event_at, created_at) values ('${conversation}', ` +
    `'${workspace}', '${account}', '${contact}', ${at}, ${at})`,
]
const columns = 'id, workspace_id, account_id, conversation_id, lane, kind, content, not_before, created_at'
/** Plans messages: one with an id, or as many as `from` has rows. */
const wide = (id: string, from = '') => `insert into messages (${columns})
  select ${id}, '${workspace}', '${account}', '${conversation}', 'direct', 'message', '{"text": "hello"}', ${at}, ${at} ${from}`
const narrow = (id: string, from = '') => `with m as (${wide(id, from)} returning *)
  insert into outbox (message_id, seq, workspace_id, account_id, conversation_id, lane, kind, not_before)
  select id, seq, workspace_id, account_id, conversation_id, lane, kind, not_before from m`

/**
 * A process of the old version: reads what was kept, then plans a message, in one transaction, again and again. Out: what it was told is
 * committed.
 */
function oldProcess(url: string, isNarrow: boolean) {
  const committed: string[] = []
  const life = { stopped: false }
  const work = Array.from({ length: 3 }, async () => {
    while (!life.stopped) {
      const client = new pg.Client({ connectionString: url })
      client.on('error', () => {})
      try {
        await client.connect()
        while (!life.stopped) {
          const id = newId()
          await client.query('begin')
          await client.query(
            isNarrow
              ? 'select id from bodies where taken < cardinality(lengths) limit 1'
              : `select id from bodies where state = 'kept' limit 1`,
          )
          await client.query((isNarrow ? narrow : wide)(`'${id}'::uuid`))
          await client.query(`update conversations set last_event_at = ${at} where id = '${conversation}'`)
          await client.query('commit')
          committed.push(id)
        }
      } catch {
        await sleep(5)
      } finally {
        await client.end().catch(() => {})
      }
    }
  })
  return { committed, stop: () => ((life.stopped = true), Promise.all(work)) }
}

let home: string
let url: string
let client: pg.Client
async function makeDatabase(server: string, upTo: number) {
  home = server
  await growTemplate(server, upTo)
  const name = `at_work_${newId().slice(-12)}`
  await onServer(server, `create database ${name} template ${template}`)
  url = addressOf(server, name)
  client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  for (const row of rows) await client.query(row)
}

/** Each server's template, with the migrations of its oldest test, and then of the next: none is applied twice. */
const template = `at_work_${newId().slice(-12)}`
const grown = new Map<string, number>()
async function growTemplate(server: string, upTo: number) {
  if (!grown.has(server)) await onServer(server, `create database ${template}`)
  const before = grown.get(server) ?? 0
  if (before > upTo) throw new Error('tests of older versions come first')
  await onServer(addressOf(server, template), async (on) => {
    await on.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default clock_timestamp())',
    )
    for (const file of files.slice(before, upTo)) {
      await on.query(readFileSync(path.join(folder, file), 'utf8'))
      await on.query('insert into migrations (name) values ($1)', [file])
    }
  })
  grown.set(server, upTo)
}
afterAll(async () => {
  for (const server of grown.keys()) await onServer(server, `drop database ${template}`)
})

const addressOf = (server: string, name: string) => Object.assign(new URL(server), { pathname: `/${name}` }).toString()
async function onServer(address: string, act: string | ((on: pg.Client) => Promise<void>)) {
  const on = new pg.Client({ connectionString: address })
  await on.connect()
  await (typeof act === 'string' ? on.query(act) : act(on))
  await on.end()
}
async function orphans(): Promise<string[]> {
  const { rows: found } = await client.query<{ id: string }>(
    `select id from messages m where state = 'open' and not exists (select from outbox o where o.message_id = m.id)`,
  )
  return found.map((row) => row.id)
}
const server = inject('servers')[0]!.url
const oldestServer = inject('servers').at(-1)!.url
afterEach(async () => {
  await client.end()
  await onServer(home, `drop database ${new URL(url).pathname.slice(1)} with (force)`)
})

describe('beside a process that still writes', () => {
  const starts = files.flatMap((to, upTo) => (upTo < 3 ? [] : [{ to, upTo, on: server }]))
  const onOldest = starts
    .filter(({ to }) => to.startsWith(narrowSince))
    .map((one) => ({ ...one, to: `${one.to} (PostgreSQL 15)`, on: oldestServer }))
  test.each([...starts, ...onOldest])(
    'an upgrade from before $to leaves nothing committed without its place in the queue',
    async ({ upTo, on }) => {
      await makeDatabase(on, upTo)
      const isNarrow = files[upTo - 1]! >= narrowSince
      // Copying takes a while, in which the others write.
      await client.query((isNarrow ? narrow : wide)('gen_random_uuid()', 'from generate_series(1, 2000)'))
      const old = oldProcess(url, isNarrow)
      try {
        await until('it writes', () => old.committed.length > 20, 10_000)
        await migrate(url, log)
        await sleep(100)
      } finally {
        await old.stop()
      }
      const { rows: left } = await client.query(
        `select from unnest($1::uuid[]) as id where not exists (select from messages m where m.id = id)`,
        [old.committed],
      )
      expect(left).toEqual([])
      expect(await orphans()).toEqual([])
      const { rows: queued } = await client.query('select from outbox')
      expect(queued).toHaveLength(2000 + old.committed.length)
    },
  )

  test('an upgrade waits for a process that steps aside, and the process is told why', async () => {
    await makeDatabase(server, files.length - 1)
    await client.query('grant select on migrations to autodm_web, autodm_system')
    const lines: string[] = []
    const presence = await showPresence(url, { clock: worldClock(), log, parts: ['web'], onNewer: (line) => void lines.push(line) })
    const upgrade = migrate(url, log)
    await until('it is told', () => lines.length, 5_000)
    expect(lines).toEqual(['A newer version of AutoDM Hub is upgrading the database.'])
    expect((await client.query('select from migrations')).rowCount).toBe(files.length - 1)
    await presence.stop()
    expect(await upgrade).toEqual([files.at(-1)])
  })

  test('a process that does not step aside loses its connections, and gets no others', async () => {
    await makeDatabase(server, files.length - 1)
    await client.query('grant select on migrations to autodm_web, autodm_system')
    const presence = await showPresence(url, { clock: worldClock(), log, parts: ['web'], onNewer: () => {} })
    const databases = openDatabases(url, log)
    const write = () => databases.system.updateTable('workspaces').set({ name: 'written by the old' }).execute()
    await databases.system
      .connection()
      .execute(async (held) => {
        await write()
        await migrate(url, log, { othersLeaveWithinMs: 300 })
        await expect(held.selectFrom('workspaces').select('id').execute()).rejects.toThrow(/terminat|ended/i)
      })
      .catch(() => {})
    await client.query(`insert into migrations (name) values ('9999_newer.sql')`) // what its own files do not know
    await expect(write()).rejects.toThrow(/A newer version of AutoDM Hub has upgraded this database/)
    await presence.stop()
    await databases.close()
  })

  test('somebody who holds a table is named, and nothing is changed', async () => {
    await makeDatabase(server, files.length - 1)
    const holder = new pg.Client({ connectionString: url, application_name: 'pg_dump' })
    await holder.connect()
    await holder.query('begin; lock table accounts in access share mode')
    await sleep(50)
    await expect(migrate(url, log, { alonePatienceMs: 10 })).rejects.toThrow(
      /could not be upgraded within .* s because .* is using its tables\. Nothing was changed/,
    )
    expect((await client.query('select from migrations')).rowCount).toBe(files.length - 1)
    await holder.query('rollback')
    await holder.end()
    expect(await migrate(url, log)).toEqual([files.at(-1)])
  })
})

describe('messages without a place in the queue', () => {
  test('are queued again; one whose call may have arrived becomes a doubt; places without a message go', async () => {
    await makeDatabase(server, files.length)
    const [lost, doubtful, fine, ended] = [newId(), newId(), newId(), newId()]
    await migrate(url, log)
    for (const id of [lost, doubtful]) await client.query(wide(`'${id}'::uuid`))
    for (const id of [fine, ended]) await client.query(narrow(`'${id}'::uuid`))
    await client.query(
      `insert into attempts (message_id, number, workspace_id, account_id, started_at)
        values ('${doubtful}', 1, '${workspace}', '${account}', ${at})`,
    )
    await client.query(`update messages set state = 'sent' where id = '${ended}'`)
    const databases = openDatabases(url, log)
    const found = await findOrphans(databases.system, firstIdAt(0), 3)
    const { orphans: rest } = await findOrphans(databases.system, found.next!, 3)
    const all = [...found.orphans, ...rest]
    expect(all.map(({ id, isDoubtful }) => ({ id, isDoubtful }))).toEqual([
      { id: lost, isDoubtful: false },
      { id: doubtful, isDoubtful: true },
    ])
    expect(await repairOrphans(databases.system, all, new Date())).toHaveLength(2)
    expect(await repairOrphans(databases.system, all, new Date())).toEqual([])
    expect(await orphans()).toEqual([])
    expect(await dropEmptyPlaces(databases.system)).toBe(1)
    const { rows: places } = await client.query('select message_id, state, attempts from outbox order by seq')
    expect(places).toEqual([
      { message_id: lost, state: 'planned', attempts: 0 },
      { message_id: doubtful, state: 'sending', attempts: 1 },
      { message_id: fine, state: 'planned', attempts: 0 },
    ])
    await databases.close()
  })
})

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { claimJobs } from '../jobs/claimJobs.queries.ts'
import { lookUpJob, type Asked } from '../inbox/lookUpJob.ts'
import { findDueOccurrences } from '../inbox/occurrences.queries.ts'
import { readAnswers, takeAnswers } from '../inbox/readAnswers.ts'
import { findUnreadBodies } from '../inbox/bodies.queries.ts'
import { findThreads } from '../contacts/threads.queries.ts'
import { claimDue } from '../outbox/claim.queries.ts'
import { lockLimits } from '../limits/limits.queries.ts'
import { openDatabases, type Databases } from './db.ts'
import { makeLog } from './log.ts'
import { migrate } from './migrate.queries.ts'

// What stood in the tables of the version before the narrow outbox (0007) is there afterwards: nothing that waited is lost, nothing said is
// forgotten.
const log = makeLog('silent')
const folder = path.join(import.meta.dirname, '../../migrations')
const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`
const [workspace, account, contact, conversation, automation, version] = [1, 2, 3, 4, 5, 6].map(id) as [
  string,
  string,
  string,
  string,
  string,
  string,
]
const at = `'2026-11-20T12:00:00Z'`

const rowsBefore = [
  `insert into workspaces (id, name, created_at) values ('${workspace}', 'Shop', ${at})`,
  `insert into accounts (id, workspace_id, channel, external_id, name, graph_url, access_token, created_at, updated_at)
    values ('${account}', '${workspace}', 'instagram', '17841400000000001', 'Shop', 'http://127.0.0.1:1', '', ${at}, ${at})`,
  `insert into contacts (id, workspace_id, username, created_at, last_seen_at) values ('${contact}', '${workspace}', 'anna', ${at}, ${at})`,
  `insert into contact_identifiers (account_id, value, kind, contact_id, workspace_id) values ('${account}', '77', 'author', ` +
    `'${contact}', '${workspace}')`,
  `insert into conversations (id, workspace_id, account_id, contact_id, last_event_at, created_at) values ('${conversation}', ` +
    `'${workspace}', '${account}', '${contact}', ${at}, ${at})`,
  `insert into automations (id, workspace_id, account_id, name, status, trigger_type, action_type, version, version_id, created_at,
    updated_at)
    values ('${automation}', '${workspace}', '${account}', 'Price', 'live', 'post_comment', 'send_dm', 1, '${version}', ${at}, ${at})`,
  `insert into automation_contacts values ('${conversation}', '${automation}', '${workspace}', ${at}, '{"say": [0, 2]}')`,
  ...(['planned', 'claimed', 'sending', 'in_doubt', 'sent', 'parked', 'refused'] as const).map(
    (state, n) => `
    insert into messages (id, workspace_id, account_id, conversation_id, contact_id, lane, kind, comment_id, content, state, epoch,
      not_before, attempts, doubts, lease_holder,
      lease_until, sending_at, channel_message_id, error_code, error_words, created_at)
    values ('${id(10 + n)}', '${workspace}', '${account}', '${conversation}', '${contact}', '${state === 'planned' ? 'direct' : 'public'}',
      'public_reply', 'c${n}', '{"text": "${state}"}', '${state}', ${n}, ${at},
      ${state === 'planned' || state === 'claimed' ? 0 : 1}, ${state === 'in_doubt' ? 1 : 0},
        ${state === 'claimed' || state === 'sending' ? 9 : 'null'},
      ${state === 'claimed' || state === 'sending' ? at : 'null'}, ${at}, ${state === 'sent' ? `'m_1'` : 'null'},
      ${state === 'refused' || state === 'parked' ? `'${state}', 'because'` : 'null, null'}, ${at})`,
  ),
  `insert into attempts (message_id, number, workspace_id, started_at, outcome)
    select id, 1, workspace_id, ${at}, case state when 'sending' then null else 'sent' end from messages where attempts = 1`,
  `insert into send_limits (account_id, kind, key, workspace_id, calls, per_ms, newest, counts)
    values ('${account}', 'message', 'hour', '${workspace}', 100, 3600000, 29000, array_fill(0, array[60]) || 7)`,
  `insert into bodies (received_at, source, body) values (${at}, 'meta', 'waits')`,
  `insert into bodies (received_at, source, body, state, notes) values (${at}, 'meta', 'nonsense', 'unread', '["No JSON."]')`,
]

/**
 * What the release before jobs left: a comment and a message that wait for their author and their words, and two questions about people.
 */
const questionsBefore = [
  ...rowsBefore.slice(0, 5),
  ...['asked', 'answered'].map(
    (which, n) => `
    insert into events (id, workspace_id, account_id, key, kind, detail, occurred_at, received_at, decided_at, body_id, outcome,
      automation_set, decision, external_id)
    values ('${id(20 + n)}', '${workspace}', '${account}', 'comment:${which}', 'comment', '{"personIdKind": "scoped"}', ${at}, ${at}, ${at},
      1, 'held', 0, '{"candidates":[],"trace":[]}', 'c_${which}')`,
  ),
  `insert into look_ups (id, workspace_id, account_id, kind, subject, event_id, due_at, gives_up_at, lease_until, epoch, attempts, answer)
    values
    ('${id(30)}', '${workspace}', '${account}', 'who', 'c_asked', '${id(20)}', ${at}, '2026-11-21T12:00:00Z', ${at}, 3, 2, null),
    ('${id(31)}', '${workspace}', '${account}', 'who', 'c_answered', '${id(21)}', ${at}, '2026-11-21T12:00:00Z', null, 2, 1,
      '{"found": {"id": "77", "username": "anna", "isOwn": false}}'),
    ('${id(32)}', '${workspace}', '${account}', 'profile', '78', null, ${at}, '2026-11-21T12:00:00Z', null, 0, 9, null),
    ('${id(33)}', '${workspace}', '${account}', 'profile', '77', null, ${at}, '2026-11-21T12:00:00Z', null, 2, 1,
      '{"found": {"name": "Anna Blum", "username": "anna"}}')`,
]

describe.each(inject('servers'))('an upgrade on PostgreSQL $version', ({ url }) => {
  let databases: Databases | null = null
  const name = `upgrade_${Math.random().toString(36).slice(2, 10)}`
  const own = new URL(url)
  own.pathname = `/${name}`
  const on = async (address: string, ...statements: string[]) => {
    const client = new pg.Client({ connectionString: address })
    await client.connect()
    try {
      for (const statement of statements) await client.query(statement)
    } finally {
      await client.end()
    }
  }
  afterEach(async () => {
    await databases?.close()
    await on(url, `drop database if exists ${name} with (force)`)
  })

  /** A database as an earlier version left it. In: which of its migrations it has. */
  async function createBefore(has: RegExp, rows: string[]) {
    await on(url, `create database ${name}`)
    const before = readdirSync(folder)
      .filter((file) => file.endsWith('.sql') && has.test(file))
      .sort()
    await on(
      own.toString(),
      'create table migrations (name text primary key, applied_at timestamptz not null default clock_timestamp())',
      ...before.flatMap((file) => [readFileSync(path.join(folder, file), 'utf8'), `insert into migrations (name) values ('${file}')`]),
      ...rows,
    )
  }

  test('keeps the queue, the bodies, what automations remember, and what limits have counted', async () => {
    await createBefore(/^000[1-6]_/, rowsBefore)
    await migrate(own.toString(), log)
    databases = openDatabases(own.toString(), log)
    const { system } = databases

    const { rows } = await sql<{ text: string; state: string; epoch: number; code: string | null; tries: number }>`
      select content ->> 'text' as text, state, epoch, error_code as code, (select count(*)::integer from tries
        where message_id = ledger.id) as tries
      from ledger order by seq`.execute(system)
    expect(rows).toEqual([
      { text: 'planned', state: 'planned', epoch: 0, code: null, tries: 0 },
      { text: 'claimed', state: 'claimed', epoch: 1, code: null, tries: 0 },
      { text: 'sending', state: 'sending', epoch: 2, code: null, tries: 1 },
      { text: 'in_doubt', state: 'in_doubt', epoch: 3, code: null, tries: 1 },
      { text: 'sent', state: 'sent', epoch: 4, code: null, tries: 1 },
      { text: 'parked', state: 'parked', epoch: 5, code: 'parked', tries: 1 },
      { text: 'refused', state: 'refused', epoch: 6, code: 'refused', tries: 1 },
    ])
    const now = new Date('2026-11-20T12:00:01Z')
    const claim = { worker: 1, now, leaseUntil: now, limit: 10, perAccount: 10, known: null }
    // Stored before there were kinds of content.
    expect((await claimDue(system, claim)).map((one) => one.content)).toEqual([{ type: 'text', text: 'planned' }])

    await system.transaction().execute(async (trx) => {
      expect((await findUnreadBodies(trx, 10)).map((one) => one.body.toString())).toEqual(['waits'])
      const limit = { account_id: account, workspace_id: workspace, kind: 'message', key: 'hour', calls: 100, per_ms: 3_600_000 }
      expect((await lockLimits(trx, [limit], now)).map((one) => one.window.counts.at(-1))).toEqual([7])
      const [thread] = await findThreads(trx, [{ account_id: account, value: '77' }])
      expect(thread!.memory).toEqual({ [automation]: { at: expect.stringContaining('2026-11-20T12:00:00'), used: { say: [0, 2] } } })
    })
    const { rows: pages } = await sql`select taken, notes from bodies order by id`.execute(system)
    expect(pages).toEqual([
      { taken: 0, notes: null },
      { taken: 1, notes: [{ place: 0, state: 'unread', notes: ['No JSON.'] }] },
    ])
  })

  test('asks on what the platform was asked already, and takes in what it answered', async () => {
    await createBefore(/^00([01]\d|2[0-3])_/, questionsBefore)
    await migrate(own.toString(), log)
    databases = openDatabases(own.toString(), log)
    const { system, jobs } = databases
    const now = new Date('2026-11-20T12:00:01Z')

    const { claimed } = await claimJobs(
      jobs,
      { worker: 1, now, leaseUntil: now, kinds: ['look_up'], patient: ['look_up'], limited: {} },
      10,
    )
    expect(
      claimed.map(({ id, accountId, workspaceId, data, attempt, failures, givesUpAt }) => ({
        id,
        accountId,
        workspaceId,
        data,
        attempt,
        failures,
        givesUpAt,
      })),
    ).toEqual([
      {
        id: id(30),
        accountId: account,
        workspaceId: workspace,
        attempt: 1,
        failures: 2,
        givesUpAt: new Date('2026-11-21T12:00:00Z'),
        data: { ask: 'who', subject: 'c_asked', eventId: id(20) },
      },
      {
        id: id(32),
        accountId: account,
        workspaceId: workspace,
        attempt: 1,
        failures: 5,
        givesUpAt: new Date('2026-11-21T12:00:00Z'),
        data: { ask: 'profile', subject: '78', eventId: null },
      },
    ])
    await system.transaction().execute(async (trx) => {
      // The same question is still the same job.
      const again = lookUpJob({ id: account, workspaceId: workspace, channel: 'instagram' }, claimed[0]!.data as Asked, now, now)
      await addJobs(trx, { newId: () => id(40), now }, [again])
      expect((await sql<{ n: number }>`select count(*)::integer as n from jobs`.execute(trx)).rows).toEqual([{ n: 2 }])

      const { answered, others } = await takeAnswers(trx, await findDueOccurrences(trx, now, 10))
      expect(others).toEqual([])
      expect(answered.map(({ ask, subject, event }) => [ask, subject, event?.id ?? null])).toEqual([
        ['who', 'c_answered', id(21)],
        ['profile', '77', null],
      ])
      const { arrivals } = await readAnswers(trx, answered)
      expect(arrivals.map(({ eventId, event }) => [eventId, event.personId, event.username])).toEqual([[id(21), '77', 'anna']])
      expect((await sql<{ name: string }>`select name from contacts`.execute(trx)).rows).toEqual([{ name: 'Anna Blum' }])
    })
  })
})

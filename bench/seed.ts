import type { Client } from 'pg'
import { accountId } from './bodies.ts'
import { query, withConnection } from './stage.ts'

export type Crowd = { accounts: number; contacts: number; messages: number }

const id = (table: number, number: string) => `('0190000${table}-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`
const spread = (number: string) => `(1000000000000000 + ((${number})::numeric * 6364136223846793005 + 977) % 9000000000000000)::text`

// Rows as the product itself writes them, a month old, of people who each wrote once and got a reply. They are inserted directly, because
// six million of them would take the product an hour. Foreign keys hold by construction and are not checked.
const statements = ({ accounts, contacts, messages }: Crowd): string[] => {
  const each = messages / contacts
  return [
    `create temp table workspace as select id from workspaces limit 1`,
    `insert into accounts (id, workspace_id, channel, external_id, name, graph_url, access_token, created_at, updated_at)
      select ${id(1, 'n')}, (select id from workspace), 'instagram', (${accountId(0)}::bigint + 10000 + n)::text, 'Shop ' || n, 'http://127.0.0.1:1', '', now(), now()
      from generate_series(1, ${accounts} - (select count(*)::integer from accounts)) n`,
    `create temp table person as select n, seeded.id as account from generate_series(1, ${contacts}) n
      join (select id, row_number() over (order by id) - 1 as place from accounts) seeded on seeded.place = n % ${accounts} order by n`,
    `insert into contacts (id, workspace_id, username, created_at, last_seen_at)
      select ${id(2, 'n')}, (select id from workspace), 'person_' || n, now() - interval '30 days', now() - interval '30 days' from person`,
    `insert into contact_identifiers (account_id, value, kind, contact_id, workspace_id)
      select account, ${spread('n')}, 'author', ${id(2, 'n')}, (select id from workspace) from person`,
    `insert into conversations (id, workspace_id, account_id, contact_id, last_event_at, created_at)
      select ${id(3, 'n')}, (select id from workspace), account, ${id(2, 'n')}, now() - interval '30 days', now() - interval '30 days' from person`,
    `insert into events (id, workspace_id, account_id, conversation_id, contact_id, body_id, key, kind, sender_id, username, text, media_id,
      external_id, detail, occurred_at,
        received_at, decided_at, outcome, automation_set, decision)
      select ${id(4, 'n')}, (select id from workspace), account, ${id(3, 'n')}, ${id(2, 'n')}, n, 'comment/' || (16000000000000000 + n), 'comment', ${spread('n')},
        'person_' || n, 'Hello! What is the price please, and do you ship?', '17918195224117851', (16000000000000000 + n)::text, '{"isOwn": false}', now() - interval '30 days',
        now() - interval '30 days', now() - interval '30 days', 'answered', 1, '{"trace": [], "candidates": []}'
      from person`,
    `insert into messages (id, workspace_id, account_id, conversation_id, contact_id, lane, kind, comment_id, content, state, epoch,
      not_before, attempts, sending_at, final_at,
        channel_message_id, event_id, run_id, created_at)
      select ${id(5, `n * ${each} + m`)}, (select id from workspace), account, ${id(3, 'n')}, ${id(2, 'n')}, 'public', 'public_reply', (16000000000000000 + n)::text,
        '{"text": "Thanks, it costs 5."}', 'sent', 3, now() - interval '30 days', 1, now() - interval '30 days', now() - interval '30 days', (16500000000000000 + n * ${each} + m)::text,
        ${id(4, 'n')}, ${id(6, 'n')}, now() - interval '30 days'
      from person, generate_series(1, ${each}) m`,
    `insert into attempts (message_id, number, workspace_id, account_id, started_at, ended_at, outcome, http_status, duration_ms,
      channel_message_id)
      select ${id(5, `n * ${each} + m`)}, 1, (select id from workspace), account, now() - interval '30 days', now() - interval '30 days',
        'sent', 200, 90, (16500000000000000 + n * ${each} + m)::text
      from person, generate_series(1, ${each}) m`,
  ]
}

/**
 * Fills a database of the product with the data of a busy year: the same tables, indexes and durability as the product's own rows.
 * In: its address (a superuser's), how many rows, a callback for progress.
 */
export async function seedCrowd(databaseUrl: string, crowd: Crowd, say: (line: string) => void): Promise<void> {
  await withConnection(databaseUrl, async (client) => {
    // Checkpoints in the middle would write each page of six gigabytes of log twice.
    for (const name of ["max_wal_size = '16GB'", "checkpoint_timeout = '1h'"]) await client.query(`alter system set ${name}`)
    await client.query('select pg_reload_conf()')
    for (const name of ['session_replication_role = replica', 'synchronous_commit = off', `maintenance_work_mem = '512MB'`])
      await client.query(`set ${name}`)
    const makeIndexes = await dropIndexes(client)
    for (const statement of [...statements(crowd), ...makeIndexes, 'vacuum (analyze)']) {
      const since = performance.now()
      await client.query(statement)
      const seconds = (performance.now() - since) / 1000
      if (seconds > 10) say(`${seconds.toFixed(0)} s: ${statement.trim().slice(0, 60)}…`)
    }
    for (const name of ['max_wal_size', 'checkpoint_timeout']) await client.query(`alter system reset ${name}`)
    await client.query('select pg_reload_conf()')
    await client.query('checkpoint')
  })
}

/**
 * Drops the indexes, to create them once the rows are inserted: a tenth of the work. Those of constraints stay. Out: the statements that
 * create them again.
 */
async function dropIndexes(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; made: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'i' and not c.relispartition and not exists (select from pg_constraint where conindid = i.indexrelid)`,
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  return rows.map((row) => row.made)
}

/**
 * Gives an account a backlog: half private replies, of which the platform allows 750 an hour, half DMs, of which it allows 100 a second.
 */
export async function seedBacklog(databaseUrl: string, account: string, count: number): Promise<void> {
  const rows = `from generate_series(1, ${count}) n`
  const known = `(select workspace_id from accounts where id = '${account}'), '${account}'`
  await query(
    databaseUrl,
    [
      'set session_replication_role = replica',
      `insert into contacts (id, workspace_id, username, created_at, last_seen_at)
      select ${id(7, 'n')}, (select workspace_id from accounts where id = '${account}'), 'fan_' || n, now(), now() ${rows}`,
      `insert into contact_identifiers (workspace_id, account_id, value, kind, contact_id) select ${known}, (700000000000000 + n)::text, 'scoped', ${id(7, 'n')} ${rows}`,
      `insert into conversations (id, workspace_id, account_id, contact_id, recipient_id, window_until, last_event_at, created_at)
      select ${id(8, 'n')}, ${known}, ${id(7, 'n')}, (700000000000000 + n)::text, now() + interval '1 day', now(), now() ${rows}`,
      `insert into events (id, workspace_id, account_id, conversation_id, contact_id, body_id, key, kind, detail, occurred_at, received_at,
        decided_at, outcome, decision)
      select ${id(9, 'n')}, ${known}, ${id(8, 'n')}, ${id(7, 'n')}, 0, 'comment/7' || n, 'comment', '{}', now(), now(), now(), 'answered', '{"trace": [], "candidates": []}' ${rows}`,
      `with planned as (insert into messages (id, workspace_id, account_id, conversation_id, contact_id, lane, kind, comment_id, content,
        not_before, expires_at, event_id, created_at)
      select replace(${id(9, 'n')}::text, '-7000-', '-7001-')::uuid, ${known}, ${id(8, 'n')}, ${id(7, 'n')}, 'direct', case when n % 2 = 0 then 'message' else 'private_reply' end,
        '7' || n, '{"text": "Here it is."}', now(), now() + interval '1 day', ${id(9, 'n')}, now() ${rows}
      returning id, seq, workspace_id, account_id, conversation_id, lane, kind, not_before, expires_at)
      insert into outbox (message_id, seq, workspace_id, account_id, conversation_id, lane, kind, not_before, expires_at) select *
        from planned`,
    ].join(';\n'),
  )
  await query(databaseUrl, 'vacuum (analyze)')
}

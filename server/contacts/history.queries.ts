import { sql, type RawBuilder } from 'kysely'
import type { EventKind } from '../model/event.ts'
import type { Trx } from '../platform/db.ts'

export type Place = { at: string; id: string }
export type NoteRow = { id: string; text: string; author: string; createdAt: Date }

export async function insertNote(
  trx: Trx,
  {
    id,
    workspaceId,
    contactId,
    text,
    author,
    now,
  }: { id: string; workspaceId: string; contactId: string; text: string; author: string; now: Date },
): Promise<void> {
  await sql`insert into contact_notes (id, workspace_id, contact_id, text, author, created_at)
    values (${id}, ${workspaceId}, ${contactId}, ${text}, ${author}, ${now})`.execute(trx)
}

/** The notes about a person, newest first. */
export async function findNotes(trx: Trx, contactId: string, { after, limit }: { after: Place | null; limit: number }): Promise<NoteRow[]> {
  const { rows } = await sql<NoteRow>`
    select id, text, author, created_at as "createdAt" from contact_notes where contact_id = ${contactId}
      and ${after ? sql`(created_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql`true`}
    order by created_at desc, id desc limit ${limit + 1}`.execute(trx)
  return rows
}

/** Out: whether there was one. */
export async function deleteNote(trx: Trx, contactId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from contact_notes where id = ${id} and contact_id = ${contactId}`.execute(trx)
  return Number(numAffectedRows) > 0
}

export type HistoryRow = {
  kind: 'added' | 'event' | 'message' | 'lead' | 'delivery' | 'consent' | 'opt_out' | 'tag' | 'note' | 'merge' | 'unmerge'
  id: string
  at: Date
  accountId: string | null
  what: string | null
  text: string | null
  by: string | null
}

/** What a person does; statuses and marks of their messages stand at the messages. */
const acts = [
  'comment',
  'live_comment',
  'mention',
  'message',
  'postback',
  'reaction',
  'referral',
  'optin',
  'call',
  'edit',
  'delete',
  'lead',
] satisfies EventKind[]

/**
 * Everything that happened with a person, newest first. Each sort is read by the index of the person or of their threads, and cut to a page
 * before they are put in order. Row-level security limits it to the workspace and the accounts of the caller.
 */
export async function findHistory(trx: Trx, id: string, { before, limit }: { before: Place | null; limit: number }): Promise<HistoryRow[]> {
  const threads = sql`(select c.id from conversations c where c.contact_id = ${id})`
  const part = (kind: HistoryRow['kind'], columns: RawBuilder<unknown>, rows: RawBuilder<unknown>) => sql`
    (select part.kind, part.id, part.at, part.account_id::uuid as account_id, part.what, part.text, part.by
     from (select ${sql.lit(kind)}::text, ${columns} ${rows}) part(kind, id, at, account_id, what, text, by)
     where ${before ? sql`(part.at, part.id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql`true`}
     order by part.at desc, part.id desc limit ${limit})`
  const of = (columns: string) => sql.raw(columns)
  const { rows } = await sql<HistoryRow>`
    select kind, id, at, account_id as "accountId", what, text, by from (
      ${part('added', of('p.id, p.created_at, null::uuid, p.source, null, null'), sql`from contacts p where p.id = ${id}`)}
      union all ${part('event', of('e.id, e.received_at, e.account_id, e.kind, e.text, null'), sql`from events e where e.conversation_id in ${threads} and e.kind = any(${acts}::text[])`)}
      union all ${part(
        'message',
        of("m.id, m.created_at, m.account_id, m.state, coalesce(m.content ->> 'text', m.content -> 'template' ->> 'name'), null"),
        sql`from messages m where m.conversation_id in ${threads}`,
      )}
      union all ${part(
        'lead',
        of(
          "l.id, l.captured_at, l.account_id, case when l.archived_at is null then l.status else 'ARCHIVED' end, coalesce(l.email, l.phone, l.name), null",
        ),
        sql`from leads l where l.contact_id = ${id}`,
      )}
      union all ${part(
        'delivery',
        of('d.id, d.created_at, d.account_id, d.status, n.name, null'),
        sql`from leads l join deliveries d on d.lead_id = l.id join endpoints n on n.id = d.endpoint_id where l.contact_id = ${id}`,
      )}
      union all ${part(
        'consent',
        of("n.id, n.at, n.account_id, case when n.is_given then 'given' else 'withdrawn' end, n.words, null"),
        sql`from consents n where n.contact_id = ${id}`,
      )}
      union all ${part('opt_out', of('o.id, o.at, o.account_id, o.change, o.reason, o.actor'), sql`from opt_out_notes o where o.conversation_id in ${threads}`)}
      union all ${part(
        'tag',
        of('t.id, ct.added_at, null, null, t.name, null'),
        sql`from contact_tags ct join tags t on t.id = ct.tag_id where ct.contact_id = ${id}`,
      )}
      union all ${part('note', of('n.id, n.created_at, null, null, n.text, n.author'), sql`from contact_notes n where n.contact_id = ${id}`)}
      union all ${part('note', of('n.id, n.at, n.account_id, n.kind, n.words, n.actor'), sql`from conversation_notes n where n.conversation_id in ${threads}`)}
      union all ${part(
        'merge',
        of(
          "g.id, g.merged_at, null, null, coalesce(g.person -> 'from' ->> 'name', g.person -> 'from' ->> 'username', f.name, f.username), g.actor",
        ),
        sql`from contact_merges g left join contacts f on f.id = g.from_id where g.contact_id = ${id}`,
      )}
      union all ${part(
        'unmerge',
        of(
          "g.id, g.undone_at, null, null, coalesce(g.person -> 'from' ->> 'name', g.person -> 'from' ->> 'username', f.name, f.username), null",
        ),
        sql`from contact_merges g left join contacts f on f.id = g.from_id where g.contact_id = ${id} and g.undone_at is not null`,
      )}) history
    order by at desc, id desc limit ${limit}`.execute(trx)
  return rows
}

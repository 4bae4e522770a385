import { sql, type RawBuilder } from 'kysely'
import { beforeErase, type OptOutSource } from '../model/optOut.ts'
import { boundedPage, containing, isOfSeenAccounts, rowsPerWalk, type BoundedPage } from '../platform/boundedPage.ts'
import { inWorkspace, rowsOf, type Databases, type Scope, type Trx } from '../platform/db.ts'
import { optOutNotes } from '../platform/tables/optOuts.ts'
import { columnsOf, typesOf } from '../platform/tables/table.ts'
import { consentsOf } from './consents.queries.ts'
import { contactWords } from './contactWords.queries.ts'

/** A thread whose person opted out. `source` and `reason`: null where they wrote it themselves. */
export type OptOutRow = {
  id: string
  accountId: string
  accountName: string
  channel: string
  contactId: string
  username: string | null
  name: string | null
  at: Date
  source: OptOutSource | typeof beforeErase | null
  reason: string | null
  actor: string | null
}
export type OptOutPlace = { at: string; id: string }
export type OptOutFilter = { q?: string | undefined; accountId?: string | undefined }

/** Lists who opted out, the latest first. A page may hold fewer rows than asked for although more follow (boundedPage.ts). */
export async function findOptOuts(
  { web }: Pick<Databases, 'web'>,
  who: Scope,
  { q, accountId }: OptOutFilter,
  page: { before: OptOutPlace | null; limit: number },
): Promise<BoundedPage<OptOutRow, OptOutPlace>> {
  const { before } = page
  const scope = sql`workspace_id = ${who.workspaceId} and opted_out_at is not null and ${isOfSeenAccounts(who, 'account_id')}
    and ${accountId ? sql`account_id = ${accountId}` : sql`true`}
    and ${before ? sql`(opted_out_at, id) < (${before.at}::timestamptz, ${before.id}::uuid)` : sql`true`}`
  const threads = sql`(select * from conversations where ${scope} order by opted_out_at desc, id desc limit ${rowsPerWalk})`
  const rows = (where: RawBuilder<unknown>, most: number) => sql<OptOutRow>`
    select c.id, c.account_id as "accountId", a.name as "accountName", a.channel, c.contact_id as "contactId", p.username, p.name,
      c.opted_out_at as at, n.source, n.reason, n.actor
    from ${threads} c join contacts p on p.id = c.contact_id join accounts a on a.id = c.account_id
    left join lateral (select source, reason, actor from opt_out_notes n
      where n.conversation_id = c.id and n.change = 'out' and n.at = c.opted_out_at order by n.id desc limit 1) n on true
    where ${where} order by c.opted_out_at desc, c.id desc limit ${most}`
  return inWorkspace(web, who, (trx) =>
    boundedPage(page.limit, ({ at, id }: OptOutRow): OptOutPlace => ({ at: at.toISOString(), id }), {
      async walk(most) {
        const found = await rows(q ? sql`${contactWords('p')} ilike ${containing(q)}` : sql`true`, most).execute(trx)
        if (!q || found.rows.length >= most) return { rows: found.rows, end: null }
        const { rows: ends } = await sql<{ n: number; at: Date; id: string }>`
          select count(*) over ()::integer as n, c.opted_out_at as at, c.id from ${threads} c order by 2, 3 limit 1`.execute(trx)
        const [last] = ends
        return { rows: found.rows, end: last && last.n >= rowsPerWalk ? { at: last.at.toISOString(), id: last.id } : null }
      },
      hits: null,
      read: async () => [],
    }),
  )
}

/** Notes of new threads that their person had opted out before they were erased. */
export async function noteOptOutsBefore(
  trx: Trx,
  newId: () => string,
  threads: readonly { conversationId: string; accountId: string; workspaceId: string; at: Date }[],
): Promise<void> {
  const notes = threads.map(({ conversationId, accountId, workspaceId, at }) => ({
    id: newId(),
    workspace_id: workspaceId,
    account_id: accountId,
    conversation_id: conversationId,
    change: 'out',
    source: beforeErase,
    reason: '',
    actor: 'system',
    at,
  }))
  if (notes.length)
    await sql`insert into opt_out_notes (${columnsOf(optOutNotes)}) select * from ${rowsOf(notes, typesOf(optOutNotes))}`.execute(trx)
}

/** The threads that a change by hand is about: all of a person on the accounts that the caller sees, or one; or those of several people. */
export type OptOutTarget =
  | { contactId: string; accountId?: string | undefined }
  | { conversationId: string }
  | { contactIds: readonly string[] }
  | { threads: readonly { contactId: string; accountId: string }[] }
export type ChangedThread = {
  id: string
  accountId: string
  contactId: string
  channel: string
  username: string | null
  name: string | null
}
type Note = { source: OptOutSource | null; reason: string; actor: string; now: Date; newId: () => string }

/**
 * Opts a person out by hand, or undoes an opt-out, with a note of why. Threads in which nothing changes are left alone. The caller holds
 * the ingest lock: ingest stores threads as it read them.
 * Out:    the threads that changed.
 */
export async function changeOptOut(trx: Trx, who: Scope, target: OptOutTarget, change: 'out' | 'in', note: Note): Promise<ChangedThread[]> {
  const { source, reason, actor, now, newId } = note
  const isTarget =
    'conversationId' in target
      ? sql`c.id = ${target.conversationId}`
      : 'contactIds' in target
        ? sql`c.contact_id = any(${target.contactIds}::uuid[])`
        : 'threads' in target
          ? sql`(c.account_id, c.contact_id) in (select account_id, contact_id from ${rowsOf(
              target.threads.map((one) => ({ account_id: one.accountId, contact_id: one.contactId })),
              'account_id uuid, contact_id uuid',
            )})`
          : sql`c.contact_id = ${target.contactId} and ${target.accountId ? sql`c.account_id = ${target.accountId}` : sql`true`}`
  const { rows } = await sql<ChangedThread>`
    update conversations c set opted_out_at = ${change === 'out' ? now : null}
    from contacts p, accounts a
    where ${isTarget} and c.workspace_id = ${who.workspaceId} and ${isOfSeenAccounts(who, 'c.account_id')} and p.id = c.contact_id
      and a.id = c.account_id and c.opted_out_at ${change === 'out' ? sql`is null` : sql`is not null`}
    returning c.id, c.account_id as "accountId", c.contact_id as "contactId", a.channel, p.username, p.name`.execute(trx)
  const notes = rows.map(({ id, accountId }) => ({
    id: newId(),
    workspace_id: who.workspaceId,
    account_id: accountId,
    conversation_id: id,
    change,
    source,
    reason,
    actor,
    at: now,
  }))
  if (notes.length)
    await sql`insert into opt_out_notes (${columnsOf(optOutNotes)}) select * from ${rowsOf(notes, typesOf(optOutNotes))}`.execute(trx)
  return rows
}

/**
 * Opts people out in their threads where the last that they said about messages, of the channel or in general, was no: while they had no
 * thread, that stood for an opt-out. What they took back on one account was one there. A consent that an import brought undoes nothing.
 * In: `accountIds`: on these alone.
 */
export async function optOutWhoRefused(
  trx: Trx,
  who: Scope,
  contactId: string,
  given: { accountIds: readonly string[] | null; actor: string; now: Date; newId: () => string },
): Promise<void> {
  const { accountIds, ...by } = given
  const { rows } = await sql<{ contactId: string; accountId: string }>`
    select c.contact_id as "contactId", c.account_id as "accountId" from conversations c join accounts a on a.id = c.account_id
    where c.contact_id = ${contactId} and c.opted_out_at is null
      and ${accountIds === null ? sql`true` : sql`c.account_id = any(${accountIds}::uuid[])`}
      and (select k."isGiven" from (${consentsOf(sql`c.contact_id`, consentsAtMost)}) k
        where k.about = 'messages' and (k."accountId" is null or k."accountId" = c.account_id and k."isGiven")
          and (k.channel is null or k.channel = a.channel) and (not k."isGiven" or k.source <> 'import')
        order by k.at desc, k.id desc limit 1) = false`.execute(trx)
  if (rows.length) await changeOptOut(trx, who, { threads: rows }, 'out', { source: 'other', reason: '', ...by })
}
const consentsAtMost = 1_000

/** Those of these people who have no thread, and of whom it is not stored yet that they want no messages. */
export async function findWithoutThread(trx: Trx, contactIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from contacts p where p.id = any(${contactIds}::uuid[])
      and not exists (select from conversations c where c.contact_id = p.id)
      and (select n.is_given from consents n where n.contact_id = p.id and n.about = 'messages' and n.account_id is null
        and n.channel is null order by n.at desc, n.id desc limit 1) is distinct from false`.execute(trx)
  return rows.map((row) => row.id)
}

import { sql } from 'kysely'
import { canReceive, type PersonId } from '../model/event.ts'
import { normalPhone } from '../engine/normalPhone.ts'
import { rowsOf, type Trx } from '../platform/db.ts'

/**
 * Gives the person of a thread a second identifier: one that the answer to a private reply told, or that came along with an event.
 * When another contact already had it, the two were one person all along: everything of the other one moves over.
 * In: `messagesGo`: messages go there from now on; otherwise only where they had nowhere to go. `formerly`: ids that the person has given up
 * for this one, so that a number shown of them is the new one.
 * The caller holds the reader's turn.
 */
export async function linkIdentifier(
  trx: Trx,
  conversationId: string,
  { value, kind }: PersonId,
  { messagesGo, formerly = [] }: { messagesGo: boolean; formerly?: PersonId[] },
): Promise<void> {
  const { rows } = await sql<{
    accountId: string
    workspaceId: string
    contactId: string
    otherContact: string | null
    otherConversation: string | null
  }>`
    select c.account_id as "accountId", c.workspace_id as "workspaceId", c.contact_id as "contactId", i.contact_id as "otherContact", o.id as "otherConversation"
    from conversations c
    left join contact_identifiers i on i.account_id = c.account_id and i.value = ${value} and i.contact_id <> c.contact_id
    left join conversations o on o.account_id = c.account_id and o.contact_id = i.contact_id
    where c.id = ${conversationId}`.execute(trx)
  const found = rows[0]
  if (!found) return
  if (found.otherContact)
    await mergeContacts(trx, {
      from: found.otherContact,
      fromConversation: found.otherConversation,
      into: found.contactId,
      intoConversation: conversationId,
    })
  await sql`
    insert into contact_identifiers (account_id, value, kind, contact_id, workspace_id)
    values (${found.accountId}, ${value}, ${kind}, ${found.contactId}, ${found.workspaceId})
    on conflict (account_id, value) do update set kind = excluded.kind`.execute(trx)
  if (canReceive(kind))
    await sql`update conversations set recipient_id = ${messagesGo ? sql`${value}` : sql`coalesce(recipient_id, ${value})`} where id = ${conversationId}`.execute(
      trx,
    )
  if (kind === 'phone')
    await sql`
      update contacts set phone = ${normalPhone(value)}
      where id = ${found.contactId} and (phone is null or phone = any(${formerly.map((one) => normalPhone(one.value))}::text[]))`.execute(
      trx,
    )
}

type Recipient = { conversation_id: string; recipient_id: string }

/**
 * Gives many people at once the identifier that the answer to their private reply told. Nearly always nobody else has it yet: those go in two
 * statements; where somebody has, the two are one person, and they are merged one by one.
 * The caller holds the reader's turn.
 */
export async function linkRecipients(trx: Trx, given: Recipient[]): Promise<void> {
  if (!given.length) return
  const { rows } = await sql<Recipient & { alone: boolean }>`
    select given.conversation_id, given.recipient_id,
      coalesce(i.contact_id = c.contact_id, true) and count(*) over (partition by c.account_id, given.recipient_id) = 1 as alone
    from ${rowsOf(given, 'conversation_id uuid, recipient_id text')}
    join conversations c on c.id = given.conversation_id
    left join contact_identifiers i on i.account_id = c.account_id and i.value = given.recipient_id`.execute(trx)
  const alone = rows.filter((row) => row.alone)
  if (alone.length)
    await sql`
      with given as materialized (select * from ${rowsOf(alone, 'conversation_id uuid, recipient_id text')}),
      known as (
        insert into contact_identifiers (account_id, value, kind, contact_id, workspace_id)
        select c.account_id, given.recipient_id, 'scoped', c.contact_id, c.workspace_id from given join conversations c on c.id = given.conversation_id
        on conflict (account_id, value) do update set kind = excluded.kind)
      update conversations c set recipient_id = given.recipient_id from given where c.id = given.conversation_id`.execute(trx)
  for (const row of rows)
    if (!row.alone) await linkIdentifier(trx, row.conversation_id, { value: row.recipient_id, kind: 'scoped' }, { messagesGo: true })
}

type Merge = { from: string; fromConversation: string | null; into: string; intoConversation: string }

async function mergeContacts(trx: Trx, { from, fromConversation, into, intoConversation }: Merge): Promise<void> {
  if (fromConversation) {
    // A message by hand locks its conversation and is numbered under that lock: none comes into the thread that goes away (outbox/sendByHand.ts).
    await sql`select from conversations where id in (${fromConversation}, ${intoConversation}) order by id for update`.execute(trx)
    // One question per person: where each thread has one open, the one that was begun last goes on.
    await sql`
      update runs set state = 'superseded', wake_at = null
      where conversation_id in (${fromConversation}, ${intoConversation}) and state = 'waiting_answer' and id <> (
        select id from runs where conversation_id in (${fromConversation}, ${intoConversation}) and state = 'waiting_answer'
        order by started_at desc, id desc limit 1)`.execute(trx)
    await sql`update runs set conversation_id = ${intoConversation} where conversation_id = ${fromConversation}`.execute(trx)
    await sql`update events set conversation_id = ${intoConversation} where conversation_id = ${fromConversation}`.execute(trx)
    for (const table of ['outbox', 'messages'])
      await sql`update ${sql.table(table)} set conversation_id = ${intoConversation} where conversation_id = ${fromConversation}`.execute(
        trx,
      )
    await sql`
      update conversations c set window_until = greatest(c.window_until, o.window_until), opted_out_at = coalesce(c.opted_out_at, o.opted_out_at),
        bot_paused_until = greatest(c.bot_paused_until, o.bot_paused_until), last_event_at = greatest(c.last_event_at, o.last_event_at),
        memory = o.memory || c.memory
      from conversations o where c.id = ${intoConversation} and o.id = ${fromConversation}`.execute(trx)
    await sql`delete from conversations where id = ${fromConversation}`.execute(trx)
  }
  // By the threads, which know their events and messages; before these go over.
  for (const table of ['events', 'messages'])
    await sql`
      update ${sql.table(table)} set contact_id = ${into}
      where conversation_id in (select id from conversations where contact_id in (${from}, ${into})) and contact_id = ${from}`.execute(trx)
  await sql`update leads set contact_id = ${into} where contact_id = ${from}`.execute(trx)
  // Threads on other accounts keep their own; only this contact's identifiers and belongings move.
  await sql`update conversations set contact_id = ${into} where contact_id = ${from}`.execute(trx)
  for (const table of ['contact_identifiers', 'occurrences'])
    await sql`update ${sql.table(table)} set contact_id = ${into} where contact_id = ${from}`.execute(trx)
  await sql`
    update contacts p set username = coalesce(p.username, o.username), name = coalesce(p.name, o.name), email = coalesce(p.email, o.email),
      phone = coalesce(p.phone, o.phone), custom_fields = o.custom_fields || p.custom_fields,
      profile_asked_at = coalesce(p.profile_asked_at, o.profile_asked_at), last_seen_at = greatest(p.last_seen_at, o.last_seen_at)
    from contacts o where p.id = ${into} and o.id = ${from}`.execute(trx)
  await sql`delete from contacts where id = ${from}`.execute(trx)
}

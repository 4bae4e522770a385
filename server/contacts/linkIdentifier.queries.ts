import { sql } from 'kysely'
import { canReceive, type PersonId } from '../model/event.ts'
import { normalPhone } from '../engine/normalPhone.ts'
import { mergeRows, type Pair } from '../platform/belongings/mergeRows.queries.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { contactIdentifiers } from '../platform/tables/people.ts'
import { columnsOf } from '../platform/tables/table.ts'

/**
 * Gives the person of a thread a second identifier, from the response to a private reply or from an event. If another contact already has
 * it, the two are the same person and are merged. The caller holds the ingest lock.
 * In:     `messagesGo`: messages go to it from now on; otherwise only where they had no address. `formerly`: ids that the person gave up
 *         for this one, so that a number shown for them is the new one.
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
  }>`
    select c.account_id as "accountId", c.workspace_id as "workspaceId", c.contact_id as "contactId", i.contact_id as "otherContact"
    from conversations c
    left join contact_identifiers i on i.account_id = c.account_id and i.value = ${value} and i.contact_id <> c.contact_id
    where c.id = ${conversationId}`.execute(trx)
  const found = rows[0]
  if (!found) return
  if (found.otherContact) await mergeContacts(trx, { from: found.otherContact, into: found.contactId })
  await sql`
    insert into contact_identifiers (${columnsOf(contactIdentifiers)})
    values (${found.accountId}, ${value}, ${kind}, ${found.contactId}, ${found.workspaceId})
    on conflict (account_id, value) do update set kind = excluded.kind`.execute(trx)
  if (canReceive(kind))
    await sql`update conversations set recipient_id = ${messagesGo ? sql`${value}` : sql`coalesce(recipient_id, ${value})`}
      where id = ${conversationId}`.execute(trx)
  if (kind === 'phone')
    await sql`
      update contacts set phone = ${normalPhone(value)}
      where id = ${found.contactId} and (phone is null or phone = any(${formerly.map((one) => normalPhone(one.value))}::text[]))`.execute(
      trx,
    )
}

type Recipient = { conversation_id: string; recipient_id: string }

/**
 * Gives many people at once the identifier from the response to their private reply. Nearly always no other contact has it: those take two
 * statements; otherwise the two contacts are merged one by one. The caller holds the ingest lock.
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
        insert into contact_identifiers (${columnsOf(contactIdentifiers)})
        select c.account_id, given.recipient_id, 'scoped', c.contact_id, c.workspace_id from given join conversations c
          on c.id = given.conversation_id
        on conflict (account_id, value) do update set kind = excluded.kind)
      update conversations c set recipient_id = given.recipient_id from given where c.id = given.conversation_id`.execute(trx)
  for (const row of rows)
    if (!row.alone) await linkIdentifier(trx, row.conversation_id, { value: row.recipient_id, kind: 'scoped' }, { messagesGo: true })
}

/** Merges two contacts: threads on the same account first; their messages and everything else follow (platform/belongings). */
async function mergeContacts(trx: Trx, people: Pair): Promise<void> {
  const { rows: threads } = await sql<Pair>`
    select f.id as "from", i.id as "into" from conversations f join conversations i on i.account_id = f.account_id
      and i.contact_id = ${people.into}
    where f.contact_id = ${people.from}`.execute(trx)
  await mergeRows(trx, 'conversations', threads)
  await mergeRows(trx, 'contacts', [people])
}

import { sql } from 'kysely'
import type { PersonId } from '../model/event.ts'
import { tagKeysOf } from './tags.queries.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { contactIdentifiers, contacts, conversations, ofInbox } from '../platform/tables/people.ts'
import { columnsOf, selected, typesOf, without, type NewRow, type Selected } from '../platform/tables/table.ts'

/** The columns of the person in a thread, and of the thread itself. */
const ofPerson = without(
  contacts,
  ...(['id', 'workspace_id', 'created_at', 'last_seen_at', 'metadata', 'birth_month', 'birth_day', 'birth_year'] as const),
  ...(['language', 'time_zone', 'source', 'email_key', 'is_name_given'] as const),
)
const ofThread = without(conversations, 'id', 'account_id', 'last_event_at', 'created_at', ...ofInbox)
const changed = without(conversations, 'created_at', ...ofInbox)

/** A person's thread on one account, with everything a decision needs. */
export type ThreadRow = { accountId: string; value: string; conversationId: string } & Selected<
  typeof conversations,
  (typeof ofThread)[number]
> &
  Selected<typeof contacts, (typeof ofPerson)[number]> & {
    /** All names of their tags; null: no tags. */
    tags: string[] | null
  }

const threadColumns = sql`
  i.account_id as "accountId", i.value, c.id as "conversationId", ${selected(conversations, 'c', ofThread)},
    ${selected(contacts, 'p', ofPerson)},
  ${tagKeysOf('p.id')} as tags`

/** Finds threads by the ids in events. */
export async function findThreads(trx: Trx, wanted: { account_id: string; value: string }[]): Promise<ThreadRow[]> {
  if (!wanted.length) return []
  const { rows } = await sql<ThreadRow>`
    select ${threadColumns}
    from ${rowsOf(wanted, 'account_id uuid, value text')}
    join contact_identifiers i on i.account_id = given.account_id and i.value = given.value
    join conversations c on c.account_id = i.account_id and c.contact_id = i.contact_id
    join contacts p on p.id = c.contact_id`.execute(trx)
  return rows
}

/** Finds the threads of due runs. `value` is empty: no event named the person. */
export async function findThreadsById(trx: Trx, conversationIds: string[]): Promise<ThreadRow[]> {
  if (!conversationIds.length) return []
  const { rows } = await sql<ThreadRow>`
    select ${threadColumns}
    from conversations c join contacts p on p.id = c.contact_id
    cross join lateral (select c.account_id, '' as value) i
    where c.id = any(${conversationIds}::uuid[])`.execute(trx)
  return rows
}

/** Finds the threads of occurrences. `value`: the occurrence's id. Asked after contacts have been merged. */
export async function findThreadsOfOccurrences(trx: Trx, ids: string[]): Promise<ThreadRow[]> {
  if (!ids.length) return []
  const { rows } = await sql<ThreadRow>`
    select ${threadColumns}
    from occurrences o
    join conversations c on c.account_id = o.account_id and c.contact_id = o.contact_id
    join contacts p on p.id = c.contact_id
    cross join lateral (select o.account_id, o.id::text as value) i
    where o.id = any(${ids}::uuid[])`.execute(trx)
  return rows
}

export type NewPerson = Pick<NewRow<typeof contactIdentifiers>, 'value' | 'kind'> & {
  /** Other ids of the same person. */
  aliases: PersonId[]
}

/**
 * Adds new people in their state after the batch, with their identifiers and their thread. Only the holder of the ingest lock inserts them,
 * so there is no race.
 */
export async function addPeople(trx: Trx, people: (ThreadChange & NewPerson)[], now: Date): Promise<void> {
  if (!people.length) return
  const seen = sql`greatest(${now}, last_event_at)`
  await sql`
    with given as materialized (select *
      from ${rowsOf(people, `${threadChange}, ${typesOf(contactIdentifiers, ['value', 'kind'])}, aliases json`)}),
    people as (
      insert into contacts (${columnsOf(contacts)})
      select ${columnsOf(contacts, { id: sql`contact_id`, created_at: sql`${now}`, last_seen_at: seen })} from given),
    known as (
      insert into contact_identifiers (${columnsOf(contactIdentifiers)})
      select ${columnsOf(contactIdentifiers)} from given
      union all select ${columnsOf(contactIdentifiers, { value: sql`alias ->> 'value'`, kind: sql`alias ->> 'kind'` })}
        from given, json_array_elements(aliases) alias)
    insert into conversations (${columnsOf(conversations)})
    select ${columnsOf(conversations, { last_event_at: seen, created_at: sql`${now}` })} from given`.execute(trx)
}

export type ThreadChange = Pick<NewRow<typeof conversations>, (typeof changed)[number]> &
  Pick<NewRow<typeof contacts>, (typeof ofPerson)[number]>
const threadChange = `${typesOf(conversations, changed)}, ${typesOf(contacts, ofPerson)}`

/** Stores the changes of threads and of the people in them. */
export async function storeThreads(trx: Trx, threads: ThreadChange[]): Promise<void> {
  if (!threads.length) return
  await sql`
    with given as materialized (select * from ${rowsOf(threads, threadChange)}),
    threads as (
      update conversations c set recipient_id = coalesce(c.recipient_id, given.recipient_id), window_until = given.window_until,
        opted_out_at = given.opted_out_at, bot_paused_until = given.bot_paused_until,
        handed_over_at = given.handed_over_at,
        marketing_stopped_at = given.marketing_stopped_at, free_until = greatest(c.free_until, given.free_until),
        guard_since = given.guard_since, guard_count = given.guard_count,
        -- A closed conversation in which the person does something is open again, and waits for its first answer.
        closed_at = case when given.last_event_at > c.last_event_at then null else c.closed_at end,
        reopened_at = case when c.closed_at is not null and given.last_event_at > c.last_event_at then given.last_event_at
          else c.reopened_at end,
        first_answered_at = case when c.closed_at is not null and given.last_event_at > c.last_event_at then null
          else c.first_answered_at end,
        last_event_at = greatest(c.last_event_at, given.last_event_at), memory = given.memory
      from given where c.id = given.id)
    update contacts p set username = coalesce(given.username, p.username),
      name = case when p.is_name_given then p.name else coalesce(given.name, p.name) end,
      email = coalesce(given.email, p.email), phone = coalesce(given.phone, p.phone),
      custom_fields = p.custom_fields || given.custom_fields, profile_asked_at = coalesce(p.profile_asked_at, given.profile_asked_at),
        last_seen_at = greatest(p.last_seen_at, given.last_event_at)
    from given where p.id = given.contact_id`.execute(trx)
}

export type Profile = { account_id: string; value: string; name: string | null; username: string | null }

/** Stores names from the platform; known values stay. */
export async function keepProfiles(trx: Trx, profiles: Profile[]): Promise<void> {
  if (!profiles.length) return
  await sql`
    update contacts p set name = coalesce(p.name, given.name), username = coalesce(p.username, given.username)
    from ${rowsOf(profiles, 'account_id uuid, value text, name text, username text')}
    join contact_identifiers i on i.account_id = given.account_id and i.value = given.value
    where p.id = i.contact_id`.execute(trx)
}

import { sql } from 'kysely'
import type { Birthday, ContactSource } from '../model/contact.ts'
import { canReceive, type PersonIdKind } from '../model/event.ts'
import { otherSpellings } from '../engine/normalPhone.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import type { Vault } from '../platform/vault.queries.ts'
import { findOptedOut } from './erasedPeople.queries.ts'
import { noteOptOutsBefore } from './optOuts.queries.ts'

/** What is known of a person, as far as it is said: a value that is left out stays as it is, null removes it. */
export type PersonValues = {
  name?: string | null
  username?: string | null
  email?: string | null
  /** In E.164. */
  phone?: string | null
  birthday?: Birthday | null
  language?: string | null
  timeZone?: string | null
  metadata?: Record<string, unknown>
  /** By their keys, as they are stored; null removes one. */
  customFields?: Record<string, string | null>
}
export type NewContact = { id: string; workspaceId: string; source: ContactSource; values: PersonValues }

const rowOf = ({ birthday, ...values }: PersonValues) => ({
  ...values,
  ...(birthday === undefined ? {} : { month: birthday?.month ?? null, day: birthday?.day ?? null, year: birthday?.year ?? null }),
})

/** Adds people without a thread of theirs; `openThreadsByHand` comes first where they have identifiers. */
export async function addContacts(trx: Trx, people: readonly NewContact[], now: Date): Promise<void> {
  if (!people.length) return
  await sql`
    insert into contacts (id, workspace_id, source, created_at, last_seen_at)
    select id, workspace_id, source, ${now}, ${now}
    from ${rowsOf(
      people.map(({ id, workspaceId, source }) => ({ id, workspace_id: workspaceId, source })),
      'id uuid, workspace_id uuid, source text',
    )}`.execute(trx)
  await changeContacts(trx, people)
}

/**
 * Changes people at once. The caller holds the ingest lock: ingest stores people as it read them.
 * Out: the ids of those that there are.
 */
export async function changeContacts(trx: Trx, changes: readonly { id: string; values: PersonValues }[]): Promise<string[]> {
  if (!changes.length) return []
  const given = rowsOf(
    changes.map(({ id, values }) => ({ id, v: rowOf(values) })),
    'id uuid, v jsonb',
  )
  const text = (name: string, column: string) => sql`${sql.ref(column)} = case when v ? ${sql.lit(name)} then v ->> ${sql.lit(name)}
    else p.${sql.ref(column)} end`
  const number = (
    name: string,
    column: string,
  ) => sql`${sql.ref(column)} = case when v ? ${sql.lit(name)} then (v ->> ${sql.lit(name)})::smallint
    else p.${sql.ref(column)} end`
  const { rows } = await sql<{ id: string }>`
    update contacts p set ${sql.join([
      ...['name', 'username', 'email', 'phone', 'language'].map((name) => text(name, name)),
      text('timeZone', 'time_zone'),
      sql`is_name_given = case when v ? 'name' then v ->> 'name' is not null else p.is_name_given end`,
      ...['month', 'day', 'year'].map((name) => number(name, `birth_${name}`)),
      sql`metadata = coalesce(v -> 'metadata', p.metadata)`,
      // Null values are keys that go.
      sql`custom_fields = case when v ? 'customFields' then jsonb_strip_nulls(p.custom_fields || (v -> 'customFields'))
        else p.custom_fields end`,
    ])}
    from ${given} where p.id = given.id returning p.id`.execute(trx)
  return rows.map((row) => row.id)
}

/** An identifier that is given by hand or in an import. `value`: a phone number as digits, without the plus. */
export type GivenIdentifier = { contactId: string; accountId: string; workspaceId: string; kind: PersonIdKind; value: string }

/**
 * Gives people identifiers, and a thread on the account of each, so that they can be written to and are recognized when they write. Who had
 * opted out before they were erased is opted out in that thread. The caller holds the ingest lock, so there is no race.
 * Out: those of `given` that belong to somebody else, with whose they are; nothing is stored of them.
 */
export async function openThreadsByHand(
  trx: Trx,
  deps: { system: Db; vault: Vault; newId: () => string },
  given: readonly GivenIdentifier[],
  now: Date,
): Promise<{ identifier: GivenIdentifier; contactId: string }[]> {
  if (!given.length) return []
  const spellings = given.flatMap(({ accountId, value, kind }, at) =>
    [value, ...(kind === 'phone' ? otherSpellings(value) : [])].map((one) => ({ at, account_id: accountId, value: one })),
  )
  const { rows: known } = await sql<{ at: number; contactId: string }>`
    select given.at, i.contact_id as "contactId" from ${rowsOf(spellings, 'at integer, account_id uuid, value text')}
    join contact_identifiers i on i.account_id = given.account_id and i.value = given.value`.execute(trx)
  const owner = new Map(known.map(({ at, contactId }) => [at, contactId]))
  const added = given.filter((_, at) => !owner.has(at))
  if (added.length) {
    const rows = rowsOf(
      added.map(({ contactId, accountId, workspaceId, kind, value }) => ({
        id: deps.newId(),
        workspace_id: workspaceId,
        account_id: accountId,
        contact_id: contactId,
        kind,
        value,
        recipient_id: canReceive(kind) ? value : null,
      })),
      'id uuid, workspace_id uuid, account_id uuid, contact_id uuid, kind text, value text, recipient_id text',
    )
    await sql`
      insert into conversations (id, workspace_id, account_id, contact_id, recipient_id, last_event_at, created_at)
      select distinct on (account_id, contact_id) id, workspace_id, account_id, contact_id, recipient_id, ${now}::timestamptz,
        ${now}::timestamptz
      from ${rows} order by account_id, contact_id, recipient_id nulls last
      on conflict (account_id, contact_id) do update
        set recipient_id = coalesce(conversations.recipient_id, excluded.recipient_id)`.execute(trx)
    await sql`
      insert into contact_identifiers (account_id, value, kind, contact_id, workspace_id)
      select account_id, value, kind, contact_id, workspace_id from ${rows} on conflict (account_id, value) do nothing`.execute(trx)
    await keepOptedOut(trx, deps, added)
  }
  return given.flatMap((identifier, at) => {
    const contactId = owner.get(at)
    return contactId === undefined || contactId === identifier.contactId ? [] : [{ identifier, contactId }]
  })
}

async function keepOptedOut(
  trx: Trx,
  deps: { system: Db; vault: Vault; newId: () => string },
  added: readonly GivenIdentifier[],
): Promise<void> {
  const people = added.map((one) => ({
    ...one,
    ids: [one.value, ...(one.kind === 'phone' ? otherSpellings(one.value) : [])],
  }))
  const out = await findOptedOut(trx, deps, people)
  if (!out.size) return
  const { rows } = await sql<{ conversationId: string; accountId: string; workspaceId: string; at: Date }>`
    update conversations c set opted_out_at = given.at
    from ${rowsOf(
      [...out].map(([{ accountId, contactId }, at]) => ({ account_id: accountId, contact_id: contactId, at })),
      'account_id uuid, contact_id uuid, at timestamptz',
    )}
    where c.account_id = given.account_id and c.contact_id = given.contact_id and c.opted_out_at is null
    returning c.id as "conversationId", c.account_id as "accountId", c.workspace_id as "workspaceId", c.opted_out_at as at`.execute(trx)
  await noteOptOutsBefore(trx, deps.newId, rows)
}

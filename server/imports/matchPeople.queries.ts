import { sql } from 'kysely'
import type { ConsentAbout, ConsentSource } from '../model/consent.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'

/** By what a row may name a person. `identifier`: the account and the id there, with a slash between them. */
export type MatchKind = 'id' | 'identifier' | 'email' | 'phone'
export type Key = { kind: MatchKind; value: string }

/** Whose the keys are: for each key, as `kind/value`, the ids of contacts. */
export async function findOwners(trx: Db | Trx, workspaceId: string, keys: readonly Key[]): Promise<Map<string, string[]>> {
  const of = (kind: MatchKind) => [...new Set(keys.filter((key) => key.kind === kind).map((key) => key.value))]
  const identifiers = of('identifier').map((value) => ({ account_id: value.slice(0, 36), value: value.slice(37) }))
  const { rows } = await sql<{ key: string; id: string }>`
    select 'id/' || p.id as key, p.id from contacts p where p.workspace_id = ${workspaceId} and p.id = any(${of('id')}::uuid[])
    union all select 'email/' || p.email_key, p.id from contacts p
      where p.workspace_id = ${workspaceId} and p.email_key = any(${of('email')}::text[])
    union all select 'phone/' || p.phone, p.id from contacts p
      where p.workspace_id = ${workspaceId} and p.phone = any(${of('phone')}::text[])
    union all select 'identifier/' || i.account_id || '/' || i.value, i.contact_id
      from ${rowsOf(identifiers, 'account_id uuid, value text')}
      join contact_identifiers i on i.account_id = given.account_id and i.value = given.value
      where i.workspace_id = ${workspaceId}`.execute(trx)
  const owners = new Map<string, string[]>()
  for (const { key, id } of rows) owners.set(key, [...(owners.get(key) ?? []), id])
  return owners
}

export type KnownPerson = {
  id: string
  name: string | null
  username: string | null
  email: string | null
  phone: string | null
  language: string | null
  timeZone: string | null
  birthMonth: number | null
  birthDay: number | null
  birthYear: number | null
  customFields: Record<string, string>
  metadata: Record<string, unknown>
  /** All names of their tags, as they are compared. */
  tags: string[]
  /** The accounts on which they have a thread, and those on which they opted out. */
  threads: string[]
  out: string[]
  identifiers: string[]
  consents: {
    about: ConsentAbout
    isGiven: boolean
    channel: string | null
    accountId: string | null
    source: ConsentSource
    words: string | null
    at: string
  }[]
}

/** What is known of people, as far as an import may change it. */
export async function findKnown(trx: Db | Trx, ids: readonly string[]): Promise<Map<string, KnownPerson>> {
  if (!ids.length) return new Map()
  const { rows } = await sql<KnownPerson>`
    select p.id, p.name, p.username, p.email, p.phone, p.language, p.time_zone as "timeZone", p.birth_month as "birthMonth",
      p.birth_day as "birthDay", p.birth_year as "birthYear", p.custom_fields as "customFields", p.metadata,
      coalesce((select array_agg(n.key) from contact_tags ct cross join lateral (
        select t.key from tags t where t.id = ct.tag_id union all select f.key from former_tag_names f where f.tag_id = ct.tag_id) n
        where ct.contact_id = p.id), '{}') as tags,
      coalesce((select array_agg(c.account_id) from conversations c where c.contact_id = p.id), '{}') as threads,
      coalesce((select array_agg(c.account_id) from conversations c where c.contact_id = p.id and c.opted_out_at is not null), '{}') as out,
      coalesce((select array_agg(i.account_id || '/' || i.value) from contact_identifiers i where i.contact_id = p.id), '{}') as identifiers,
      coalesce((select jsonb_agg(jsonb_build_object('about', n.about, 'isGiven', n.is_given, 'channel', n.channel, 'accountId', n.account_id,
        'source', n.source, 'words', n.words, 'at', n.at)) from (
          select about, is_given, coalesce(channel, (select channel from accounts a where a.id = account_id)) as channel, account_id,
            source, words, at
          from consents where contact_id = p.id
          union all select 'messages', true, (select channel from accounts a where a.id = l.account_id), l.account_id, 'form',
            l.metadata ->> 'consent', l.captured_at
          from leads l where l.contact_id = p.id and l.source = 'form' and l.metadata ? 'consent') n), '[]') as consents
    from contacts p where p.id = any(${ids}::uuid[])`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

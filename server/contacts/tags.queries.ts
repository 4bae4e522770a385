import { sql, type RawBuilder } from 'kysely'
import { advisoryLockClasses } from '../platform/advisoryLocks.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { columnsOf, selected, without, type Selected } from '../platform/tables/table.ts'
import { contactTags, formerTagNames, tags } from '../platform/tables/tags.ts'

const shown = without(tags, 'workspace_id')
export type TagRow = Selected<typeof tags, (typeof shown)[number]> & { people: number }

const tagRows = (where: RawBuilder<unknown>, limit: number) => sql<TagRow>`
  select ${selected(tags, 't', shown)},
    (select count(*)::integer from contact_tags c where c.tag_id = t.id) as people
  from tags t where ${where} order by t.key limit ${limit}`

/**
 * Lists tags by name, each with the number of people who have it. In: `like`: a part of the name, `after`: the key of the last one shown.
 */
export async function findTags(trx: Trx, by: { like: string | null; after: string | null; limit: number }): Promise<TagRow[]> {
  const where = sql`${by.like === null ? sql`true` : sql`t.key like ${by.like}`}
    and ${by.after === null ? sql`true` : sql`t.key > ${by.after}`}`
  return (await tagRows(where, by.limit).execute(trx)).rows
}

export async function findTag(trx: Trx, id: string): Promise<TagRow | undefined> {
  return (await tagRows(sql`t.id = ${id}`, 1).execute(trx)).rows[0]
}

/** The tag with this name; a current name comes before a former one. Out: null when there is none. */
export async function findTagByKey(trx: Trx, workspaceId: string, key: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from tags where workspace_id = ${workspaceId} and key = ${key}
    union all select tag_id from former_tag_names where workspace_id = ${workspaceId} and key = ${key}
    limit 1`.execute(trx)
  return rows[0]?.id ?? null
}

export type NewTag = Selected<typeof tags>

/** Out: false when there is a tag of that name. A former name of another tag is free. */
export async function insertTag(trx: Trx, { id, workspaceId, name, key, color, createdAt }: NewTag): Promise<boolean> {
  const { rows } = await sql`
    insert into tags (${columnsOf(tags)}) values (${id}, ${workspaceId}, ${name}, ${key}, ${color}, ${createdAt})
    on conflict (workspace_id, key) do nothing returning id`.execute(trx)
  if (rows.length) await sql`delete from former_tag_names where workspace_id = ${workspaceId} and key = ${key}`.execute(trx)
  return rows.length > 0
}

/**
 * Takes the lock under which the names of a workspace's tags change, until the transaction ends: two people who swap names at once would
 * otherwise wait for each other.
 */
export async function lockTagNames(trx: Trx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${advisoryLockClasses.tagNames}, hashtext(${workspaceId}))`.execute(trx)
}

/** Renames a tag; its former name still leads to it. Errors: 23505 when another tag has the new name. */
export async function renameTag(
  trx: Trx,
  { id, workspaceId, key: before }: { id: string; workspaceId: string; key: string },
  to: { name: string; key: string },
): Promise<void> {
  await sql`update tags set name = ${to.name}, key = ${to.key} where id = ${id}`.execute(trx)
  if (to.key === before) return
  await sql`delete from former_tag_names where workspace_id = ${workspaceId} and key = ${to.key}`.execute(trx)
  await sql`
    insert into former_tag_names (${columnsOf(formerTagNames)}) values (${workspaceId}, ${before}, ${id})
    on conflict (workspace_id, key) do update set tag_id = excluded.tag_id`.execute(trx)
}

export async function recolorTag(trx: Trx, id: string, color: string | null): Promise<void> {
  await sql`update tags set color = ${color} where id = ${id}`.execute(trx)
}

/** Deletes a tag; people keep everything else. */
export async function removeTag(trx: Trx, id: string): Promise<void> {
  await sql`delete from tags where id = ${id}`.execute(trx)
}

/** `tag_id`: the id of the tag if it is created now. */
export type ContactTagChange = { contact_id: string; workspace_id: string; tag_id: string; key: string; name: string; added: boolean }
const changeColumns = 'contact_id uuid, workspace_id uuid, tag_id uuid, key text, name text, added boolean'

/**
 * Adds and removes tags of many people at once. A name without a tag creates one; a former name leads to its tag. In: each contact and name
 * once. A tag or a person deleted meanwhile is skipped.
 */
export async function changeContactTags(trx: Trx, changes: ContactTagChange[], now: Date): Promise<void> {
  if (!changes.length) return
  if (changes.some((change) => change.added))
    await sql`
      insert into tags (${columnsOf(tags)})
      select distinct on (workspace_id, key) tag_id, workspace_id, name, key, null, ${now}::timestamptz
        from ${rowsOf(changes, changeColumns)}
      where added and not exists (select from former_tag_names f where f.workspace_id = given.workspace_id and f.key = given.key)
      order by workspace_id, key, tag_id
      on conflict (workspace_id, key) do nothing`.execute(trx)
  await sql`
    with meant as materialized (
      select given.contact_id, given.added, coalesce(t.id, f.tag_id) as id
      from ${rowsOf(changes, changeColumns)}
      left join tags t on t.workspace_id = given.workspace_id and t.key = given.key
      left join former_tag_names f on f.workspace_id = given.workspace_id and f.key = given.key),
    removed as (
      delete from contact_tags c using meant where not meant.added and c.contact_id = meant.contact_id and c.tag_id = meant.id)
    insert into contact_tags (${columnsOf(contactTags)})
    select p.id, t.id, p.workspace_id, ${now} from meant join tags t on t.id = meant.id join contacts p on p.id = meant.contact_id
    where meant.added for key share of t, p
    on conflict (contact_id, tag_id) do nothing`.execute(trx)
}

/** Removes all tags of a person but these. */
export async function removeOtherTags(trx: Trx, contactId: string, keys: readonly string[]): Promise<void> {
  await sql`
    delete from contact_tags c where c.contact_id = ${contactId} and not exists (
      select from tags t where t.id = c.tag_id and (t.key = any(${keys}::text[])
        or exists (select from former_tag_names f where f.tag_id = t.id and f.key = any(${keys}::text[]))))`.execute(trx)
}

/** SQL: all names of the tags of contact `p` of the statement, or null: for decisions. */
export const tagKeysOf = (contact: string): RawBuilder<string[] | null> => sql`
  (select array_agg(n.key) from contact_tags ct cross join lateral (
    select t.key from tags t where t.id = ct.tag_id union all select f.key from former_tag_names f where f.tag_id = ct.tag_id) n
  where ct.contact_id = ${sql.ref(contact)})`

/** The names of a contact's tags as they are shown, as JSON. */
export const tagNamesOf = (contact: string): RawBuilder<string[]> => sql`
  coalesce((select jsonb_agg(t.name order by t.key) from contact_tags ct join tags t on t.id = ct.tag_id
    where ct.contact_id = ${sql.ref(contact)}), '[]')`

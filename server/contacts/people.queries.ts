import { sql, type RawBuilder } from 'kysely'
import { boundedPage, containing, findHits, hasTrigram, isOfSeenAccounts, rowsPerWalk, type BoundedPage } from '../platform/boundedPage.ts'
import { inWorkspace, type Databases, type Scope, type Trx } from '../platform/db.ts'
import { tagKey } from '../model/tag.ts'
import { contactWords } from './contactWords.queries.ts'
import { findTagByKey, tagNamesOf } from './tags.queries.ts'

export type ContactRow = {
  id: string
  name: string | null
  username: string | null
  email: string | null
  phone: string | null
  customFields: Record<string, string>
  tags: string[]
  identifiers: { accountId: string; kind: string; value: string }[]
  createdAt: Date
  lastSeenAt: Date
}

const contactRows = (where: RawBuilder<unknown>, limit: number, from: RawBuilder<unknown> = sql`contacts`) => sql<ContactRow>`
  select p.id, p.name, p.username, p.email, p.phone, p.custom_fields as "customFields", p.created_at as "createdAt",
    p.last_seen_at as "lastSeenAt",
    ${tagNamesOf('p.id')} as tags,
    coalesce((select jsonb_agg(jsonb_build_object('accountId', i.account_id, 'kind', i.kind, 'value', i.value)) from contact_identifiers i
      where i.contact_id = p.id), '[]') as identifiers
  from ${from} p where ${where} order by p.id desc limit ${limit}`

export async function findContact(trx: Trx, id: string): Promise<ContactRow | undefined> {
  return (await contactRows(sql`p.id = ${id}`, 1).execute(trx)).rows[0]
}

/**
 * Lists people, newest first, with a tag if one is named. A page may hold fewer rows than asked for although more follow (boundedPage.ts).
 * Row-level security limits it to the workspace.
 */
export async function findContacts(
  { web, system }: Pick<Databases, 'web' | 'system'>,
  who: Scope,
  { q, tag, before, limit }: { q?: string | undefined; tag?: string | undefined; before: string | null; limit: number },
): Promise<BoundedPage<ContactRow, string>> {
  const like = q ? containing(q) : null
  const isKnown =
    who.accountIds === null
      ? sql`true`
      : sql`p.id in (select c.contact_id from conversations c where ${isOfSeenAccounts(who, 'c.account_id')})`
  const scope = (from: string | null) => sql`${from === null ? sql`true` : sql`p.id < ${from}`} and ${isKnown}`
  return inWorkspace(web, who, async (trx) => {
    const tagId = tag === undefined ? null : await findTagByKey(trx, who.workspaceId, tagKey(tag))
    if (tag !== undefined && tagId === null) return { rows: [], next: null }
    // From the index of the tag, in the order of the list: a person is visible exactly where their tags are, so the limit can be applied
    // there.
    const people = (most: number) =>
      tagId === null
        ? sql`contacts`
        : sql`(
            select p.* from (
              select ct.contact_id as id from contact_tags ct
              where ct.tag_id = ${tagId} and ${before === null ? sql`true` : sql`ct.contact_id < ${before}`}
              order by ct.contact_id desc limit ${most}) tagged
            join contacts p on p.id = tagged.id)`
    const hasTag =
      tagId === null ? sql`true` : sql`exists (select from contact_tags ct where ct.contact_id = p.id and ct.tag_id = ${tagId})`
    const window = sql`(select p.* from ${people(rowsPerWalk)} p where ${scope(before)} order by p.id desc limit ${rowsPerWalk})`
    return boundedPage(limit, (row: ContactRow) => row.id, {
      async walk(most) {
        if (!like) return { rows: (await contactRows(scope(before), most, people(most)).execute(trx)).rows, end: null }
        const { rows } = await contactRows(sql`${contactWords('p')} ilike ${like}`, most, window).execute(trx)
        if (rows.length >= most) return { rows, end: null }
        const { rows: ends } = await sql<{ n: number; last: string | null }>`
          select count(*)::integer as n, min(id::text)::uuid as last from ${window} w`.execute(trx)
        return { rows, end: ends[0]!.n < rowsPerWalk ? null : ends[0]!.last }
      },
      hits:
        q && like && hasTrigram(q)
          ? (from) =>
              findHits<string>(
                system,
                sql`
                  select p.id as place from contacts p where p.workspace_id = ${who.workspaceId} and ${contactWords('p')} ilike ${like}
                    and ${scope(from)} and ${hasTag}`,
              )
          : null,
      async read(places, most) {
        const newest = [...new Set(places)].toSorted().toReversed().slice(0, most)
        return (await contactRows(sql`p.id = any(${newest}::uuid[])`, most).execute(trx)).rows
      },
    })
  })
}

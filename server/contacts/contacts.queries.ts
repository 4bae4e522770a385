import { sql, type RawBuilder } from 'kysely'
import type { ContactSource } from '../model/contact.ts'
import { boundedPage, findHits, hasTrigram, isOfSeenAccounts, rowsPerWalk, type BoundedPage } from '../platform/boundedPage.ts'
import { inWorkspace, type Databases, type Trx } from '../platform/db.ts'
import { tagKey } from '../model/tag.ts'
import { consentsOf, type ConsentRow } from './consents.queries.ts'
import type { Condition } from './filter/condition.schemas.ts'
import { fitsConditions, type AskedBy } from './filter/fitsConditions.queries.ts'
import { findTagByKey, tagNamesOf } from './tags.queries.ts'

export type ContactRow = {
  id: string
  name: string | null
  username: string | null
  email: string | null
  phone: string | null
  customFields: Record<string, string>
  metadata: Record<string, unknown>
  birthMonth: number | null
  birthDay: number | null
  birthYear: number | null
  language: string | null
  timeZone: string | null
  source: ContactSource
  tags: string[]
  channels: string[]
  isOptedOut: boolean
  consents: (Omit<ConsentRow, 'at'> & { at: string })[]
  identifiers: { accountId: string; kind: string; value: string }[]
  createdAt: Date
  lastSeenAt: Date
}

const consentsShown = 20

const contactRows = (
  where: RawBuilder<unknown>,
  limit: number,
  from: RawBuilder<unknown> = sql`contacts`,
  consents = consentsShown,
) => sql<ContactRow>`
  select p.id, p.name, p.username, p.email, p.phone, p.custom_fields as "customFields", p.metadata, p.birth_month as "birthMonth",
    p.birth_day as "birthDay", p.birth_year as "birthYear", p.language, p.time_zone as "timeZone", p.source, p.created_at as "createdAt",
    p.last_seen_at as "lastSeenAt",
    ${tagNamesOf('p.id')} as tags,
    coalesce((select jsonb_agg(distinct a.channel) from conversations c join accounts a on a.id = c.account_id
      where c.contact_id = p.id), '[]') as channels,
    exists (select from conversations c where c.contact_id = p.id and c.opted_out_at is not null) as "isOptedOut",
    coalesce((select jsonb_agg(to_jsonb(given)) from (${consentsOf(sql`p.id`, consents)}) given), '[]') as consents,
    coalesce((select jsonb_agg(jsonb_build_object('accountId', i.account_id, 'kind', i.kind, 'value', i.value)) from contact_identifiers i
      where i.contact_id = p.id), '[]') as identifiers
  from ${from} p where ${where} order by p.id desc limit ${limit}`

export async function findContact(trx: Trx, id: string): Promise<ContactRow | undefined> {
  return (await contactRows(sql`p.id = ${id}`, 1).execute(trx)).rows[0]
}

/** A person as an export has them: with all accounts on which they opted out. */
export type ExportedRow = ContactRow & { outOn: string[] }
export const consentsExported = 100

/** Reads people for an export, in the order of their ids; who is gone, or is not the caller's, is left out. */
export async function findExported(trx: Trx, ids: readonly string[]): Promise<ExportedRow[]> {
  const isOne = sql`p.id = any(${ids}::uuid[])`
  const { rows } = await contactRows(isOne, ids.length, sql`contacts`, consentsExported).execute(trx)
  const { rows: out } = await sql<{ contactId: string; accountId: string }>`
    select c.contact_id as "contactId", c.account_id as "accountId" from conversations c
    where c.contact_id = any(${ids}::uuid[]) and c.opted_out_at is not null`.execute(trx)
  const outOf = Map.groupBy(out, (one) => one.contactId)
  return rows.toReversed().map((row) => ({ ...row, outOn: (outOf.get(row.id) ?? []).map((one) => one.accountId) }))
}

/** Those of which an index has all, in the order of the list. */
const isExact = (one: Condition): boolean =>
  ((one.about === 'email' || one.about === 'phone') && one.is === 'equals') || (one.about === 'birthday' && one.is === 'on')

/** SQL: what an inverted index finds, in any order (`findHits`). Null: none of the conditions has one. */
function looksUp(conditions: readonly Condition[], who: AskedBy): RawBuilder<unknown> | null {
  const found = conditions.find(
    (one) => (one.about === 'words' && hasTrigram(one.value)) || (one.about === 'field' && one.is === 'equals') || one.about === 'metadata',
  )
  if (!found) return null
  return found.about === 'metadata' ? sql`p.metadata <> '{}' and ${fitsConditions([found], who)}` : fitsConditions([found], who)
}

/**
 * Lists people for whom all conditions hold, newest first. A page may hold fewer rows than asked for although more follow (boundedPage.ts).
 * Row-level security limits it to the workspace.
 */
export async function findContacts(
  { web, system }: Pick<Databases, 'web' | 'system'>,
  who: AskedBy,
  conditions: readonly Condition[],
  { before, limit }: { before: string | null; limit: number },
): Promise<BoundedPage<ContactRow, string>> {
  const isKnown =
    who.accountIds === null
      ? sql`true`
      : sql`p.id in (select c.contact_id from conversations c where ${isOfSeenAccounts(who, 'c.account_id')})`
  const scope = (from: string | null) =>
    sql`p.workspace_id = ${who.workspaceId} and ${from === null ? sql`true` : sql`p.id < ${from}`} and ${isKnown}`
  const tag = conditions.find((one) => one.about === 'tag' && one.is === 'has')
  const others = conditions.filter((one) => one !== tag)
  return inWorkspace(web, who, async (trx) => {
    const tagId = tag?.about === 'tag' ? await findTagByKey(trx, who.workspaceId, tagKey(tag.value)) : undefined
    if (tagId === null) return { rows: [], next: null }
    // From the index of the tag, in the order of the list: a person is visible exactly where their tags are, so the limit can be applied
    // there.
    const people = (most: number) =>
      tagId === undefined
        ? sql`contacts`
        : sql`(
            select p.* from (
              select ct.contact_id as id from contact_tags ct
              where ct.tag_id = ${tagId} and ${before === null ? sql`true` : sql`ct.contact_id < ${before}`}
              order by ct.contact_id desc limit ${most}) tagged
            join contacts p on p.id = tagged.id)`
    const hasTag =
      tagId === undefined ? sql`true` : sql`exists (select from contact_tags ct where ct.contact_id = p.id and ct.tag_id = ${tagId})`
    const fit = fitsConditions(others, who)
    const exact = others.some(isExact)
    const window = sql`(select p.* from ${people(rowsPerWalk)} p where ${scope(before)} order by p.id desc limit ${rowsPerWalk})`
    const lookUp = looksUp(others, who)
    return boundedPage(limit, (row: ContactRow) => row.id, {
      async walk(most) {
        if (exact) return { rows: (await contactRows(sql`${scope(before)} and ${hasTag} and ${fit}`, most).execute(trx)).rows, end: null }
        if (!others.length) return { rows: (await contactRows(scope(before), most, people(most)).execute(trx)).rows, end: null }
        const { rows } = await contactRows(fit, most, window).execute(trx)
        if (rows.length >= most) return { rows, end: null }
        const { rows: ends } = await sql<{ n: number; last: string | null }>`
          select count(*)::integer as n, min(id::text)::uuid as last from ${window} w`.execute(trx)
        return { rows, end: ends[0]!.n < rowsPerWalk ? null : ends[0]!.last }
      },
      hits: lookUp
        ? (from) =>
            findHits<string>(system, sql`select p.id as place from contacts p where ${scope(from)} and ${lookUp} and ${fit} and ${hasTag}`)
        : null,
      async read(places, most) {
        const newest = [...new Set(places)].toSorted().toReversed().slice(0, most)
        return (await contactRows(sql`p.id = any(${newest}::uuid[])`, most).execute(trx)).rows
      },
    })
  })
}

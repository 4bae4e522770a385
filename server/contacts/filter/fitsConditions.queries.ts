import { sql, type RawBuilder } from 'kysely'
import { normalPhone, otherSpellings } from '../../engine/normalPhone.ts'
import { readBirthday } from '../../model/contact.ts'
import { tagKey } from '../../model/tag.ts'
import { containing, isOfSeenAccounts } from '../../platform/boundedPage.ts'
import type { Scope } from '../../platform/db.ts'
import { contactWords } from '../contactWords.queries.ts'
import { asDay, type Condition } from './condition.schemas.ts'

/** The spellings under which a number may be stored, in E.164. */
const spellingsOf = (phone: string): string[] => {
  const digits = phone.replace(/\D/g, '')
  return [...new Set([normalPhone(digits), `+${digits}`, ...otherSpellings(digits).map((one) => `+${one}`)])]
}

/** What a condition is read with: whose people, on which accounts, and the time. */
export type AskedBy = Scope & { now: Date }

/**
 * SQL: a person `p` of the statement (`from contacts p`) is one for whom all conditions hold.
 * In: whose people; a transaction without row-level security is limited by this too, in what it reads of accounts. The caller limits
 *     `p.workspace_id`.
 */
export function fitsConditions(conditions: readonly Condition[], who: AskedBy): RawBuilder<boolean> {
  return conditions.length
    ? sql<boolean>`(${sql.join(
        conditions.map((one) => fits(one, who)),
        sql` and `,
      )})`
    : sql<boolean>`true`
}

const not = (isNot: boolean, what: RawBuilder<unknown>): RawBuilder<unknown> => (isNot ? sql`not (${what})` : what)
const isKnown = (is: 'known' | 'unknown', column: RawBuilder<unknown>): RawBuilder<unknown> =>
  is === 'known' ? sql`${column} is not null` : sql`${column} is null`
const thread = (who: AskedBy, where: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`exists (select from conversations c where c.contact_id = p.id and ${isOfSeenAccounts(who, 'c.account_id')} and ${where})`

function fits(one: Condition, who: AskedBy): RawBuilder<unknown> {
  switch (one.about) {
    case 'words':
      return sql`${contactWords('p')} ilike ${containing(one.value)}`
    case 'email':
      return one.is === 'equals' ? sql`p.email_key = ${one.value.toLowerCase()}` : isKnown(one.is, sql`p.email`)
    case 'phone':
      return one.is === 'equals' ? sql`p.phone = any(${spellingsOf(one.value)}::text[])` : isKnown(one.is, sql`p.phone`)
    case 'language':
      return one.is === 'equals' ? sql`p.language = ${one.value}` : isKnown(one.is, sql`p.language`)
    case 'birthday': {
      if (one.is !== 'on') return isKnown(one.is, sql`p.birth_month`)
      const { month, day, year } = readBirthday(asDay(one.value))!
      return sql`p.birth_month = ${month} and p.birth_day = ${day} and ${year === null ? sql`true` : sql`p.birth_year = ${year}`}`
    }
    case 'tag':
      return not(
        one.is === 'has_not',
        sql`exists (select from contact_tags ct where ct.contact_id = p.id and ct.tag_id in (
          select t.id from tags t where t.workspace_id = ${who.workspaceId} and t.key = ${tagKey(one.value)}
          union all select f.tag_id from former_tag_names f where f.workspace_id = ${who.workspaceId} and f.key = ${tagKey(one.value)}))`,
      )
    case 'field':
      return fitsField(one)
    case 'metadata':
      return sql`p.metadata @> ${JSON.stringify({ [one.name]: one.value })}::jsonb`
    case 'channel':
      return not(
        one.is === 'has_not',
        thread(
          who,
          sql`c.account_id in (select a.id from accounts a where a.workspace_id = ${who.workspaceId} and a.channel = ${one.value})`,
        ),
      )
    case 'account':
      return not(one.is === 'has_not', thread(who, sql`c.account_id = ${one.value}`))
    case 'last_seen':
    case 'added': {
      const column = sql.ref(one.about === 'added' ? 'p.created_at' : 'p.last_seen_at')
      const since = new Date(who.now)
      since.setUTCDate(since.getUTCDate() - one.days)
      return one.is === 'within' ? sql`${column} >= ${since}` : sql`${column} < ${since}`
    }
    case 'opted_out':
      return not(one.is === 'no', thread(who, sql`c.opted_out_at is not null`))
    case 'window':
      return not(one.is === 'no', thread(who, sql`c.window_until > ${who.now}`))
    case 'lead':
      return not(one.is === 'no', sql`exists (select from leads l where l.contact_id = p.id)`)
    case 'consent':
      return not(one.is === 'not_given', isGiven(one.value))
    case 'source':
      return one.is === 'equals' ? sql`p.source = ${one.value}` : sql`p.source <> ${one.value}`
  }
}

/** SQL: the last that was said about it, on some account or channel, was yes. */
const isGiven = (about: string): RawBuilder<unknown> => sql`exists (
  select from (select distinct on (n.account_id, n.channel) n.is_given from consents n where n.contact_id = p.id and n.about = ${about}
    order by n.account_id, n.channel, n.at desc, n.id desc) last where last.is_given)
  ${about === 'messages' ? sql`or exists (select from leads l where l.contact_id = p.id and l.source = 'form' and l.metadata ? 'consent')` : sql``}`

function fitsField(one: Extract<Condition, { about: 'field' }>): RawBuilder<unknown> {
  const stored = sql`p.custom_fields ->> ${one.name}::text`
  switch (one.is) {
    case 'equals':
      return sql`p.custom_fields <> '{}' and p.custom_fields @> ${JSON.stringify({ [one.name]: one.value })}::jsonb`
    case 'not_equals':
      return sql`${stored} is distinct from ${one.value}`
    case 'contains':
      return sql`${stored} ilike ${containing(one.value)}`
    case 'above':
    case 'below': {
      const than = sql.raw(one.is === 'above' ? '>' : '<')
      // Days are compared as text; what is no number is neither above nor below one.
      const number = Number(one.value)
      if (!Number.isFinite(number)) return sql`(${stored}) collate "C" ${than} ${one.value}`
      return sql`case when ${stored} ~ '^-?\\d{1,30}(\\.\\d{1,30})?$' then (${stored})::numeric ${than} ${String(number)}::numeric else false end`
    }
    default:
      return isKnown(one.is, stored)
  }
}

import { sql } from 'kysely'
import { contactWords } from '../contacts/contactWords.queries.ts'
import { containing, findHits, hasTrigram, isOfSeenAccounts } from '../platform/boundedPage.ts'
import { inWorkspace, type Databases, type Scope } from '../platform/db.ts'

/** Without an index, or with too many hits in it, so many of the newest messages and people are looked through. */
const newestLookedThrough = 5_000
/** The index is asked first here, so a word that everybody writes costs this much before the newest are looked through. */
const lookUpMs = 150

/**
 * Finds conversations by a part of what the person is called, of what they wrote, or of what was typed for them.
 * Out: their ids, in no order. Rare words are found wherever they are, by index; words that everybody writes, in the newest messages.
 */
export async function searchConversations({ web, system }: Pick<Databases, 'web' | 'system'>, who: Scope, q: string): Promise<string[]> {
  const like = containing(q)
  const ofCaller = (alias: string) =>
    sql`${sql.ref(`${alias}.workspace_id`)} = ${who.workspaceId} and ${isOfSeenAccounts(who, `${alias}.account_id`)}`
  const byName = sql`
    select c.id as place from contacts p join conversations c on c.contact_id = p.id
    where p.workspace_id = ${who.workspaceId} and ${contactWords('p')} ilike ${like} and ${ofCaller('c')}`
  const hits = hasTrigram(q)
    ? await findHits<string>(
        system,
        sql`
          select place from (${byName}) named
          union select e.conversation_id from events e where e.text ilike ${like} and ${ofCaller('e')} and e.conversation_id is not null
          union select m.conversation_id from messages m where m.by_hand and m.content ->> 'text' ilike ${like} and ${ofCaller('m')}`,
        lookUpMs,
      )
    : null
  if (hits) return hits
  return inWorkspace(web, who, async (trx) => {
    const { rows } = await sql<{ place: string }>`
      select c.id as place from (
          select * from conversations c where ${ofCaller('c')} order by c.last_event_at desc, c.id desc limit ${newestLookedThrough}) c
        join contacts p on p.id = c.contact_id where ${contactWords('p')} ilike ${like}
      union select e.conversation_id from (
          select * from events e where ${ofCaller('e')} order by e.seq desc limit ${newestLookedThrough}) e
        where e.text ilike ${like} and e.conversation_id is not null`.execute(trx)
    return rows.map((row) => row.place)
  })
}

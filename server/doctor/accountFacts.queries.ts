import { sql } from 'kysely'
import type { Sentence } from '../model/sentence.ts'
import type { Db } from '../platform/db.ts'
import type { Heard } from './accountChecks.ts'
import { liveAutomationsOf } from './liveAutomations.queries.ts'
import type { LiveAutomation } from './whatUses.ts'

/** What this hub knows of an account beside its row. */
export type KnownFacts = {
  /** The live automations. */
  automations: LiveAutomation[]
  /** Forms that continue in a chat of the account. */
  forms: string[]
  heard: Heard
  breaker: { until: string; words: Sentence } | null
  blockedUntil: string | null
}

/** Far more than tell whether webhooks arrive. */
const newestEvents = 2_000

/** Reads it with one statement. In: events since a time are counted. */
export async function findKnownFacts(db: Db, accountId: string, since: Date, now: Date): Promise<KnownFacts> {
  const { rows } = await sql<KnownFacts>`
    with newest as materialized (
      select sender_id, body_id from events
      where account_id = ${accountId} and received_at >= ${since} and kind in ('comment', 'live_comment', 'message', 'postback')
      order by seq desc limit ${newestEvents}),
    people as (select sender_id, bool_or(body_id is not null) as by_webhook from newest where sender_id is not null group by sender_id)
    select
      ${liveAutomationsOf(sql`${accountId}`)} as automations,
      (select coalesce(jsonb_agg(f.name order by f.name), '[]') from forms f
        where f.account_id = ${accountId} and f.is_active) as forms,
      (select jsonb_build_object('byWebhook', count(*) filter (where by_webhook), 'onlyReadBack', count(*) filter (where not by_webhook),
        'missed', (select count(*) from newest where body_id is null)) from people) as heard,
      (select jsonb_build_object('until', b.open_until, 'words', b.words) from breakers b
        where b.account_id = ${accountId} and b.open_until > ${now} order by b.open_until desc limit 1) as breaker,
      (select max(l.blocked_until) from send_limits l where l.account_id = ${accountId} and l.blocked_until > ${now}) as "blockedUntil"`.execute(
    db,
  )
  return rows[0]!
}

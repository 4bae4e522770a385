import { sql } from 'kysely'
import type { Channel } from '../model/channel.ts'
import type { ChannelName } from '../model/event.ts'
import type { NewJob } from '../model/job.ts'
import type { PresenceAsked } from '../model/presence.ts'
import type { Db, Trx } from '../platform/db.ts'

/** The newest message of a person in a conversation. */
type Newest = {
  eventId: string
  messageId: string
  at: Date
  accountId: string
  workspaceId: string
  channel: ChannelName
  recipientId: string | null
}

async function findNewest(db: Db | Trx, conversationId: string): Promise<Newest | undefined> {
  const { rows } = await sql<Newest>`
    select e.id as "eventId", e.external_id as "messageId", e.occurred_at as at, c.account_id as "accountId", a.channel,
      c.workspace_id as "workspaceId", c.recipient_id as "recipientId"
    from conversations c join accounts a on a.id = c.account_id
    cross join lateral (
      select e.id, e.external_id, e.occurred_at from events e
      where e.conversation_id = c.id and e.kind in ('message', 'postback') and e.external_id is not null
        and coalesce(e.silence, '') not in ('own', 'standby', 'imported')
      order by e.seq desc limit 1) e
    where c.id = ${conversationId} and a.status = 'active'`.execute(db)
  return rows[0]
}

/**
 * The job that marks the person's messages as read at the platform, once for each newest message: a conversation that is opened again asks
 * for nothing. Out: no job where the channel has no such marks, or the message is too old.
 */
export async function readMarkJobs(
  trx: Trx,
  channelOf: (name: ChannelName) => Channel,
  conversationId: string,
  now: Date,
): Promise<NewJob[]> {
  const newest = await findNewest(trx, conversationId)
  const presence = newest && channelOf(newest.channel).presence
  if (!presence || now.getTime() - newest.at.getTime() >= presence.markableMs) return []
  return [
    {
      kind: 'presence',
      workspaceId: newest.workspaceId,
      accountId: newest.accountId,
      runAt: now,
      givesUpAt: new Date(now.getTime() + 600_000),
      uniqueKey: `presence/read/${newest.eventId}`,
      data: { act: 'read', conversationId, eventId: newest.eventId } satisfies PresenceAsked,
    },
  ]
}

/** Whom a sign of presence goes to; undefined: nobody any more, since the run goes on, is paused, or the person is gone. */
export async function findPresentTo(
  db: Db,
  asked: PresenceAsked,
  now: Date,
): Promise<{ personId: string; messageId: string; at: Date } | undefined> {
  if (asked.act === 'typing') {
    const { rows } = await sql`
      select from runs r join conversations c on c.id = r.conversation_id
      where r.id = ${asked.runId} and r.state = 'waiting_time' and r.wake_at = ${asked.wakeAt} and c.opted_out_at is null
        and coalesce(c.bot_paused_until <= ${now}, true)`.execute(db)
    if (!rows.length) return undefined
  }
  const newest = await findNewest(db, asked.conversationId)
  return newest?.recipientId ? { personId: newest.recipientId, messageId: newest.messageId, at: newest.at } : undefined
}

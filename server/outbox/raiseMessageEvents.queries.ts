import { sql } from 'kysely'
import { planDeliveries, type NewEndpointEvent } from '../endpoints/planDeliveries.queries.ts'
import type { Wants } from '../endpoints/wantedEvents.queries.ts'
import { readContent, wordsOf, type StoredContent } from '../model/content.ts'
import type { TextOf } from '../model/sentence.ts'
import type { Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'

/** A message that ended: it was sent, or given up. */
export type EndedMessage = { id: string; workspaceId: string; state: 'sent' | 'refused' }
export type RaiseDeps = { newId: NewId; now: Date; wants: Wants; textOf: TextOf }

const typeOf = ({ state }: EndedMessage) => (state === 'sent' ? 'message.sent' : 'message.failed')

type Row = {
  id: string
  workspaceId: string
  accountId: string
  channel: string
  conversationId: string
  contactId: string | null
  username: string | null
  name: string | null
  kind: string
  content: StoredContent
  channelMessageId: string | null
  automationId: string | null
  runId: string | null
  eventId: string | null
  byHand: boolean
  errorCode: string | null
  errorWords: string | null
  createdAt: Date
}

/** Messages as they are in this transaction, with who they went to. */
async function findEnded(trx: Trx, ids: string[]): Promise<Map<string, Row>> {
  const { rows } = await sql<Row>`
    select m.id, m.workspace_id as "workspaceId", m.account_id as "accountId", a.channel, m.conversation_id as "conversationId",
      m.contact_id as "contactId", p.username, p.name, m.kind, m.content, m.channel_message_id as "channelMessageId",
      m.automation_id as "automationId", m.run_id as "runId", m.event_id as "eventId", m.by_hand as "byHand", m.error_code as "errorCode",
      m.error_words as "errorWords", m.created_at as "createdAt"
    from messages m join accounts a on a.id = m.account_id left join contacts p on p.id = m.contact_id
    where m.id = any(${ids}::uuid[])`.execute(trx)
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * Tells endpoints of messages that were sent or given up, in the transaction that writes it. Without an endpoint that wants it, it runs no
 * statement. Out: whether anything is to be delivered.
 */
export async function raiseMessageEvents(trx: Trx, { wants, ...deps }: RaiseDeps, ended: readonly EndedMessage[]): Promise<boolean> {
  const wanted = ended.filter((one) => wants(one.workspaceId, typeOf(one)))
  if (!wanted.length) return false
  const rows = await findEnded(
    trx,
    wanted.map(({ id }) => id),
  )
  const events = wanted.flatMap((one) => {
    const row = rows.get(one.id)
    return row ? [eventOf(one, row, deps)] : []
  })
  return (await planDeliveries(trx, deps, events)).waiting > 0
}

function eventOf(ended: EndedMessage, row: Row, { now, textOf }: Pick<RaiseDeps, 'now' | 'textOf'>): NewEndpointEvent {
  const text = wordsOf(readContent(row.content))
  const { accountId, automationId, contactId } = row
  return {
    workspaceId: row.workspaceId,
    type: typeOf(ended),
    occurredAt: now,
    accountId,
    contactId,
    leadId: null,
    automationId,
    causeId: row.eventId,
    formId: null,
    campaignId: null,
    fields: { text, kind: row.kind },
    data: {
      id: row.id,
      kind: row.kind,
      channel: row.channel,
      accountId,
      conversationId: row.conversationId,
      contactId,
      contact: { username: row.username, name: row.name },
      text,
      channelMessageId: row.channelMessageId,
      error:
        row.errorCode === null || ended.state === 'sent' ? null : { code: row.errorCode, text: textOf(row.errorWords ?? row.errorCode) },
      cause: { eventId: row.eventId, automationId, runId: row.runId, byHand: row.byHand },
      at: row.createdAt.toISOString(),
      endedAt: now.toISOString(),
    },
  }
}

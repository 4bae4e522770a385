import type { Count } from '../automations/stats.queries.ts'
import type { EndedMessage } from '../outbox/raiseMessageEvents.queries.ts'
import { settleStatuses } from '../outbox/settleStatuses.ts'
import type { Trx } from '../platform/db.ts'
import type { Arrival } from './batch.ts'
import type { NewEvent } from '../platform/tables/events.ts'

/**
 * Applies the platform's status updates: accepted, delivered, read, or failed after all. The trace of each event notes its message.
 * Out:    messages now known to have been sent, or not, and what they count in the statistics.
 */
export async function settleReports(
  trx: Trx,
  arrivals: Arrival[],
  events: NewEvent[],
  now: Date,
): Promise<{ counts: Count[]; ended: EndedMessage[] }> {
  const told = arrivals.flatMap(({ eventId, account, event }) =>
    event.status && event.externalId !== null
      ? [
          {
            eventId,
            workspaceId: account.workspaceId,
            accountId: account.id,
            channelMessageId: event.externalId,
            occurredAt: event.occurredAt,
            report: event.status,
          },
        ]
      : [],
  )
  if (!told.length) return { counts: [], ended: [] }
  const { messageIds, said, ended } = await settleStatuses(trx, told, now)
  const byId = new Map(events.map((event) => [event.id, event]))
  told.forEach(({ eventId, report }, i) => {
    const messageId = messageIds[i]
    byId.get(eventId)?.decision.trace.push({
      stage: messageId ? 'report_of_ours' : 'report_of_others',
      data: { ...(messageId ? { messageId } : {}), state: report.state },
    })
  })
  return { counts: said.map((one) => ({ ...one, what: 'dms' as const })), ended }
}

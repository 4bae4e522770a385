import { shownStatus, type MessageState } from '../model/message.ts'
import type { TextOf } from '../model/sentence.ts'
import { showContent } from './content.schemas.ts'
import type { MessageRow } from './messages.queries.ts'
import type { Message } from './messages.schemas.ts'

/** A message as the API shows it. */
export function showMessage(row: MessageRow, textOf: TextOf): Message {
  return {
    id: row.id,
    at: row.at.toISOString(),
    accountId: row.accountId,
    conversationId: row.conversationId,
    direction: row.direction,
    kind: row.kind,
    ...(row.content ? showContent(row.content) : {}),
    text: row.text,
    status: row.direction === 'in' ? 'received' : shownStatus[row.state as MessageState].status,
    channelMessageId: row.channelMessageId,
    error: row.errorCode ? { code: row.errorCode, text: textOf(row.errorWords ?? row.errorCode) } : null,
    price: row.price && { category: row.price.category, type: row.price.type, billable: row.price.isBillable },
    attempts: row.attempts.map((one) => ({
      number: one.number,
      at: new Date(one.at).toISOString(),
      outcome: one.outcome ?? 'under_way',
      code: one.platformCode ?? one.code,
      httpStatus: one.httpStatus,
      durationMs: one.durationMs,
    })),
    cause: { eventId: row.eventId, automationId: row.automationId, runId: row.runId, byHand: row.byHand },
  }
}

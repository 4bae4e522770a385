import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import { sentenceOfTime } from '../model/sentences.ts'
import type { ConversationRow } from './people.queries.ts'
import type { Conversation } from './people.schemas.ts'

/** Why a message by hand would be refused: the channel knows its windows. */
function whyNotWritten({ channel, recipientId, windowUntil }: ConversationRow, { channelOf, clock }: Deps, textOf: TextOf) {
  if (recipientId === null)
    return { code: 'no_recipient', text: 'This person has only commented so far; answer their comment, and write when they answer.' }
  const text = { kind: 'message', content: { type: 'text', text: '' }, windowUntil, commentedAt: null } as const
  const tooLate = channelOf(channel).whyNotNow(text, clock.now())
  return tooLate && { code: tooLate.code, text: textOf(sentenceOfTime(tooLate)) }
}

/** A conversation as the API shows it. */
export const showConversation = (row: ConversationRow, deps: Deps, textOf: TextOf): Conversation => ({
  id: row.id,
  accountId: row.accountId,
  contact: { id: row.contactId, username: row.username, name: row.name },
  windowUntil: row.windowUntil?.toISOString() ?? null,
  whyNot: whyNotWritten(row, deps, textOf),
  optedOutAt: row.optedOutAt?.toISOString() ?? null,
  botPausedUntil: row.botPausedUntil?.toISOString() ?? null,
  marketingStoppedAt: row.marketingStoppedAt?.toISOString() ?? null,
  freeUntil: row.freeUntil?.toISOString() ?? null,
  lastEventAt: row.lastEventAt.toISOString(),
  createdAt: row.createdAt.toISOString(),
})

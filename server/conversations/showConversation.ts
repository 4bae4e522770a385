import type { Deps } from '../deps.ts'
import { readContent, wordsOf } from '../model/content.ts'
import { shownStatus } from '../model/message.ts'
import type { TextOf } from '../model/sentence.ts'
import { sentenceOfTime } from '../model/sentences.ts'
import type { ConversationRow } from './conversations.queries.ts'
import type { Conversation } from './conversations.schemas.ts'

/** Why a message by hand would be refused: the channel knows its windows. */
function whyNotWritten({ channel, recipientId, windowUntil }: ConversationRow, { channelOf, clock }: Deps, textOf: TextOf) {
  if (recipientId === null)
    return { code: 'no_recipient', text: 'This person has only commented so far; answer their comment, and write when they answer.' }
  const text = { kind: 'message', content: { type: 'text', text: '' }, windowUntil, commentedAt: null, byHand: true } as const
  const tooLate = channelOf(channel).whyNotNow(text, clock.now())
  return tooLate && { code: tooLate.code, text: textOf(sentenceOfTime(tooLate)) }
}

/** A conversation as the API shows it. */
export function showConversation(row: ConversationRow, deps: Deps, textOf: TextOf): Conversation {
  const now = deps.clock.now()
  const openedAt = row.reopenedAt ?? row.createdAt
  const isPaused = row.botPausedUntil !== null && row.botPausedUntil > now
  const after = (end: Date | null) => end && Math.max(0, Math.round((end.getTime() - openedAt.getTime()) / 1000))
  return {
    id: row.id,
    accountId: row.accountId,
    channel: row.channel,
    contact: { id: row.contactId, username: row.username, name: row.name },
    windowUntil: row.windowUntil?.toISOString() ?? null,
    whyNot: whyNotWritten(row, deps, textOf),
    optedOutAt: row.optedOutAt?.toISOString() ?? null,
    status: row.closedAt ? 'closed' : 'open',
    assigneeId: row.assigneeId,
    bot: isPaused || row.optedOutAt ? 'off' : 'on',
    botPausedUntil: row.botPausedUntil?.toISOString() ?? null,
    unread: row.unread,
    last: lastOf(row),
    openedAt: openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    firstAnsweredAt: row.firstAnsweredAt?.toISOString() ?? null,
    firstResponseSeconds: after(row.firstAnsweredAt),
    resolutionSeconds: after(row.closedAt),
    marketingStoppedAt: row.marketingStoppedAt?.toISOString() ?? null,
    freeUntil: row.freeUntil?.toISOString() ?? null,
    lastEventAt: row.lastEventAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
  }
}

/** What was written last, by the person or to them. */
function lastOf({ lastIn, lastOut }: ConversationRow): Conversation['last'] {
  if (lastOut && (!lastIn || new Date(lastOut.at) >= new Date(lastIn.at))) {
    const content = readContent(lastOut.content)
    return {
      direction: 'out',
      kind: content.type,
      text: wordsOf(content),
      status: shownStatus[lastOut.state].status,
      at: new Date(lastOut.at).toISOString(),
    }
  }
  return lastIn && { direction: 'in', kind: lastIn.kind, text: lastIn.text, status: 'received', at: new Date(lastIn.at).toISOString() }
}

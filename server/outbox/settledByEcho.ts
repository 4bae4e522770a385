import { isSame } from '../model/isSame.ts'
import type { HeardDoubt } from './doubts.queries.ts'

/**
 * Matches doubts with echoes. An echo that may belong to a message being sent resolves nothing yet. One doubt per conversation in a round,
 * and no echo twice, so that two equal messages never take the same echo.
 * In:     doubts, oldest first, each with the echoes in its place, nearest first.
 */
export function settledByEcho(doubts: HeardDoubt[]): { doubt: HeardDoubt; echoId: string }[] {
  const conversations = new Set<string>()
  const taken = new Set<string>()
  return doubts.flatMap((doubt) => {
    const { accountId, conversationId, content, beingSaid } = doubt
    if (conversations.has(conversationId)) return []
    const echo = doubt.heard.find(
      (heard) => !taken.has(`${accountId}/${heard.id}`) && isSame(content, heard) && !beingSaid.some((other) => isSame(other, heard)),
    )
    if (!echo) return []
    conversations.add(conversationId)
    taken.add(`${accountId}/${echo.id}`)
    return [{ doubt, echoId: echo.id }]
  })
}

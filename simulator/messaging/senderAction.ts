import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { takeRate } from '../platform/limits.ts'
import { object, text } from '../platform/params.ts'
import { announce } from '../world/world.ts'
import { findMessage } from '../world/messages.ts'
import { reactions } from './personActs.ts'
import { findThreadByIgsid, markSeen, showTyping, typingMs } from '../world/threads.ts'

const plain = ['typing_on', 'typing_off', 'mark_seen']

/**
 * Typing, reading and reacting (meta-platform.md 3.1): the response holds the recipient alone; no echo, not even for reactions (2.5).
 * Errors: 100 for an unknown action, message or reaction; 100/2534014 for an unknown person.
 */
export function senderAction(call: GraphCall, igsid: string | undefined, action: string): Outcome {
  const { world, account, params } = call
  if (igsid === undefined) throw refuse.invalid('A sender action needs recipient[id]')
  if (!plain.includes(action) && action !== 'react' && action !== 'unreact') {
    throw refuse.invalid('Param sender_action must be one of {TYPING_ON, TYPING_OFF, MARK_SEEN, REACT, UNREACT}')
  }
  takeRate(call, 'text')
  const thread = findThreadByIgsid(world, account.id, igsid)
  if (!thread) throw account.channel === 'messenger' ? refuse.noSuchPersonOnPage() : refuse.noSuchPerson()
  const effect = { kind: 'sender_action', action, to: thread.igsid, personId: thread.personId }
  if (plain.includes(action)) {
    if (action === 'mark_seen') markSeen(world, thread)
    else showTyping(world, thread, action === 'typing_on' ? typingMs : 0)
    return { body: { recipient_id: thread.igsid }, effect }
  }

  const payload = object(params, 'payload') ?? {}
  const mid = text(payload, 'message_id')
  const message = mid === undefined ? null : findMessage(world, mid)
  if (message?.accountId !== account.id || message.personId !== thread.personId)
    throw refuse.invalid('Param payload[message_id] is no message of this conversation')
  const reaction = text(payload, 'reaction')
  if (action === 'react' && (reaction === undefined || !(reaction in reactions))) {
    throw refuse.invalid(`Param payload[reaction] must be one of {${Object.keys(reactions).join(', ').toUpperCase()}}`)
  }
  const given = action === 'react' ? { reaction: reaction!, emoji: reactions[reaction!]! } : undefined
  world.store.run('update messages set reactions = ? where id = ?', JSON.stringify({ ...message.reactions, account: given }), message.id)
  announce(world, { kind: 'message', accountId: account.id, personId: thread.personId })
  return { body: { recipient_id: thread.igsid }, effect: { ...effect, messageId: message.id, ...(given && { reaction: given.reaction }) } }
}

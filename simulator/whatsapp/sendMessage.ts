import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { findMessage, keepMessage } from '../world/messages.ts'
import { findThread, markSeen, showTyping, typingMs, windowLengthMs, type Thread } from '../world/threads.ts'
import { needPermission } from '../platform/access.ts'
import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { GraphError } from '../platform/errors.ts'
import { object, text, type Params } from '../platform/params.ts'
import * as ids from '../world/ids.ts'
import { callingCodeOf, digitsOf, findNumberByPhone, healthOfNumber, numberOf, registrationOf } from './numbers.ts'
import { findRecipient, meet, waIdOf } from './people.ts'
import { contentOf } from './contents.ts'
import { missing, onlyKnown, wrong } from './parts.ts'
import { failures, queueFailure, queueFate, queueSent, type Failure } from './statuses.ts'
import { holdMessage, isHeld } from './heldMessages.ts'
import { allowsMarketing } from './marketing.ts'
import { mayOpen } from './openings.ts'
import type { Template } from './templates.ts'
import type { Person } from '../world/people.ts'
import { announce, type World } from '../world/world.ts'

// meta-platform.md 5.2
const maxReferenceChars = 512

const refuse = (code: number, title: string, details: string) => new GraphError(code, title, { details })

/**
 * POST /{PNID}/messages (meta-platform.md 5.2). A 200 response means accepted; statuses report what happens afterwards. It is not
 * idempotent.
 * Errors: as 8.3 says, in this order: permission, shape, throughput, pair, window when the settings want it at once.
 */
export function sendMessage(call: GraphCall): Outcome {
  const { params, world, account } = call
  needPermission(call.token, 'whatsapp_business_messaging')
  if (!registrationOf(world, account).registered)
    throw refuse(133010, 'Phone number not registered', 'The phone number is not registered with the API.')
  if (healthOfNumber(world, account).canSend === 'BLOCKED')
    throw refuse(131031, 'Business Account locked', 'This number may not send. Its health status says why.')
  if (text(params, 'messaging_product') !== 'whatsapp')
    throw new GraphError(100, 'The parameter messaging_product is required.', { details: 'messaging_product must be "whatsapp"' })
  if (text(params, 'status') !== undefined) return markRead(call)

  const { to, input } = recipientOf(call)
  const said = contentOf(call)
  const reference = referenceOf(params)
  // The simulated platform stores no identity hash, so none can be correct (5.2).
  if (params['recipient_identity_key_hash'] !== undefined)
    throw refuse(137000, 'Recipient identity key hash mismatch', 'recipient_identity_key_hash is not the current one of this person.')
  takeTurns(call, 'phone' in to ? to.phone : to.userId)
  if ('phone' in to && findNumberByPhone(world, to.phone)?.accountId === account.id)
    throw refuse(131021, 'Recipient cannot be sender', 'Sender and recipient phone number is the same.')

  const person = findRecipient(world, account, to)
  const thread = person && meet(world, account, person)
  const replyTo = answeredMessage(call, thread)
  const id = ids.whatsappMessageId(world.dice, 'phone' in to ? to.phone : to.userId)
  const sent = { id, to: input, person, reference, ...(said.template && { category: said.template.category }) }
  const reached = person !== null && !person.blocked && !person.deactivated
  const inside = thread?.openedAt != null && world.clock.now() - thread.openedAt <= windowLengthMs
  if (reached && !inside && !said.template && world.settings.current().whatsapp.outsideWindowAs === 'sync')
    throw refuse(131047, failures.outsideWindow.title, failures.outsideWindow.details)

  // Codes reach people by number alone (5.10).
  if (said.template?.category === 'AUTHENTICATION' && !('phone' in to))
    throw refuse(131062, 'Business-scoped User ID recipients are not supported for this message', 'Send codes to a telephone number.')
  const { failsWith, messageStatus } = world.settings.current().whatsapp
  const asked =
    failsWith === null ? null : { code: failsWith, title: 'Message failed to send', details: 'The simulator was asked for this.' }
  const failure =
    asked ??
    (!reached
      ? failures.undeliverable
      : said.template
        ? whyNotTemplate(call, person, said.template, inside)
        : inside
          ? null
          : failures.outsideWindow)
  const held = failure === null && said.template !== undefined && isHeld(world, said.template)

  const known = 'phone' in to ? { wa_id: (person && waIdOf(person)) ?? to.phone } : { user_id: to.userId }
  const answer = {
    messaging_product: 'whatsapp',
    contacts: [{ input, ...known }],
    messages: [{ id, ...((messageStatus || said.template) && { message_status: held ? 'held_for_quality_assessment' : 'accepted' }) }],
  }
  const effect = {
    id,
    to: input,
    personId: person?.id ?? null,
    accountId: account.id,
    text: said.content?.text ?? '',
    type: said.type,
    reference,
    ...(replyTo && { replyTo }),
    ...(said.previewsUrl && { previewsUrl: true }),
    ...(said.template && { template: said.template.name, language: said.template.language }),
  }
  if (failure !== null) {
    queueFailure(world, account, sent, failure)
    return { body: answer, effect: { kind: 'message_failed', code: failure.code, ...effect } }
  }
  if (thread === null || person === null) throw new Error('a message that does not fail has a thread')
  if (said.reaction) {
    react(world, said.reaction)
    // Of a reaction only `sent` is ever reported (13.2, row 2.14).
    queueSent(world, account, { ...sent, person })
    return { body: answer, effect: { kind: 'reaction', ...effect } }
  }
  const content = { ...said.content!, ...(reference !== null && { payload: reference }), ...(replyTo && { replyTo: { mid: replyTo } }) }
  if (held) {
    holdMessage(world, said.template!, account.id, person.id, { id, to: input, reference, content })
    return { body: answer, effect: { kind: 'message_held', ...effect } }
  }
  keepMessage(world, thread, { id, byAccount: true, via: 'api', content })
  const fate = queueFate(world, account, { ...sent, person: person })
  if (fate === 'read') world.store.run('update messages set readAt = ? where id = ?', world.clock.now(), id)
  return { body: answer, effect: { kind: 'message', ...effect } }
}

/** Why a template does not arrive although it may be sent; null: it does. */
function whyNotTemplate({ world, account }: GraphCall, person: Person, template: Template, inside: boolean): Failure | null {
  const { marketingToUs, overLimitAs } = world.settings.current().whatsapp
  if (template.category === 'MARKETING') {
    if (!allowsMarketing(world, account, person)) return failures.noMarketing
    if (!marketingToUs && parsePhoneNumberFromString(`+${waIdOf(person)}`)?.country === 'US') return failures.notDelivered
  }
  if (inside || mayOpen(world, numberOf(world, account).wabaId, person.id)) return null
  return {
    code: overLimitAs,
    title: 'Message failed to send',
    details: 'The business has reached its messaging limit: too many people were written to first in 24 hours.',
  }
}

/**
 * When both are given the number is used (5.2). Without a plus the number is read as one of the business's own country (13.1, row 1.12).
 */
function recipientOf({ params, world, account }: GraphCall): { to: { phone: string } | { userId: string }; input: string } {
  const type = text(params, 'recipient_type') ?? 'individual'
  if (type !== 'individual') throw wrong('recipient_type must be "individual"')
  const to = text(params, 'to')
  const userId = text(params, 'recipient')
  if (to === undefined) {
    if (userId === undefined) throw missing('to')
    return { to: { userId }, input: userId }
  }
  const digits = digitsOf(to)
  const isWhole = to.trim().startsWith('+') || !world.settings.current().whatsapp.prependsCallingCode
  const phone = isWhole ? digits : `${callingCodeOf(numberOf(world, account))}${digits}`
  if (!/^\d{1,20}$/.test(phone)) throw wrong('to must be a telephone number')
  return { to: { phone }, input: to }
}

function referenceOf(params: Params): string | null {
  const reference = text(params, 'biz_opaque_callback_data') ?? null
  if (reference !== null && reference.length > maxReferenceChars)
    throw wrong(`biz_opaque_callback_data must be at most ${maxReferenceChars} characters long.`)
  return reference
}

/** The message in this conversation that `context.message_id` quotes. Errors: 131009 when there is none. */
function answeredMessage({ params, world, account }: GraphCall, thread: Thread | null): string | null {
  const context = object(params, 'context')
  if (!context) return null
  onlyKnown(context, 'context', ['message_id'])
  const id = text(context, 'message_id')
  if (id === undefined) throw missing('context.message_id')
  const message = findMessage(world, id)
  if (thread === null || message?.accountId !== account.id || message.personId !== thread.personId)
    throw wrong('context.message_id must name a message of this conversation')
  return id
}

/** The account reacts to a message, or takes its reaction back. */
function react(world: World, { to, emoji }: { to: string; emoji: string }): void {
  const message = findMessage(world, to)!
  const { account: _old, ...others } = message.reactions
  const reactions = emoji === '' ? others : { ...others, account: { reaction: 'other', emoji } }
  world.store.run('update messages set reactions = ? where id = ?', JSON.stringify(reactions), to)
  announce(world, { kind: 'message', accountId: message.accountId, personId: message.personId })
}

/** meta-platform.md 5.7. A refused call is not counted. */
function takeTurns({ world, account }: GraphCall, to: string): void {
  const { messagesPerSecond, pairBurst } = world.settings.current().whatsapp
  const now = world.clock.now()
  const pair = `${account.id}/${to}`
  if (pairBurst !== null && world.rates.look(pair, 'pair', now).used >= pairBurst)
    throw refuse(
      131056,
      '(Business Account, Consumer Account) pair rate limit hit',
      'Too many messages sent from this number to the same person in a short time.',
    )
  if (messagesPerSecond !== null && !world.rates.take(account.id, 'throughput', messagesPerSecond, now))
    throw refuse(
      130429,
      'Rate limit hit',
      'Message failed to send because there were too many messages sent from this number in a short time.',
    )
  if (pairBurst !== null) world.rates.take(pair, 'pair', pairBurst, now)
}

/** Shows the person that their message was read; only for a message to this number (5.2, 11.5). */
function markRead({ params, world, account }: GraphCall): Outcome {
  if (text(params, 'status') !== 'read') throw wrong('status must be "read"')
  const id = text(params, 'message_id')
  if (id === undefined) throw missing('message_id')
  const message = findMessage(world, id)
  if (message?.accountId !== account.id || message.byAccount) throw wrong('message_id must name a message that was written to this number')
  const typing = object(params, 'typing_indicator')
  if (typing && text(typing, 'type') !== 'text') throw wrong('typing_indicator.type must be "text"')
  // Earlier ones are read with it (13.2, row 2.14).
  const thread = findThread(world, account.id, message.personId)!
  markSeen(world, thread, message.seq)
  if (typing) showTyping(world, thread, typingMs)
  return { body: done, effect: { kind: 'mark_read', accountId: account.id, id, ...(typing && { typing: true }) } }
}

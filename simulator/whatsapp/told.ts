import { ControlError } from '../controls/errors.ts'
import { maybeText, needAccount, needPerson, needText, type Control } from '../controls/request.ts'
import { queueUpdate } from '../webhooks/queueUpdate.ts'
import * as ids from '../world/ids.ts'
import type { World } from '../world/world.ts'
import { changePerson } from '../world/people.ts'
import type { Account } from '../world/accounts.ts'
import { contactsOf, queueChange, seconds } from './changes.ts'
import { setMarketing } from './marketing.ts'
import { accountFields } from './fields.ts'
import { meet, namesOf, renewUserId, userIdOf, waIdOf } from './people.ts'
import { digitsOf, numberOf } from './numbers.ts'

/** Errors: 404 for an account that is not there, 400 for one that is no number. */
export function needNumber(world: World, id: string): Account {
  const account = needAccount(world, id)
  if (account.channel !== 'whatsapp') throw new ControlError(400, 'bad_value', `${account.id} is no number`)
  return account
}

/** POST /simulator/numbers/:id/tell {field, value}: the platform says something about the business account of a number (5.6). */
export const tell: Control = ({ world, path, body }) => {
  const account = needNumber(world, path['id']!)
  const field = needText(body, 'field')
  if (!accountFields.includes(field)) throw new ControlError(400, 'bad_value', `"field" is one of ${accountFields.join(', ')}`)
  const { value } = body
  if (typeof value !== 'object' || value === null) throw new ControlError(400, 'bad_value', '"value" is what the platform says, an object')
  queueUpdate(world, account, 'changes', field, value)
  return { status: 201, body: { field } }
}

const wishes = ['stop', 'resume', 'signup']

/**
 * POST /simulator/people/:id/preferences {accountId, value, signupId?}: the person stops marketing in the chat, or allows it (13.2, row
 * 2.17).
 */
export const prefer: Control = ({ world, path, body }) => {
  const account = needNumber(world, needText(body, 'accountId'))
  const person = needPerson(world, path['id']!)
  const value = needText(body, 'value')
  if (!wishes.includes(value)) throw new ControlError(400, 'bad_value', `"value" is one of ${wishes.join(', ')}`)
  const signupId = maybeText(body, 'signupId')
  const { waId } = namesOf(world, person)
  const preference = {
    ...(waId !== null && { wa_id: waId }),
    detail: `User requested to ${value} marketing messages`,
    category: 'marketing_messages',
    value,
    ...(signupId !== undefined && { signup_id: signupId }),
    timestamp: Number(seconds(world.clock.now())),
  }
  setMarketing(world, account, person, value !== 'stop')
  queueChange(world, account, 'user_preferences', { contacts: contactsOf(world, person), user_preferences: [preference] })
  return { status: 201, body: { value } }
}

/**
 * POST /simulator/people/:id/move {accountId, phone?}: the person has another number, or without `phone` hides it; both make a new user id.
 * The number that they talk with is told by a system message without `contacts` (13.1, row 1.19).
 */
export const move: Control = ({ world, path, body }) => {
  const account = needNumber(world, needText(body, 'accountId'))
  const before = needPerson(world, path['id']!)
  const phone = maybeText(body, 'phone')
  if (phone !== undefined && !/^\d{5,20}$/.test(digitsOf(phone))) throw new ControlError(400, 'bad_value', '"phone" is a telephone number')
  meet(world, account, before)
  const previous = userIdOf(world, before)
  const from = waIdOf(before)
  renewUserId(world, before)
  const person = changePerson(world, before.id, { phone: phone ?? null })
  const userId = userIdOf(world, person)
  const system = {
    type: phone === undefined ? 'user_changed_user_id' : 'user_changed_number',
    body: `User ${person.name} changed`,
    ...(phone !== undefined && { wa_id: digitsOf(phone) }),
    user_id: userId,
    previous_user_id: previous,
  }
  const message = {
    ...(from !== null && phone !== undefined && { from }),
    from_user_id: userId,
    id: ids.whatsappMessageId(world.dice, userId),
    timestamp: seconds(world.clock.now()),
    type: 'system',
    system,
  }
  queueChange(world, account, 'messages', { messages: [message] })
  return { body: { userId, phone: phone === undefined ? null : `+${digitsOf(phone)}` } }
}

/**
 * POST /simulator/numbers/:id/history {personId, messages: [{text, byAccount?, at?}]}: what was written on the phone before (13.7, row 7).
 */
export const tellHistory: Control = ({ world, path, body }) => {
  const account = needNumber(world, path['id']!)
  const person = needPerson(world, needText(body, 'personId'))
  const own = numberOf(world, account).phone
  const { waId, userId } = namesOf(world, person)
  const given = Array.isArray(body['messages']) ? (body['messages'] as { text?: unknown; byAccount?: unknown; at?: unknown }[]) : []
  const messages = given.map(({ text, byAccount, at }) => ({
    from: byAccount === true ? own : (waId ?? userId),
    ...(byAccount === true && { to: waId ?? userId }),
    id: ids.whatsappMessageId(world.dice, waId ?? own),
    timestamp: seconds(typeof at === 'number' ? at : world.clock.now()),
    type: 'text',
    text: { body: typeof text === 'string' ? text : '' },
    history_context: { status: 'READ' },
  }))
  const history = [{ metadata: { phase: 0, chunk_order: 1, progress: 100 }, threads: [{ id: waId ?? userId, messages }] }]
  queueChange(world, account, 'history', { history })
  return { status: 201, body: { messages: messages.length } }
}

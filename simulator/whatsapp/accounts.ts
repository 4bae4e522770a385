import { ControlError } from '../controls/errors.ts'
import { maybeSwitch, maybeText } from '../controls/request.ts'
import type { Account } from '../world/accounts.ts'
import type { World } from '../world/world.ts'
import { digitsOf, findNumberByPhone, makeNumber, type Registration } from './numbers.ts'

/**
 * A number under a business account of its own, or under a given one. In: `body` may hold `phone`, `wabaId`, and how far it is with the API
 * (`registered`, `verified`, `pin`, `onBizApp`).
 */
export function addNumber(world: World, { id, name, body }: { id?: string; name: string; body: Record<string, unknown> }): Account {
  const phone = maybeText(body, 'phone')
  const wabaId = maybeText(body, 'wabaId')
  if (phone !== undefined && !/^\d{5,20}$/.test(digitsOf(phone))) throw new ControlError(400, 'bad_value', '"phone" is a telephone number')
  if (phone !== undefined && findNumberByPhone(world, digitsOf(phone)))
    throw new ControlError(409, 'taken', `there is a number ${phone} already`)
  if (wabaId !== undefined && !/^\d{1,30}$/.test(wabaId)) throw new ControlError(400, 'bad_value', '"wabaId" is a decimal platform id')
  return makeNumber(world, { id, name, phone, wabaId, registration: registrationIn(body) })
}

/** Whether a number is registered and verified, its PIN (empty: none), and whether the WhatsApp Business app uses it. Errors: 400. */
export function registrationIn(body: Record<string, unknown>): Partial<Registration> {
  const pin = body['pin'] === '' ? '' : maybeText(body, 'pin')
  if (pin && !/^\d{6}$/.test(pin)) throw new ControlError(400, 'bad_value', '"pin" has six digits')
  const switches = {
    registered: maybeSwitch(body, 'registered'),
    verified: maybeSwitch(body, 'verified'),
    onBizApp: maybeSwitch(body, 'onBizApp'),
  }
  const given = Object.entries(switches).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(given), ...(pin !== undefined && { pin: pin || null }) }
}

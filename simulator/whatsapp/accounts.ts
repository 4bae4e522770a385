import { ControlError } from '../controls/errors.ts'
import { maybeText } from '../controls/request.ts'
import type { Account } from '../world/accounts.ts'
import type { World } from '../world/world.ts'
import { digitsOf, findNumberByPhone, makeNumber } from './numbers.ts'

/** A number under a business account of its own, or under a given one. In: `body` may hold `phone` and `wabaId`. */
export function addNumber(world: World, { id, name, body }: { id?: string; name: string; body: Record<string, unknown> }): Account {
  const phone = maybeText(body, 'phone')
  const wabaId = maybeText(body, 'wabaId')
  if (phone !== undefined && !/^\d{5,20}$/.test(digitsOf(phone))) throw new ControlError(400, 'bad_value', '"phone" is a telephone number')
  if (phone !== undefined && findNumberByPhone(world, digitsOf(phone)))
    throw new ControlError(409, 'taken', `there is a number ${phone} already`)
  if (wabaId !== undefined && !/^\d{1,30}$/.test(wabaId)) throw new ControlError(400, 'bad_value', '"wabaId" is a decimal platform id')
  return makeNumber(world, { id, name, phone, wabaId })
}

import type { Account } from '../world/accounts.ts'
import type { Person } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { queueUpdate } from '../webhooks/queueUpdate.ts'
import { numberOf } from './numbers.ts'
import { namesOf } from './people.ts'

/** Seconds as text, the way messages and statuses carry them (meta-platform.md 5.4). */
export const seconds = (ms: number): string => String(Math.floor(ms / 1000))

/** `contacts` of a webhook: the person it is about. */
export function contactsOf(world: World, person: Person): Record<string, unknown>[] {
  const { waId, userId } = namesOf(world, person)
  return [
    {
      profile: { name: person.name, ...(waId === null && { username: person.username }) },
      ...(waId !== null && { wa_id: waId }),
      ...(userId !== null && { user_id: userId }),
    },
  ]
}

/** Queues one change about a number, in the transaction of its cause. In: when it is to be sent, in ms of the product clock from now. */
export function queueChange(world: World, account: Account, field: string, parts: Record<string, unknown>, afterMs = 0): void {
  const { phone } = numberOf(world, account)
  const metadata = { display_phone_number: phone, phone_number_id: account.id }
  queueUpdate(world, account, 'changes', field, { messaging_product: 'whatsapp', metadata, ...parts }, afterMs)
}

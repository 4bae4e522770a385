import { createHash } from 'node:crypto'
import { findThread, findThreadByIgsid, type Thread } from '../world/threads.ts'
import type { Account } from '../world/accounts.ts'
import * as ids from '../world/ids.ts'
import { findPerson, getPerson, listPeople, type Person } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { digitsOf } from './numbers.ts'

/** The digits that webhooks call a person by; null for somebody who hides their number (meta-platform.md 5.10). */
export const waIdOf = (person: Person): string | null => (person.phone === null ? null : digitsOf(person.phone))

/** Stands for the person beside or instead of the number (5.10). */
export const userIdOf = (person: Person): string => `US.${person.id}`

/** How webhooks name a person: by number, by user id, or both, as the settings have it. */
export function namesOf(world: World, person: Person): { waId: string | null; userId: string | null } {
  const waId = waIdOf(person)
  return { waId, userId: world.settings.current().whatsapp.userIds || waId === null ? userIdOf(person) : null }
}

/** The thread of a number and a person, begun when these two have nothing between them yet. */
export function meet(world: World, account: Account, person: Person): Thread {
  const known = findThread(world, account.id, person.id)
  if (known) return known
  world.store.run(
    'insert into threads (accountId, personId, igsid, conversationId, folder) values (?, ?, ?, ?, ?)',
    account.id,
    person.id,
    waIdOf(person) ?? userIdOf(person),
    ids.conversationId(world.dice, account.id),
    'inbox',
  )
  return findThread(world, account.id, person.id)!
}

/** Whom a send means: by user id, or by the digits of a number. Null: nobody on WhatsApp has it. */
export function findRecipient(world: World, account: Account, to: { phone: string } | { userId: string }): Person | null {
  if ('userId' in to) return to.userId.startsWith('US.') ? findPerson(world, to.userId.slice(3)) : null
  const thread = findThreadByIgsid(world, account.id, to.phone)
  // Somebody who never wrote: only their number tells who they are.
  return thread ? getPerson(world, thread.personId) : (listPeople(world).find((person) => waIdOf(person) === to.phone) ?? null)
}

/** Some people always tell that they read, others never do: a fraction that belongs to the person, the same in every run with this seed. */
export const habitOf = (person: Person, what: string): number =>
  createHash('sha256').update(`${what}:${person.id}`).digest().readUInt32BE(0) / 2 ** 32

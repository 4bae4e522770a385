import { createHash } from 'node:crypto'
import { findThread, findThreadByIgsid, type Thread } from '../world/threads.ts'
import type { Account } from '../world/accounts.ts'
import * as ids from '../world/ids.ts'
import { findPerson, getPerson, listPeople, type Person } from '../world/people.ts'
import { readMeta, writeMeta } from '../world/meta.ts'
import type { World } from '../world/world.ts'
import { digitsOf } from './numbers.ts'

/** The digits that webhooks identify a person by; null for a person who hides their number (meta-platform.md 5.10). */
export const waIdOf = (person: Person): string | null => (person.phone === null ? null : digitsOf(person.phone))

/** The id that identifies the person in addition to the number or instead of it; another one after each change of number (5.10). */
export function userIdOf(world: World, person: Person): string {
  const changes = readMeta<number>(world.store, changesKey(person)) ?? 0
  return `US.${person.id}${changes ? `.${changes}` : ''}`
}
const changesKey = (person: Person): string => `userIdChanges/${person.id}`

/** Gives the person another user id. */
export const renewUserId = (world: World, person: Person): void =>
  writeMeta(world.store, changesKey(person), (readMeta<number>(world.store, changesKey(person)) ?? 0) + 1)

/** How webhooks name a person: by number, by user id, or both, according to the settings. */
export function namesOf(world: World, person: Person): { waId: string | null; userId: string | null } {
  const waId = waIdOf(person)
  return { waId, userId: world.settings.current().whatsapp.userIds || waId === null ? userIdOf(world, person) : null }
}

/** The thread of a number and a person, created when there is none yet. */
export function meet(world: World, account: Account, person: Person): Thread {
  const known = findThread(world, account.id, person.id)
  if (known) return known
  world.store.run(
    'insert into threads (accountId, personId, igsid, conversationId, folder) values (?, ?, ?, ?, ?)',
    account.id,
    person.id,
    waIdOf(person) ?? userIdOf(world, person),
    ids.conversationId(world.dice, account.id),
    'inbox',
  )
  return findThread(world, account.id, person.id)!
}

/** One line whatever its spelling: the 9 of Brazil and Argentina, and the 1 of Mexico, may be dialled or not (5.1, 13.1 row 1.12). */
const lineOf = (digits: string): string =>
  digits
    .replace(/^55(\d\d)9(\d{8})$/, '55$1$2')
    .replace(/^549(\d{10})$/, '54$1')
    .replace(/^521(\d{10})$/, '52$1')

/** Finds the recipient of a message: by user id, or by the digits of a number. Null: no such person on WhatsApp. */
export function findRecipient(world: World, account: Account, to: { phone: string } | { userId: string }): Person | null {
  if ('userId' in to) {
    const person = findPerson(world, to.userId.split('.')[1] ?? '')
    // An id that the person gave up reaches nobody.
    return person && userIdOf(world, person) === to.userId ? person : null
  }
  const line = lineOf(to.phone)
  const thread = findThreadByIgsid(world, account.id, to.phone)
  const known = thread && getPerson(world, thread.personId)
  // A number that the person gave up reaches nobody.
  if (known && lineOf(waIdOf(known) ?? '') === line) return known
  // A person who never wrote is identified by their number alone.
  return listPeople(world).find((person) => lineOf(waIdOf(person) ?? '') === line) ?? null
}

/** A person's habit as a fraction, the same in every run with this seed: some people always send read receipts, others never do. */
export const habitOf = (person: Person, what: string): number =>
  createHash('sha256').update(`${what}:${person.id}`).digest().readUInt32BE(0) / 2 ** 32

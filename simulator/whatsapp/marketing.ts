import type { Account } from '../world/accounts.ts'
import { readMeta, writeMeta } from '../world/meta.ts'
import type { Person } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { numberOf } from './numbers.ts'

const keyOf = (world: World, account: Account, person: Person) => `noMarketing/${numberOf(world, account).wabaId}/${person.id}`

/** The person stops a business's marketing in the chat, or allows it again (meta-platform.md 5.9, 13.2 row 2.17). */
export const setMarketing = (world: World, account: Account, person: Person, isAllowed: boolean): void =>
  writeMeta(world.store, keyOf(world, account, person), !isAllowed)

export const allowsMarketing = (world: World, account: Account, person: Person): boolean =>
  !(readMeta<boolean>(world.store, keyOf(world, account, person)) ?? false)

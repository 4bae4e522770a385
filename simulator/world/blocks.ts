import { readMeta, writeMeta } from './meta.ts'
import type { World } from './world.ts'

// Whom an account blocked (meta-platform.md 3.5, 5.11): what they write reaches it no more. Persons who block an account are `blocked`.

const keyOf = (accountId: string): string => `blocks/${accountId}`

/** The ids of the people whom an account blocked, in the order of blocking. */
export const blockedBy = (world: World, accountId: string): string[] => readMeta<string[]>(world.store, keyOf(accountId)) ?? []

/** Blocks a person, or lets them write again. */
export function setBlocked(world: World, accountId: string, personId: string, blocked: boolean): void {
  const others = blockedBy(world, accountId).filter((id) => id !== personId)
  writeMeta(world.store, keyOf(accountId), blocked ? [...others, personId] : others)
}

import type { World } from '../world/world.ts'

/** The address for the `messages` of one number, or of all numbers of a business account, instead of the app's address. */
export type Override = { targetId: string; url: string; verifyToken: string }

/** meta-platform.md 13.1, row 1.23 */
export const maxOverrideChars = 200

export const findOverride = (world: World, targetId: string): Override | null =>
  world.store.get<Override>('select * from overrides where targetId = ?', targetId) ?? null

/** Sets an override, or removes it with null. In: the id of a number or of a business account. */
export function setOverride(world: World, targetId: string, wish: { url: string; verifyToken: string } | null): void {
  world.store.run('delete from overrides where targetId = ?', targetId)
  if (wish) world.store.run('insert into overrides (targetId, url, verifyToken) values (?, ?, ?)', targetId, wish.url, wish.verifyToken)
}

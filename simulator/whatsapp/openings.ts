import type { World } from '../world/world.ts'

const dayMs = 86_400_000

/**
 * Counts a person with whom a business begins a conversation outside the window (meta-platform.md 5.7). The account stands for its
 * portfolio.
 * Out: false when the limit of 24 hours is reached; the person is not counted then.
 */
export function mayOpen(world: World, wabaId: string, personId: string): boolean {
  const { messagingLimit } = world.settings.current().whatsapp
  const now = world.clock.now()
  if (messagingLimit !== null) {
    const { others } = world.store.get<{ others: number }>(
      'select count(*) as others from openings where wabaId = ? and at > ? and personId <> ?',
      wabaId,
      now - dayMs,
      personId,
    )!
    if (others >= messagingLimit) return false
  }
  world.store.run(
    'insert into openings (wabaId, personId, at) values (?, ?, ?) on conflict (wabaId, personId) do update set at = excluded.at',
    wabaId,
    personId,
    now,
  )
  return true
}

const tiers: [number, string][] = [
  [50, 'TIER_50'],
  [250, 'TIER_250'],
  [2_000, 'TIER_2K'],
  [10_000, 'TIER_10K'],
  [100_000, 'TIER_100K'],
]

/** The name of the limit, as it is read (5.6, 13.2 row 2.19). */
export function tierOf(world: World): string {
  const { messagingLimit } = world.settings.current().whatsapp
  return tiers.find(([most]) => messagingLimit !== null && messagingLimit <= most)?.[1] ?? 'TIER_UNLIMITED'
}

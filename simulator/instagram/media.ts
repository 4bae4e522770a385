import * as ids from '../world/ids.ts'
import { getAccount } from '../world/accounts.ts'
import { announce, productOf, type World } from '../world/world.ts'

export const mediaKinds = ['FEED', 'REELS', 'STORY', 'AD', 'LIVE'] as const
export type MediaKind = (typeof mediaKinds)[number]

/** A post, story or broadcast of an account; `endedAt` is when a broadcast ended. */
export type Media = {
  seq: number
  id: string
  accountId: string
  kind: MediaKind
  caption: string
  originalMediaId: string | null
  adId: string | null
  commentsEnabled: number
  endedAt: number | null
  createdAt: number
}

/** Stories are visible for a day (meta-platform.md 3.5). */
export const storyLifeMs = 24 * 3_600_000

/** Publishes a post. In: for a boosted copy, the organic post it was made from. */
export function publish(
  world: World,
  wish: { accountId: string; kind: MediaKind; caption: string; originalMediaId?: string | null; id?: string },
): Media {
  const account = getAccount(world, wish.accountId)
  const id = wish.id ?? productOf(world, account).wall!.newPostId(world, account.id)
  world.store.run(
    'insert into media (id, accountId, kind, caption, originalMediaId, adId, commentsEnabled, createdAt) values (?, ?, ?, ?, ?, ?, 1, ?)',
    id,
    wish.accountId,
    wish.kind,
    wish.caption,
    wish.originalMediaId ?? null,
    wish.kind === 'AD' ? ids.adId(world.dice) : null,
    world.clock.now(),
  )
  announce(world, { kind: 'media', accountId: wish.accountId, mediaId: id })
  return findMedia(world, id)!
}

export const findMedia = (world: World, id: string): Media | null => world.store.get<Media>('select * from media where id = ?', id) ?? null

/** All media of an account, newest first. */
export const listMedia = (world: World, accountId: string): Media[] =>
  world.store.all<Media>('select * from media where accountId = ? order by seq desc', accountId)

export const isStoryOver = (media: Media, now: number): boolean => media.kind === 'STORY' && media.createdAt + storyLifeMs <= now
export const isOnAir = (media: Media): boolean => media.kind === 'LIVE' && media.endedAt === null

/** Opens or closes a post for comments, or ends a broadcast. */
export function changeMedia(world: World, media: Media, change: { commentsEnabled?: boolean; ended?: boolean }): Media {
  const commentsEnabled = change.commentsEnabled === undefined ? media.commentsEnabled : Number(change.commentsEnabled)
  const endedAt = change.ended && media.endedAt === null ? world.clock.now() : media.endedAt
  world.store.run('update media set commentsEnabled = ?, endedAt = ? where id = ?', commentsEnabled, endedAt, media.id)
  announce(world, { kind: 'media', accountId: media.accountId, mediaId: media.id })
  return { ...media, commentsEnabled, endedAt }
}

/** The number of an object from before the Graph API (`ig_id`). */
export const legacyIdOf = (id: string): string => id.slice(-10).replace(/^0+/, '')

/** Only the account itself can like things in this simulation. */
export const likesOf = (world: World, id: string): number => (world.store.get('select 1 from likes where targetId = ?', id) ? 1 : 0)

export const permalinkOf = (media: Media): string =>
  `https://www.instagram.com/${media.kind === 'REELS' ? 'reel' : 'p'}/${shortcodeOf(media)}/`
export const shortcodeOf = (media: Media): string => Buffer.from(media.id.slice(-9)).toString('base64url')

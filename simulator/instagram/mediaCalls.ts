import { addressOf, type GraphCall, type Outcome } from '../platform/call.ts'
import { graphTime, project, type Field, type Shown } from '../platform/fields.ts'
import { fieldsOf, newestFirst, readPage, type Window } from '../platform/pages.ts'
import type { Account } from '../world/accounts.ts'
import type { World } from '../world/world.ts'
import { commentsField } from './commentCalls.ts'
import { isOnAir, legacyIdOf, likesOf, permalinkOf, shortcodeOf, storyLifeMs, type Media } from './media.ts'
import { pictureOf } from '../world/pictureOf.ts'

/** A post as reads return it (meta-platform.md 3.5). */
function mediaShown(world: World, account: Account, media: Media): Shown {
  const isVideo = media.kind === 'REELS' || media.kind === 'LIVE'
  return {
    id: () => media.id,
    caption: () => media.caption || undefined,
    media_type: () => (isVideo ? 'VIDEO' : 'IMAGE'),
    media_product_type: () => media.kind,
    media_url: () => pictureOf(world, media.id),
    thumbnail_url: () => (isVideo ? pictureOf(world, media.id) : undefined),
    permalink: () => permalinkOf(media),
    shortcode: () => shortcodeOf(media),
    timestamp: () => graphTime(media.createdAt),
    username: () => account.username,
    comments_count: () =>
      world.store.get<{ n: number }>('select count(*) as n from comments where mediaId = ? and deletedAt is null', media.id)!.n,
    like_count: () => likesOf(world, media.id),
    ig_id: () => legacyIdOf(media.id),
    video_title: () => undefined,
    is_comment_enabled: () => media.commentsEnabled === 1,
    is_shared_to_feed: () => (media.kind === 'REELS' ? true : undefined),
    owner: () => ({ id: account.id }),
    alt_text: () => undefined,
    children: () => undefined,
    comments: (field) => commentsField(world, account, media, field),
  }
}

const showMedia = (world: World, account: Account, media: Media, fields: Field[]) => project(fields, mediaShown(world, account, media))

/** GET /{media} */
export const readMedia = (call: GraphCall, media: Media): Outcome => ({
  body: showMedia(call.world, call.account, media, fieldsOf(call.params, 'id')),
})

/** GET /{media}/children: the parts of an album; this simulation has no albums. */
export const readChildren = (): Outcome => ({ body: { data: [] } })

/** GET /{IG_ID}/media: posts and reels, newest first, without stories and boosted copies (3.5). */
export function listOwnMedia(call: GraphCall): Outcome {
  const { world, account, params } = call
  const fields = fieldsOf(params, 'id')
  const rows = (window: Window) =>
    newestFirst<Media>(world.store, "select * from media where accountId = ? and kind in ('FEED', 'REELS')", [account.id], window)
  return { body: readPage(params, 25, 100, addressOf(call), rows, (media) => showMedia(world, account, media, fields)) }
}

/** GET /{IG_ID}/stories: the stories of the last 24 hours. */
export function listStories(call: GraphCall): Outcome {
  const { world, account } = call
  const since = world.clock.now() - storyLifeMs
  const rows = world.store.all<Media>(
    "select * from media where accountId = ? and kind = 'STORY' and createdAt > ? order by seq desc",
    account.id,
    since,
  )
  const fields = fieldsOf(call.params, 'id')
  return { body: { data: rows.map((media) => showMedia(world, account, media, fields)) } }
}

/** GET /{IG_ID}/live_media: the current broadcast. */
export function listLive(call: GraphCall): Outcome {
  const { world, account } = call
  const rows = world.store
    .all<Media>("select * from media where accountId = ? and kind = 'LIVE' order by seq desc", account.id)
    .filter(isOnAir)
  const fields = fieldsOf(call.params, 'id')
  return { body: { data: rows.map((media) => showMedia(world, account, media, fields)) } }
}

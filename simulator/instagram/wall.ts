import type { Product, WrittenComment } from '../product.ts'
import * as ids from '../world/ids.ts'
import type { World } from '../world/world.ts'
import { findMedia } from './media.ts'

/** The `value` of meta-platform.md 2.3: no time in it, `parent_id` for replies only, ad keys for boosted copies only. */
function commentValue(world: World, { id, media, author, text, parentId, naming }: WrittenComment): unknown {
  const from = {
    ...(naming === 'all' && { id: author.id }),
    username: author.username,
    ...(naming === 'all' && author.selfId && { self_ig_scoped_id: author.selfId }),
  }
  return {
    id,
    ...(naming !== 'none' && { from }),
    ...(parentId && { parent_id: parentId }),
    text,
    media: {
      id: media.id,
      media_product_type: media.kind,
      ...(media.kind === 'AD' && {
        ad_id: media.adId,
        ad_title: (media.originalMediaId ? findMedia(world, media.originalMediaId)?.caption : null) ?? media.caption,
        ...(media.originalMediaId && { original_media_id: media.originalMediaId }),
      }),
    },
  }
}

/** Comments of Instagram; hiding and deleting send no webhook (meta-platform.md 11.3). */
export const wall: Product['wall'] = {
  newPostId: (world) => ids.mediaId(world.dice),
  newCommentId: (world) => ids.commentId(world.dice),
  written: (world, _account, comment) => ({
    field: comment.media.kind === 'LIVE' ? 'live_comments' : 'comments',
    value: commentValue(world, comment),
  }),
}

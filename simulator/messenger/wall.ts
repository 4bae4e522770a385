import { findMedia, type Media } from '../instagram/media.ts'
import { authorOf, type Author } from '../instagram/comments.ts'
import { graphTime } from '../platform/fields.ts'
import type { Product } from '../product.ts'
import * as ids from '../world/ids.ts'

export const permalinkOf = ({ id }: Pick<Media, 'id'>): string => `https://www.facebook.com/${id.replace('_', '/posts/')}`

const seconds = (ms: number) => Math.floor(ms / 1_000)
const fromOf = ({ id, name }: Author) => ({ id, name })

/** The post as a comment's change describes it (meta-platform.md 4.3). */
const postOf = (media: Media) => ({
  id: media.id,
  status_type: 'added_photos',
  is_published: true,
  updated_time: graphTime(media.createdAt),
  permalink_url: permalinkOf(media),
  promotion_status: media.kind === 'AD' ? 'active' : 'inactive',
})

/** Comments of a Page: `feed` changes with item and verb; a removal has no message (meta-platform.md 4.3). */
export const wall: Product['wall'] = {
  newPostId: (world, accountId) => ids.pagePostId(world.dice, accountId),
  newCommentId: (world, postId) => ids.pageCommentId(world.dice, postId),
  written: (world, _account, { id, media, author, text, parentId, naming }) => ({
    field: 'feed',
    value: {
      ...(naming === 'all' && { from: fromOf(author) }),
      post: postOf(media),
      message: text,
      post_id: media.id,
      comment_id: id,
      created_time: seconds(world.clock.now()),
      item: 'comment',
      parent_id: parentId ?? media.id,
      verb: 'add',
    },
  }),
  changed: (world, account, comment, verb) => ({
    field: 'feed',
    value: {
      from: fromOf(authorOf(world, comment, account)),
      post: postOf(findMedia(world, comment.mediaId)!),
      ...(verb !== 'remove' && { message: comment.text }),
      post_id: comment.mediaId,
      comment_id: comment.id,
      created_time: seconds(comment.createdAt),
      item: 'comment',
      parent_id: comment.parentId ?? comment.mediaId,
      verb,
    },
  }),
}

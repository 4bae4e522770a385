import { findComment, type Comment } from '../instagram/comments.ts'
import { findMedia, likesOf, type Media } from '../instagram/media.ts'
import { needPermission } from '../platform/access.ts'
import { addressOf, done, type GraphCall, type Outcome } from '../platform/call.ts'
import { graphTime, project, type Field, type Shown } from '../platform/fields.ts'
import { fieldsOf, innerFields, newestFirst, readPage, type Window } from '../platform/pages.ts'
import { pictureOf } from '../world/pictureOf.ts'
import { commentsUnder, showComment } from './comments.ts'
import { permalinkOf } from './wall.ts'

const mayRead = (call: GraphCall) => needPermission(call.token, 'pages_read_engagement', 'pages_read_user_content')

function postShown(call: GraphCall, media: Media): Shown {
  const { world, account } = call
  const count = (stream: boolean) =>
    world.store.get<{ n: number }>(
      'select count(*) as n from comments where mediaId = ? and deletedAt is null and (? or parentId is null)',
      media.id,
      stream ? 1 : 0,
    )!.n
  return {
    id: () => media.id,
    message: () => media.caption,
    created_time: () => graphTime(media.createdAt),
    updated_time: () => graphTime(media.createdAt),
    full_picture: () => pictureOf(world, media.id),
    permalink_url: () => permalinkOf(media),
    status_type: () => 'added_photos',
    is_published: () => true,
    from: () => ({ id: account.id, name: account.name }),
    likes: () => ({ data: likesOf(world, media.id) ? [{ id: account.id, name: account.name }] : [] }),
    comments: (field) => commentsField(call, media, field, count),
  }
}

/** `comments.filter(stream).limit(0).summary(true)`: the total alone (meta-platform.md 4.7). */
function commentsField(call: GraphCall, media: Media, field: Field, count: (stream: boolean) => number) {
  const stream = field.modifiers?.['filter'] === 'stream'
  const window = { limit: Math.min(field.limit ?? 25, 100), after: null, before: null }
  const rows = window.limit === 0 ? [] : commentsUnder(call.world, { mediaId: media.id, parentId: stream ? undefined : null }, window, true)
  return {
    data: rows.map((row) => showComment(call, row, innerFields(field, 'created_time,from,message,id'))),
    ...(field.modifiers?.['summary'] === 'true' && {
      summary: { order: 'chronological', total_count: count(stream), can_comment: true },
    }),
  }
}

/** GET /{PAGE}/published_posts and /posts, newest first (meta-platform.md 4.7). */
export function listPosts(call: GraphCall): Outcome {
  mayRead(call)
  const { world, account, params } = call
  const fields = fieldsOf(params, 'created_time,message,id')
  const rows = (window: Window) =>
    newestFirst<Media>(world.store, "select * from media where accountId = ? and kind not in ('STORY', 'AD')", [account.id], window)
  return { body: readPage(params, 25, 100, addressOf(call), rows, (media) => project(fields, postShown(call, media))) }
}

/** GET /{post} */
export function readPost(call: GraphCall, media: Media): Outcome {
  mayRead(call)
  return { body: project(fieldsOf(call.params, 'created_time,message,id'), postShown(call, media)) }
}

/** POST|DELETE /{post or comment}/likes (meta-platform.md 4.4). */
export function like(call: GraphCall, target: Media | Comment): Outcome {
  needPermission(call.token, 'pages_manage_engagement')
  call.world.store.run('delete from likes where targetId = ?', target.id)
  if (call.method !== 'DELETE') call.world.store.run('insert into likes (targetId) values (?)', target.id)
  return { body: done, effect: { kind: call.method === 'DELETE' ? 'unlike' : 'like', id: target.id } }
}

/** The post or comment with this id, if it belongs to the Page. */
export function onWall({ world, account }: GraphCall, id: string): { media?: Media; comment?: Comment } {
  const media = findMedia(world, id)
  if (media?.accountId === account.id) return { media }
  const comment = findComment(world, id)
  return comment?.accountId === account.id ? { comment } : {}
}

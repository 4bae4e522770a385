import { authorOf, deleteComment, editComment, findComment, listComments } from '../instagram/comments.ts'
import {
  changeMedia,
  findMedia,
  isStoryOver,
  listMedia,
  mediaKinds,
  permalinkOf,
  publish,
  type Media,
  type MediaKind,
} from '../instagram/media.ts'
import { pictureOf } from '../world/pictureOf.ts'
import { comment } from '../instagram/personComments.ts'
import { productOf, type World } from '../world/world.ts'
import { ControlError } from './errors.ts'
import { maybeSwitch, maybeText, needAccount, needPerson, needText, type Control } from './request.ts'

const show = (world: World, media: Media) => ({
  id: media.id,
  accountId: media.accountId,
  kind: media.kind,
  caption: media.caption,
  ...(media.originalMediaId && { originalMediaId: media.originalMediaId }),
  ...(media.adId && { adId: media.adId }),
  commentsEnabled: media.commentsEnabled === 1,
  ...(media.kind === 'LIVE' && { onAir: media.endedAt === null }),
  ...(media.kind === 'STORY' && { over: isStoryOver(media, world.clock.now()) }),
  picture: pictureOf(world, media.id),
  permalink: permalinkOf(media),
  at: new Date(media.createdAt).toISOString(),
})

function needMedia(world: World, id: string): Media {
  const media = findMedia(world, id)
  if (!media)
    throw new ControlError(404, 'no_such_media', `there is no media ${id}; GET /simulator/media?accountId= lists them, POST makes one`)
  return media
}

/** POST /simulator/media {accountId, kind, caption, originalMediaId?} */
export const addMedia: Control = ({ world, body }) => {
  const account = needAccount(world, needText(body, 'accountId'))
  const kind = (maybeText(body, 'kind') ?? 'FEED') as MediaKind
  if (!mediaKinds.includes(kind)) throw new ControlError(400, 'bad_value', `"kind" is one of ${mediaKinds.join(', ')}`)
  if (!productOf(world, account).wall) throw new ControlError(400, 'bad_value', `nothing is posted on ${account.channel}`)
  if (account.channel === 'messenger' && kind !== 'FEED' && kind !== 'AD')
    throw new ControlError(400, 'bad_value', 'on a Page "kind" is one of FEED, AD')
  const originalMediaId = maybeText(body, 'originalMediaId')
  if (originalMediaId !== undefined && needMedia(world, originalMediaId).accountId !== account.id)
    throw new ControlError(400, 'bad_value', '"originalMediaId" is a post of another account')
  const id = maybeText(body, 'id')
  if (id !== undefined && findMedia(world, id)) throw new ControlError(409, 'taken', `there is a media ${id} already`)
  return {
    status: 201,
    body: show(world, publish(world, { accountId: account.id, kind, caption: maybeText(body, 'caption') ?? '', originalMediaId, id })),
  }
}

export const allMedia: Control = ({ world, query }) => ({
  body: { data: listMedia(world, needAccount(world, query.get('accountId') ?? '').id).map((media) => show(world, media)) },
})

/** PATCH /simulator/media/:id {commentsEnabled?, ended?}: closes the comments, or ends a broadcast. */
export const patchMedia: Control = ({ world, path, body }) => ({
  body: show(
    world,
    changeMedia(world, needMedia(world, path['id']!), {
      commentsEnabled: maybeSwitch(body, 'commentsEnabled'),
      ended: maybeSwitch(body, 'ended'),
    }),
  ),
})

/**
 * POST /simulator/comments {mediaId, personId, text, parentId?, from?}; `from`: how the webhook identifies the author, `all`, `username` or
 * `none`.
 */
export const addComment: Control = ({ world, body }) => {
  const media = needMedia(world, needText(body, 'mediaId'))
  const person = needPerson(world, needText(body, 'personId'))
  const from = maybeText(body, 'from') ?? 'all'
  if (from !== 'all' && from !== 'username' && from !== 'none')
    throw new ControlError(400, 'bad_value', '"from" is one of all, username, none')
  const made = comment(world, needAccount(world, media.accountId), media, person, needText(body, 'text'), maybeText(body, 'parentId'), from)
  return { status: 201, body: { id: made.id, mediaId: media.id, parentId: made.parentId } }
}

/** GET /simulator/media/:id/comments: the public comments, oldest first; `?all=true` includes those the account has hidden. */
export const comments: Control = ({ world, path, query }) => {
  const media = needMedia(world, path['id']!)
  const account = needAccount(world, media.accountId)
  return {
    body: {
      data: listComments(world, media.id, query.get('all') === 'true').map((row) => {
        const author = authorOf(world, row, account)
        return {
          id: row.id,
          from: { id: author.id, username: author.username || author.name },
          text: row.text,
          parentId: row.parentId,
          at: new Date(row.createdAt).toISOString(),
          ...(row.hidden === 1 && { hidden: true }),
        }
      }),
    },
  }
}

/** PATCH /simulator/comments/:id {text}: the person changes what they wrote, which only Facebook lets them. */
export const patchComment: Control = ({ world, path, body }) => {
  const found = findComment(world, path['id']!)
  if (!found) throw new ControlError(404, 'no_such_comment', `there is no comment ${path['id']}`)
  if (needAccount(world, found.accountId).channel !== 'messenger')
    throw new ControlError(400, 'bad_value', 'a comment on Instagram cannot be edited')
  editComment(world, found, needText(body, 'text'))
  return { body: { id: found.id } }
}

/** DELETE /simulator/comments/:id: the person deletes the comment; only a Page is told. */
export const removeComment: Control = ({ world, path }) => {
  const found = findComment(world, path['id']!)
  if (!found) throw new ControlError(404, 'no_such_comment', `there is no comment ${path['id']}`)
  deleteComment(world, found)
  return { body: { id: found.id, deleted: true } }
}

import type { Account } from '../world/accounts.ts'
import * as ids from '../world/ids.ts'
import { findPerson, isHeard, type Person } from '../world/people.ts'
import { announce, type World } from '../world/world.ts'
import { queueUpdate } from '../webhooks/queueUpdate.ts'
import { findMedia, type Media } from './media.ts'

export type Comment = {
  seq: number
  id: string
  mediaId: string
  accountId: string
  parentId: string | null
  authorId: string
  byAccount: number
  text: string
  createdAt: number
  hidden: number
  deletedAt: number | null
  privatelyRepliedAt: number | null
}

/** The author, as comments name them. */
export type Author = { id: string; username: string; byAccount: boolean; selfId?: string }

/** How the webhook identifies the author: fully, by the user name alone, or not at all (some deliveries leave out `from` or its id). */
export type Naming = 'all' | 'username' | 'none'

export const accountAuthor = (account: Account): Author => ({
  id: account.id,
  username: account.username,
  byAccount: true,
  selfId: account.appScopedId,
})
export const personAuthor = (person: Person): Author => ({ id: person.id, username: person.username, byAccount: false })

export const findComment = (world: World, id: string): Comment | null =>
  world.store.get<Comment>('select * from comments where id = ? and deletedAt is null', id) ?? null

export function authorOf(world: World, comment: Comment, account: Account): Author {
  if (comment.byAccount) return accountAuthor(account)
  return { id: comment.authorId, username: findPerson(world, comment.authorId)?.username ?? 'instagram_user', byAccount: false }
}

/**
 * Adds a comment under a post and notifies the app, also of the account's own comments: that is the loop trap of meta-platform.md 11.3. A
 * reply to a reply belongs to the top-level comment (3.4).
 */
export function addComment(
  world: World,
  account: Account,
  media: Media,
  author: Author,
  text: string,
  parent: Comment | null,
  naming: Naming = 'all',
): Comment {
  const id = ids.commentId(world.dice)
  const parentId = parent ? (parent.parentId ?? parent.id) : null
  world.store.run(
    'insert into comments (id, mediaId, accountId, parentId, authorId, byAccount, text, createdAt) values (?, ?, ?, ?, ?, ?, ?, ?)',
    id,
    media.id,
    media.accountId,
    parentId,
    author.id,
    author.byAccount ? 1 : 0,
    text,
    world.clock.now(),
  )
  const field = media.kind === 'LIVE' ? 'live_comments' : 'comments'
  if (author.byAccount || isHeard(world, author.id))
    queueUpdate(world, account, 'changes', field, commentValue(world, id, media, author, text, parentId, naming))
  announce(world, { kind: 'comment', accountId: account.id, mediaId: media.id })
  return findComment(world, id)!
}

/** The `value` of meta-platform.md 2.3: no time in it, `parent_id` for replies only, ad keys for boosted copies only. */
function commentValue(
  world: World,
  id: string,
  media: Media,
  author: Author,
  text: string,
  parentId: string | null,
  naming: Naming,
): unknown {
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

/** Hiding and deleting send no webhook (meta-platform.md 11.3). */
export function setHidden(world: World, comment: Comment, hidden: boolean): void {
  world.store.run('update comments set hidden = ? where id = ?', hidden ? 1 : 0, comment.id)
  announce(world, { kind: 'comment', accountId: comment.accountId, mediaId: comment.mediaId })
}

/** Removes a comment and the replies under it. */
export function deleteComment(world: World, comment: Comment): void {
  const now = world.clock.now()
  world.store.run('update comments set deletedAt = ? where (id = ? or parentId = ?) and deletedAt is null', now, comment.id, comment.id)
  announce(world, { kind: 'comment', accountId: comment.accountId, mediaId: comment.mediaId })
}

/** The comments under a post, oldest first; hidden ones only for those who may see them. */
export const listComments = (world: World, mediaId: string, withHidden: boolean): Comment[] =>
  world.store.all<Comment>(
    `select c.* from comments c left join comments parent on parent.id = c.parentId
     where c.mediaId = ? and c.deletedAt is null and (? or (c.hidden = 0 and coalesce(parent.hidden, 0) = 0)) order by c.seq`,
    mediaId,
    withHidden ? 1 : 0,
  )

import { getAccount, type Account } from '../world/accounts.ts'
import type { CommentVerb, Product } from '../product.ts'
import { findPerson, isHeard, type Person } from '../world/people.ts'
import { announce, productOf, type World } from '../world/world.ts'
import { queueUpdate } from '../webhooks/queueUpdate.ts'
import type { Media } from './media.ts'

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
export type Author = { id: string; username: string; name: string; byAccount: boolean; selfId?: string }

/** How the webhook identifies the author: fully, by the user name alone, or not at all (some deliveries leave out `from` or its id). */
export type Naming = 'all' | 'username' | 'none'

export const accountAuthor = (account: Account): Author => ({
  id: account.id,
  username: account.username,
  name: account.name,
  byAccount: true,
  selfId: account.appScopedId,
})
export const personAuthor = (person: Person): Author => ({
  id: person.id,
  username: person.username,
  name: person.name,
  byAccount: false,
})

export const findComment = (world: World, id: string): Comment | null =>
  world.store.get<Comment>('select * from comments where id = ? and deletedAt is null', id) ?? null

export function authorOf(world: World, comment: Comment, account: Account): Author {
  if (comment.byAccount) return accountAuthor(account)
  const person = findPerson(world, comment.authorId)
  return { id: comment.authorId, username: person?.username ?? 'instagram_user', name: person?.name ?? 'Facebook User', byAccount: false }
}

/**
 * Adds a comment under a post and notifies the app, also of the account's own comments: that is the loop trap of meta-platform.md 11.3. A
 * reply to a reply belongs to the top-level comment (3.4, 4.4).
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
  const wall = wallOf(world, account)
  const id = wall.newCommentId(world, media.id)
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
  if (author.byAccount || isHeard(world, author.id)) {
    const { field, value } = wall.written(world, account, { id, media, author, text, parentId, naming })
    queueUpdate(world, account, 'changes', field, value)
  }
  announce(world, { kind: 'comment', accountId: account.id, mediaId: media.id })
  return findComment(world, id)!
}

function wallOf(world: World, account: Account): NonNullable<Product['wall']> {
  const { wall } = productOf(world, account)
  if (!wall) throw new Error(`nothing can be posted on ${account.channel}`)
  return wall
}

/** Tells what became of a comment, where the platform does: Instagram does not (meta-platform.md 11.3), a Page does (4.3). */
function tellChange(world: World, comment: Comment, verb: CommentVerb): void {
  const account = getAccount(world, comment.accountId)
  const told = wallOf(world, account).changed?.(world, account, comment, verb)
  if (told && (comment.byAccount || isHeard(world, comment.authorId))) queueUpdate(world, account, 'changes', told.field, told.value)
}

/** Only on Pages can a person change what they wrote. */
export function editComment(world: World, comment: Comment, text: string): void {
  world.store.run('update comments set text = ? where id = ?', text, comment.id)
  tellChange(world, { ...comment, text }, 'edited')
  announce(world, { kind: 'comment', accountId: comment.accountId, mediaId: comment.mediaId })
}

export function setHidden(world: World, comment: Comment, hidden: boolean): void {
  world.store.run('update comments set hidden = ? where id = ?', hidden ? 1 : 0, comment.id)
  tellChange(world, comment, hidden ? 'hide' : 'unhide')
  announce(world, { kind: 'comment', accountId: comment.accountId, mediaId: comment.mediaId })
}

/** Removes a comment and the replies under it. */
export function deleteComment(world: World, comment: Comment): void {
  const now = world.clock.now()
  tellChange(world, comment, 'remove')
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

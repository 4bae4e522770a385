import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { project, type Shown } from '../platform/fields.ts'
import { fieldsOf, innerFields } from '../platform/pages.ts'
import { text } from '../platform/params.ts'
import { needPermission } from '../platform/access.ts'
import { findComment } from './comments.ts'
import { findMedia, legacyIdOf } from './media.ts'
import { pictureOf } from '../world/pictureOf.ts'

function accountShown(call: GraphCall): Shown {
  const { account, world } = call
  // On its own host an account's `id` is app-scoped; webhooks carry `user_id` (meta-platform.md 2.1).
  const scoped = call.host === 'graph.instagram.com' && call.parts[0] === 'me'
  return {
    id: () => (scoped ? account.appScopedId : account.id),
    user_id: () => account.id,
    ig_id: () => legacyIdOf(account.id),
    username: () => account.username,
    name: () => account.name,
    biography: () => '',
    website: () => '',
    account_type: () => account.accountType,
    profile_picture_url: () => pictureOf(world, account.id),
    followers_count: () => world.store.get<{ n: number }>('select count(*) as n from people where follows = 1 and deactivated = 0')!.n,
    follows_count: () => 0,
    media_count: () =>
      world.store.get<{ n: number }>("select count(*) as n from media where accountId = ? and kind in ('FEED', 'REELS')", account.id)!.n,
  }
}

const pageShown = (call: GraphCall): Shown => ({
  id: () => call.account.pageId,
  name: () => call.account.name,
  category: () => 'Internet Company',
  username: () => call.account.username,
  access_token: () => call.token.token,
  instagram_business_account: (field) => project(innerFields(field, 'id'), accountShown({ ...call, parts: [] })),
})

/** GET /me or /{IG_ID} or, through the Page, /{PAGE_ID} (meta-platform.md 3.5). Errors: 10 without the basic permission (7.5). */
export function readAccount(call: GraphCall): Outcome {
  const asPage = call.host === 'graph.facebook.com' && call.parts[0] !== call.account.id
  if (!asPage) needPermission(call.token, 'instagram_business_basic', 'instagram_basic')
  const body = asPage
    ? project(fieldsOf(call.params, 'id,name'), pageShown(call))
    : project(fieldsOf(call.params, 'id'), accountShown(call))
  return { body: call.world.settings.current().wrapMe && !asPage ? { data: [body] } : body }
}

/** POST|DELETE /{IG_ID}/likes with media_id or comment_id (3.4). */
export function like(call: GraphCall): Outcome {
  const { world, account, params } = call
  needPermission(call.token, 'instagram_business_manage_comments', 'instagram_manage_comments')
  const mediaId = text(params, 'media_id')
  const commentId = text(params, 'comment_id')
  const target = mediaId === undefined ? (commentId === undefined ? null : findComment(world, commentId)) : findMedia(world, mediaId)
  if (target?.accountId !== account.id) throw refuse.invalid('Param media_id or comment_id must name a media or comment of this account')
  world.store.run('delete from likes where targetId = ?', target.id)
  if (call.method !== 'DELETE') world.store.run('insert into likes (targetId) values (?)', target.id)
  return { body: done, effect: { kind: call.method === 'DELETE' ? 'unlike' : 'like', id: target.id } }
}

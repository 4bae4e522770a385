import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { project, type Shown } from '../platform/fields.ts'
import { fieldsOf, innerFields } from '../platform/pages.ts'
import { text } from '../platform/params.ts'
import { needPermission } from '../platform/access.ts'
import { setFields } from '../world/accounts.ts'
import { instagramFields } from '../webhooks/subscriptions.ts'
import { findComment } from './comments.ts'
import { findMedia, pictureOf } from './media.ts'

function accountShown(call: GraphCall): Shown {
  const { account, world } = call
  // On its own host an account calls itself by an app-scoped id; webhooks carry `user_id` (meta-platform.md 2.1).
  const scoped = call.host === 'graph.instagram.com' && call.parts[0] === 'me'
  return {
    id: () => (scoped ? account.appScopedId : account.id),
    user_id: () => account.id,
    username: () => account.username,
    name: () => account.name,
    biography: () => '',
    website: () => '',
    account_type: () => 'Business',
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

/** GET /me or /{IG_ID} or, through the Page, /{PAGE_ID} (meta-platform.md 3.5). */
export function readAccount(call: GraphCall): Outcome {
  const asPage = call.host === 'graph.facebook.com' && call.parts[0] !== call.account.id
  const body = asPage
    ? project(fieldsOf(call.params, 'id,name'), pageShown(call))
    : project(fieldsOf(call.params, 'id'), accountShown(call))
  return { body: call.world.settings.current().wrapMe && !asPage ? { data: [body] } : body }
}

// Fields a Page can be subscribed to (4.2); any of them opens the pipe, Instagram's own are then the app's (2.2).
const pageFields = [
  'feed',
  'mention',
  'messages',
  'messaging_postbacks',
  'messaging_referrals',
  'messaging_optins',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
  'messaging_handovers',
  'standby',
  'leadgen',
]

/** GET /{id}/subscribed_apps */
export function readSubscribedApps(call: GraphCall): Outcome {
  const { account, world } = call
  const fields = call.host === 'graph.facebook.com' ? account.pageFields : account.fields
  const { id } = world.settings.current().app
  return { body: { data: fields.length === 0 ? [] : [{ subscribed_fields: fields, id }] } }
}

/** POST /{id}/subscribed_apps?subscribed_fields=comments,messages */
export function subscribeApp(call: GraphCall): Outcome {
  const { account, world, params } = call
  const given = params['subscribed_fields']
  const fields = (Array.isArray(given) ? given.map(String) : (text(params, 'subscribed_fields') ?? '').split(','))
    .map((field) => field.trim())
    .filter(Boolean)
  const throughPage = call.host === 'graph.facebook.com'
  const known = throughPage ? pageFields : instagramFields
  const unknown = fields.find((field) => !known.includes(field))
  if (fields.length === 0) throw refuse.invalid('Param subscribed_fields is required')
  if (unknown)
    throw refuse.invalid(
      `Param subscribed_fields[${fields.indexOf(unknown)}] must be one of {${known.join(', ').toUpperCase()}} - got "${unknown}".`,
    )
  if (throughPage) setFields(world, account.id, instagramFields, fields)
  else setFields(world, account.id, fields, account.pageFields)
  return { body: done, effect: { kind: 'subscribe', accountId: account.id, fields } }
}

/** DELETE /{id}/subscribed_apps: silence. */
export function unsubscribeApp(call: GraphCall): Outcome {
  setFields(call.world, call.account.id, [], [])
  return { body: done, effect: { kind: 'unsubscribe', accountId: call.account.id } }
}

/** POST|DELETE /{IG_ID}/likes with media_id or comment_id (3.4). */
export function like(call: GraphCall): Outcome {
  const { world, account, params } = call
  needPermission(call.token, 'instagram_business_manage_comments', 'instagram_manage_comments')
  const mediaId = text(params, 'media_id')
  const commentId = text(params, 'comment_id')
  const target = mediaId === undefined ? (commentId === undefined ? null : findComment(world, commentId)) : findMedia(world, mediaId)
  if (target?.accountId !== account.id) throw refuse.invalid('Param media_id or comment_id must name a media or comment of this account')
  return { body: done, effect: { kind: call.method === 'DELETE' ? 'unlike' : 'like', id: target.id } }
}

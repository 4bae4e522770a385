import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { otherAppsOf } from '../platform/otherApps.ts'
import { byPage, isMessaging, wantedFields, type Flavour } from '../platform/subscribing.ts'
import { setFields } from '../world/accounts.ts'
import { instagramFields, loginFields } from './fields.ts'

// The fields of an account that the app is notified of: /{id}/subscribed_apps (meta-platform.md 2.2, 13.6).

const isComments = (field: string) => ['comments', 'live_comments', 'mentions'].includes(field)

const byLogin: Flavour = {
  known: loginFields,
  permissionFor(field) {
    if (isMessaging(field)) return 'instagram_business_manage_messages'
    if (isComments(field)) return 'instagram_business_manage_comments'
    return field === 'story_insights' ? 'instagram_business_manage_insights' : 'instagram_business_basic'
  },
}
const byPageForInstagram: Flavour = {
  known: instagramFields,
  permissionFor: (field) => (isComments(field) ? 'instagram_manage_comments' : 'instagram_manage_messages'),
}

/** Through a Page its id has a subscription; with the uncertain second one of 13.6 the Instagram account has another. */
function flavourOf({ host, parts, account }: GraphCall): Flavour {
  if (host === 'graph.instagram.com') return byLogin
  return parts[0] === account.id ? byPageForInstagram : byPage
}

/**
 * GET /{id}/subscribed_apps: the app's current subscription. On Instagram's host the specification says `app_id`, the documentation page
 * `id` (13.1, row 1.25).
 */
export function readSubscribedApps(call: GraphCall): Outcome {
  const { account, world } = call
  const { app, subscribedAppAs } = world.settings.current()
  const ofPage = flavourOf(call) === byPage
  const fields = ofPage ? account.pageFields : account.fields
  const ours = fields.length === 0 ? [] : [{ id: app.id, name: 'The app', fields }]
  // Through a Page the apps of others are listed too; on Instagram's host an app sees itself alone.
  if (ofPage)
    return {
      body: {
        data: [...ours, ...otherAppsOf(world, account.id)].map((one) => ({
          link: 'https://hub.example/',
          name: one.name,
          id: one.id,
          subscribed_fields: one.fields,
        })),
      },
    }
  if (ours.length === 0) return { body: { data: [] } }
  return { body: { data: [{ [subscribedAppAs]: app.id, subscribed_fields: fields }] } }
}

/**
 * POST /{id}/subscribed_apps?subscribed_fields=comments,messages: replaces the earlier subscription.
 * Errors: 100 with the accepted names when one is unknown, and then nothing changes; 200 (HTTP 403) when a permission is missing.
 */
export function subscribeApp(call: GraphCall): Outcome {
  const { account, world } = call
  const flavour = flavourOf(call)
  const fields = wantedFields(call, flavour)
  setFields(world, account.id, ...opened(call, flavour, fields))
  return { body: done, effect: { kind: 'subscribe', accountId: account.id, fields } }
}

/** The new subscription: the account's own fields, and the fields that the Page returns when it is read. */
function opened({ account, world }: GraphCall, flavour: Flavour, fields: string[]): [fields: string[], pageFields: string[]] {
  if (flavour === byLogin) return [fields, account.pageFields]
  if (flavour === byPageForInstagram) return [[...new Set([...account.fields, ...fields])], account.pageFields]
  const withComments = world.settings.current().commentsThroughPage === 'page'
  return [instagramFields.filter((field) => withComments || !isComments(field) || account.fields.includes(field)), fields]
}

/** DELETE /{id}/subscribed_apps: ends delivery. */
export function unsubscribeApp(call: GraphCall): Outcome {
  setFields(call.world, call.account.id, [], [])
  return { body: done, effect: { kind: 'unsubscribe', accountId: call.account.id } }
}

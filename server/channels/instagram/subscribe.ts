import type { SubscriptionState } from '../../model/capabilities.ts'
import { ChannelError, type Credentials, type Subscribed } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { segment, speaker } from '../meta/graph.ts'
import { subscriberTo, subscriptionBy } from '../meta/subscribe.ts'
import { abilities } from './abilities.ts'
import { errors } from './errors.ts'
import { readGraph } from './readGraph.ts'

/** All fields that this product subscribes to (meta-platform.md 2.2, 13.6): mentions are part of `comments`, echoes of `messages`. */
export const accountFields = [
  'comments',
  'live_comments',
  'messages',
  'message_reactions',
  'message_edit',
  'messaging_postbacks',
  'messaging_referral',
  'messaging_seen',
  'messaging_handover',
  'messaging_optins',
  'standby',
]

/** Where the granted permissions are known, a field that lacks its own is left out: asked for, it would refuse the whole list (13.6). */
function isGranted({ grantedScopes, loginType }: Credentials, field: string): boolean {
  const part = ['comments', 'live_comments'].includes(field) ? 'comments' : 'messages'
  const { needs } = abilities.find(({ name }) => name === part)!
  return !grantedScopes || needs[loginType].every((scope) => grantedScopes.includes(scope))
}

/**
 * With Facebook login one field of the Page enables delivery; without the permission for messages it is `feed` (13.6). Which Instagram
 * fields are delivered is set once for the whole app (2.2).
 */
const pageFields = ['messages']

const fieldsOfPage = (as: Credentials) => (as.grantedScopes && !as.grantedScopes.includes('pages_messaging') ? ['feed'] : pageFields)

/** Without these the account would receive nothing that automations answer. */
const neededFields = ['comments', 'messages']

const subscribeTo = subscriberTo(errors)

/**
 * Asks the platform to deliver this account's events to the app, in addition to what it already delivers. Idempotent.
 * Errors: rejects with a ChannelError: `permission_missing` names field and permission, `subscription_refused` quotes what the platform
 *         said about the list.
 */
export async function subscribe(http: Http, as: Credentials): Promise<Subscribed> {
  const granted = (fields: string[]) => fields.filter((field) => isGranted(as, field))
  if (as.loginType === 'instagram') {
    const fields = granted(accountFields)
    if (fields.length === 0) return { wasMissing: false }
    return subscribeTo(http, as, { id: speaker(as), fields, needed: granted([...neededFields]) })
  }
  const ofPage = fieldsOfPage(as)
  const subscribed = await subscribeTo(http, as, { id: speaker(as), fields: ofPage, needed: ofPage })
  // Two sources say that comments through Facebook login need a second subscription, of the Instagram account itself (13.6 [?]). Where that
  // is not true it is refused, and nothing is lost.
  try {
    await subscribeTo(http, as, { id: segment(as.externalId), fields: granted(accountFields), needed: [] })
  } catch (error) {
    if (!(error instanceof ChannelError) || error.class === 'retry' || error.class === 'throttle') throw error
  }
  return subscribed
}

const readState = subscriptionBy(errors)

/** What the subscription lacks of the fields that the permissions allow, and who else is subscribed. Errors: a ChannelError. */
export function readSubscription(http: Http, as: Credentials): Promise<SubscriptionState | null> {
  const needed = as.loginType === 'instagram' ? neededFields.filter((field) => isGranted(as, field)) : fieldsOfPage(as)
  return needed.length === 0 ? Promise.resolve({ missing: [], otherApps: null }) : readState(http, as, { id: speaker(as), needed })
}

/** Ends the delivery of this account's events. Errors: rejects with a ChannelError. */
export async function unsubscribe(http: Http, as: Credentials): Promise<void> {
  await readGraph(http, as, { method: 'DELETE', path: `${speaker(as)}/subscribed_apps` })
}

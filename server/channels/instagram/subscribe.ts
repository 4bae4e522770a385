import { ChannelError, type Credentials, type Subscribed } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { segment, speaker } from '../meta/graph.ts'
import { subscriberTo } from '../meta/subscribe.ts'
import { errors } from './errors.ts'

/** All fields that this product subscribes to (meta-platform.md 2.2, 13.6): mentions are part of `comments`, echoes of `messages`. */
const accountFields = [
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

/** With Facebook login one field of the Page enables delivery; which Instagram fields are delivered is set once for the whole app (2.2). */
const pageFields = ['messages']

const subscribeTo = subscriberTo(errors)

/**
 * Asks the platform to deliver this account's events to the app, in addition to what it already delivers. Idempotent.
 * Errors: rejects with a ChannelError: `permission_missing` names field and permission, `subscription_refused` quotes what the platform
 *         said about the list.
 */
export async function subscribe(http: Http, as: Credentials): Promise<Subscribed> {
  if (as.loginType === 'instagram')
    return subscribeTo(http, as, { id: speaker(as), fields: accountFields, needed: ['comments', 'messages'] })
  const subscribed = await subscribeTo(http, as, { id: speaker(as), fields: pageFields, needed: pageFields })
  // Two sources say that comments through Facebook login need a second subscription, of the Instagram account itself (13.6 [?]). Where that
  // is not true it is refused, and nothing is lost.
  try {
    await subscribeTo(http, as, { id: segment(as.externalId), fields: accountFields, needed: [] })
  } catch (error) {
    if (!(error instanceof ChannelError) || error.class === 'retry' || error.class === 'throttle') throw error
  }
  return subscribed
}

import { ChannelError, type Credentials, type Http } from '../../model/channel.ts'
import { isTrue } from '../meta/fields.ts'
import { speaker } from '../meta/graph.ts'
import { readGraph } from './readGraph.ts'

/** All that Instagram login can deliver (meta-platform.md 2.2): mentions come inside `comments`, echoes have a field of their own. */
const accountFields = [
  'comments',
  'live_comments',
  'messages',
  'message_echoes',
  'message_reactions',
  'message_edit',
  'messaging_postbacks',
  'messaging_referral',
  'messaging_seen',
  'messaging_handover',
  'messaging_optins',
  'standby',
]

/** With Facebook login one field of the Page opens the pipe; which Instagram fields flow is set once for the whole app (2.2). */
const pageFields = ['messages']

/**
 * Asks the platform to deliver this account's events to the app. Twice is once.
 * Errors: rejects with a ChannelError.
 */
export async function subscribe(http: Http, as: Credentials): Promise<void> {
  const answer = await readGraph(http, as, {
    method: 'POST',
    path: `${speaker(as)}/subscribed_apps`,
    query: { subscribed_fields: (as.loginType === 'facebook' ? pageFields : accountFields).join(',') },
  })
  if (!isTrue(answer.success)) {
    throw new ChannelError(
      'not_subscribed',
      'The platform did not confirm that it delivers this account’s events. Try again.',
      'retry',
      null,
    )
  }
}

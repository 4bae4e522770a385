import type { SubscriptionState } from '../../model/capabilities.ts'
import { ChannelError, type Credentials, type Subscribed } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { segment } from '../meta/graph.ts'
import { subscriberTo, subscriptionBy } from '../meta/subscribe.ts'
import { abilities } from './abilities.ts'
import { errors } from './errors.ts'
import { readGraph } from './readGraph.ts'

/** What is listened to, by what it is for (meta-platform.md 4.2, 4.3, 6.1). The first of each is what nothing works without. */
const parts: { ability: string; fields: string[] }[] = [
  { ability: 'leads', fields: ['leadgen'] },
  {
    ability: 'messages',
    fields: [
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
      'messaging_account_linking',
      'messaging_policy_enforcement',
      'standby',
    ],
  },
  { ability: 'comments', fields: ['feed'] },
]

/** All fields that this product subscribes to. */
export const fields = parts.flatMap((part) => part.fields)

/** Where the granted permissions are known, what lacks its own is left out: asked for, it would refuse the whole list (13.6). */
function granted({ grantedScopes }: Credentials) {
  return parts.filter(({ ability }) =>
    abilities.find(({ name }) => name === ability)!.needs.facebook.every((scope) => !grantedScopes || grantedScopes.includes(scope)),
  )
}

const needed = (those: typeof parts) => those.map((part) => part.fields[0]!)

const subscribeTo = subscriberTo(errors)

/**
 * Asks the platform to deliver the Page's events to the app, in addition to what it already delivers. Idempotent. Where the granted
 * permissions are not known, a part whose permission is missing does not keep the others from being subscribed to.
 * Errors: rejects with a ChannelError: `permission_missing` names field and permission where no part can be subscribed to.
 */
export async function subscribe(http: Http, as: Credentials): Promise<Subscribed> {
  const those = granted(as)
  const to = (some: typeof parts) =>
    subscribeTo(http, as, { id: segment(as.externalId), fields: some.flatMap((part) => part.fields), needed: needed(some) })
  if (those.length === 0) return { wasMissing: false }
  try {
    return await to(those)
  } catch (error) {
    if (those.length === 1 || !isPermission(error)) throw error
  }
  const tried: (Subscribed | ChannelError)[] = []
  for (const part of those) tried.push(await to([part]).catch(whenPermission))
  const refused = tried.filter((one) => one instanceof ChannelError)
  if (refused.length === those.length) throw refused[0]!
  return { wasMissing: tried.some((one) => !(one instanceof ChannelError) && one.wasMissing) }
}

const isPermission = (error: unknown): error is ChannelError => error instanceof ChannelError && error.class === 'permission'

function whenPermission(error: unknown): ChannelError {
  if (isPermission(error)) return error
  throw error
}

const readState = subscriptionBy(errors)

/** What the subscription lacks of the fields that the permissions allow, and who else is subscribed. Errors: a ChannelError. */
export function readSubscription(http: Http, as: Credentials): Promise<SubscriptionState | null> {
  const those = granted(as)
  return those.length === 0
    ? Promise.resolve({ missing: [], otherApps: null })
    : readState(http, as, { id: segment(as.externalId), needed: needed(those) })
}

/** Ends the delivery of the Page's events. Errors: rejects with a ChannelError. */
export async function unsubscribe(http: Http, as: Credentials): Promise<void> {
  await readGraph(http, as, { method: 'DELETE', path: `${segment(as.externalId)}/subscribed_apps` })
}

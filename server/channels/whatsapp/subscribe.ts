import { type Ability, ChannelError, type Credentials, type Subscribed } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { idOf, isTrue, listOf, objectOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'

/**
 * Asks the platform to deliver the events of all numbers of the business account to the app (meta-platform.md 5.11). Idempotent. Which
 * fields are delivered is set once for the whole app (1.1). An app that is subscribed already is left as it is: asking again would remove
 * the address that its messages are sent to instead (13.1, row 1.23). Without the business account's id no request is possible: the owner
 * has then subscribed the app in the dashboard.
 * Errors: rejects with a ChannelError.
 */
export async function subscribe(http: Http, as: Credentials): Promise<Subscribed> {
  if (!as.businessId) return { wasMissing: false }
  const path = `${segment(as.businessId)}/subscribed_apps`
  const subscribed = await readSubscribed(http, as, path)
  if (subscribed?.some((id) => as.appIds?.includes(id))) return { wasMissing: false }
  const answer = await readGraph(http, as, { method: 'POST', path })
  if (!isTrue(answer.success)) throw new ChannelError('not_subscribed', sentence('whatsapp.not_subscribed'), 'retry', null)
  const isKnown = subscribed !== null && (subscribed.length === 0 || Boolean(as.appIds?.length))
  return { wasMissing: isKnown }
}

/** Reads the ids of the subscribed apps; null where the list cannot be read. */
async function readSubscribed(http: Http, as: Credentials, path: string): Promise<string[] | null> {
  try {
    const { data } = await readGraph(http, as, { method: 'GET', path })
    return listOf(data).flatMap((item) => idOf(objectOf(objectOf(item)?.whatsapp_business_api_data)?.id) ?? [])
  } catch (error) {
    if (error instanceof ChannelError && error.class === 'bug') return null
    throw error
  }
}

/** Ends the delivery of the events of all numbers of the business account. Errors: rejects with a ChannelError. */
export async function unsubscribe(http: Http, as: Credentials): Promise<void> {
  if (as.businessId) await readGraph(http, as, { method: 'DELETE', path: `${segment(as.businessId)}/subscribed_apps` })
}

const messaging = ['whatsapp_business_messaging', 'whatsapp_business_management']
export const abilities: readonly Ability[] = [
  { name: 'messages', needs: { facebook: messaging, instagram: messaging }, triggers: ['message', 'postback'] },
]

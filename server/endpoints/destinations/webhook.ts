import { authHeaders, lowerCase } from '../authentication.ts'
import { mapData } from '../../model/mapData.ts'
import { signatureHeaders } from '../signing.ts'
import { wentOf, type Send } from './destination.ts'

/** Any address of the user's: the event as JSON, signed as Standard Webhooks says. */
export const sendToWebhook: Send = async (to, call) => {
  const body = JSON.stringify({ type: to.type, timestamp: to.occurredAt.toISOString(), data: mapData(to.data, to.mapping) })
  const answer = await call({
    method: to.method,
    url: to.url,
    headers: {
      'user-agent': 'AutoDM-Hub',
      ...lowerCase(to.headers),
      ...authHeaders(to.auth, to.authSecret),
      'content-type': 'application/json',
      ...signatureHeaders(to.secrets, to.eventId, to.sentAt, body),
    },
    body,
  })
  return { ...wentOf(answer), isAccepted: isOfAppsScript(to.url, answer.headers['location']) && answer.status === 302 }
}

/** A Google Apps Script redirects to where its output can be read, after it ran. */
const isOfAppsScript = (url: string, location: string | undefined): boolean =>
  new URL(url).host === 'script.google.com' && URL.parse(location ?? '')?.host === 'script.googleusercontent.com'

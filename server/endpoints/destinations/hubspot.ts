import { authHeaders } from '../authentication.ts'
import { mapData, textOf } from '../../model/mapData.ts'
import type { LeadData } from '../leadData.ts'
import { wentOf, type Send } from './destination.ts'

export const hubspotUrl = 'https://api.hubapi.com'

/** The properties of a contact, unless the endpoint maps its own: those that every HubSpot account has. */
function usualProperties({ email, phone, name }: LeadData): Record<string, unknown> {
  const words = (name ?? '').trim().split(/\s+/)
  const last = words.length > 1 ? words.pop() : undefined
  return { email, phone, firstname: words.join(' '), lastname: last }
}

/**
 * HubSpot: the lead becomes a contact, or completes the one with its email address (`batch/upsert`, the only call of the contacts API that
 * finds and writes in one; repeated it changes nothing). A field without a value is left out, since an empty text would clear what HubSpot
 * has. HubSpot identifies contacts by email: a lead without one is refused here.
 */
export const sendToHubspot: Send = async (to, call) => {
  const data = to.data as LeadData
  const mapped = to.mapping ? (mapData(data, to.mapping) as Record<string, unknown>) : usualProperties(data)
  const properties = Object.fromEntries(
    Object.entries(mapped).flatMap(([name, value]) => {
      const text = Array.isArray(value) ? value.map(textOf).join(';') : textOf(value)
      return text === '' ? [] : [[name, text]]
    }),
  )
  const email = properties['email'] ?? textOf(data.email)
  if (!email) return { error: 'email_missing' }
  const answer = await call({
    method: 'POST',
    url: new URL('/crm/v3/objects/contacts/batch/upsert', to.url).href,
    headers: { 'user-agent': 'AutoDM-Hub', ...authHeaders(to.auth, to.authSecret), 'content-type': 'application/json' },
    body: JSON.stringify({ inputs: [{ idProperty: 'email', id: email, properties: { ...properties, email } }] }),
  })
  // 207: the request was read, but its only input was refused.
  return { ...wentOf(answer), isRefused: answer.status === 207 }
}

import { type AccountProfile, ChannelError, type Credentials } from '../../model/channel.ts'
import type { Http } from '../../model/http.ts'
import { idOf, isTrue, type JsonObject, listOf, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { readGraph } from './readGraph.ts'
import { sentence } from './sentences.ts'

/** What is read of a number, here and in lists. */
export const numberFields = 'id,display_phone_number,verified_name,status,platform_type,is_on_biz_app'

/**
 * Reads the number that the token has access to (meta-platform.md 5.11). A token belongs to a business and may reach several numbers, so
 * the number is requested by its id; a successful response shows that the token has access. The business account above it is one of the
 * entities of its health, which only `whatsapp_business_management` lets be read (13.2, row 2.44).
 * Errors: rejects with a ChannelError.
 */
export async function readAccount(http: Http, as: Credentials): Promise<AccountProfile> {
  const read = (fields: string) => readGraph(http, as, { method: 'GET', path: segment(as.externalId), query: { fields } })
  const answer = await read(`${numberFields},health_status`).catch((error: unknown) => {
    if (error instanceof ChannelError && error.class === 'permission') return read(numberFields)
    throw error
  })
  const profile = profileOf(answer)
  const businessId = businessIn(answer)
  if (!profile) throw new ChannelError('unreadable_answer', sentence('whatsapp.number_not_named'), 'retry', null)
  if (businessId && as.businessId && businessId !== as.businessId) {
    const words = sentence('whatsapp.number_of_other_business', { is: businessId, given: as.businessId })
    throw new ChannelError('other_business', words, 'bug', null)
  }
  return { ...profile, businessId: businessId ?? as.businessId ?? null }
}

/** A number as it is read alone or in a list; null without an id. */
export function profileOf(number: JsonObject): AccountProfile | null {
  const externalId = idOf(number.id)
  if (!externalId) return null
  const phone = textOf(number.display_phone_number)
  const name = textOf(number.verified_name) ?? phone
  return { externalId, username: null, name, pictureUrl: null, phone, isRegistered: isRegistered(number) }
}

// A number in one of these states was never registered, or is no longer.
const unregistered = ['PENDING', 'DISCONNECTED', 'UNVERIFIED']

/** A number that the WhatsApp Business app uses too must not be registered (13.2, row 2.23). What is not told counts as registered. */
function isRegistered({ is_on_biz_app: onBizApp, status, platform_type: platform }: JsonObject): boolean {
  if (isTrue(onBizApp)) return true
  return textOf(platform) !== 'NOT_APPLICABLE' && !unregistered.includes(textOf(status) ?? '')
}

const businessIn = (number: JsonObject): string | null =>
  listOf(objectOf(number.health_status)?.entities)
    .map(objectOf)
    .flatMap((entity) => (textOf(entity?.entity_type) === 'WABA' ? (idOf(entity?.id) ?? []) : []))[0] ?? null

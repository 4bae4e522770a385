import type { SetUp, SetUpState } from '../../model/capabilities.ts'
import { idOf, type JsonObject, listOf, objectOf, textOf } from '../meta/fields.ts'
import { segment } from '../meta/graph.ts'
import { reviewed, setUpRate, toldNothing } from '../meta/setUp.ts'
import { limitTold } from './accountNotices.ts'
import { numberFields, profileOf } from './readAccount.ts'
import { readGraph } from './readGraph.ts'

const canSend: Record<string, SetUpState['canSend']> = { AVAILABLE: 'yes', LIMITED: 'limited', BLOCKED: 'no' }
const qualities: Record<string, SetUpState['quality']> = { GREEN: 'high', YELLOW: 'medium', RED: 'low' }

/** How a number is set up (meta-platform.md 5.11, 13.1 row 1.23, 13.2 row 2.19). */
export const setUp: SetUp = {
  rate: setUpRate,
  async read(http, as) {
    const query = { fields: `${numberFields},quality_rating,health_status,webhook_configuration,whatsapp_business_manager_messaging_limit` }
    const number = await readGraph(http, as, { method: 'GET', path: segment(as.externalId), query })
    const health = objectOf(number.health_status)
    const status = textOf(number.status)
    // 5.7: of the portfolio, whichever number is asked.
    const limit = limitTold(number.whatsapp_business_manager_messaging_limit)
    const isRegistered = profileOf(number)?.isRegistered ?? null
    const isOff = status !== null && status !== 'CONNECTED'
    return {
      ...toldNothing,
      isRegistered,
      messagesUrl: addressOf(objectOf(number.webhook_configuration)),
      // Of a number that is not registered that alone is told.
      canSend: isRegistered === false ? null : isOff ? 'no' : (canSend[textOf(health?.can_send_message) ?? ''] ?? null),
      canSendWhy: isOff ? status : whyOf(health),
      ...(limit && { notices: [limit] }),
      quality: qualities[textOf(number.quality_rating) ?? ''] ?? null,
    }
  },
  // The app is subscribed to the business account, which may be unknown here.
  async readSubscription(http, as) {
    if (!as.businessId) return null
    const answer = await readGraph(http, as, { method: 'GET', path: `${segment(as.businessId)}/subscribed_apps` })
    const apps = listOf(answer.data).map((item) => objectOf(objectOf(item)?.whatsapp_business_api_data))
    // Where our apps are not known, any app may be ours.
    const isOurs = (app: JsonObject | null) => !as.appIds?.length || as.appIds.includes(idOf(app?.id) ?? '')
    const others = apps.filter((app) => !isOurs(app)).flatMap((app) => textOf(app?.name) ?? idOf(app?.id) ?? [])
    return { missing: apps.some(isOurs) ? [] : ['messages'], otherApps: as.appIds?.length ? others : null }
  },
  review: [
    reviewed('whatsapp_business_messaging', 'facebook', 'messages', 'messages'),
    reviewed('whatsapp_business_management', 'facebook', 'webhooks', null),
  ],
  webhook: {
    object: 'whatsapp_business_account',
    fields: ['messages'],
    // Without them: what becomes of templates and of the number is read once a day, and calls, what is typed in the app and the switch of
    // marketing are not known (5.6).
    more: [
      'message_template_status_update',
      'template_category_update',
      'account_update',
      'phone_number_quality_update',
      'user_preferences',
      'smb_message_echoes',
      'calls',
    ],
  },
}

/** The first of its own address, that of its business account, and the app's (13.1, row 1.23). */
const addressOf = (configured: JsonObject | null): string | null =>
  textOf(configured?.phone_number) ?? textOf(configured?.whatsapp_business_account) ?? textOf(configured?.application)

/** What stops the number, of the number itself, its business, or the app: each with the platform's words. */
function whyOf(health: JsonObject | null): string | null {
  const parts = listOf(health?.entities).flatMap((item) => {
    const entity = objectOf(item)
    const state = textOf(entity?.can_send_message)
    if (!entity || state === null || state === 'AVAILABLE') return []
    const errors = listOf(entity.errors).map((one) => {
      const error = objectOf(one)
      return [textOf(error?.error_description), textOf(error?.possible_solution)].filter(Boolean).join(' ')
    })
    return [[textOf(entity.entity_type), state, ...errors, ...listOf(entity.additional_info).map(textOf)].filter(Boolean).join(': ')]
  })
  return parts.join('; ') || null
}

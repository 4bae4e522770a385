import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { needPermission } from '../platform/access.ts'
import { addressOf, done, type GraphCall, type Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { project, type Shown } from '../platform/fields.ts'
import { fieldsOf, newestFirst, readPage, type Window } from '../platform/pages.ts'
import { object, onlyKeys } from '../platform/params.ts'
import { getAccount, type Account } from '../world/accounts.ts'
import { findOverride, setOverride } from './overrides.ts'
import { findSubscription } from '../webhooks/subscriptions.ts'
import { conversationalOf } from './conversational.ts'
import { callingCodeOf, healthOfNumber, numberOf, registrationOf, setRegistration, type PhoneNumber } from './numbers.ts'
import { tierOf } from './openings.ts'
import { agreedAddress } from './overrideAddress.ts'
import { pinIn } from './registration.ts'

/** The readable fields of a number (meta-platform.md 5.11, 13.2 row 2.19). */
function numberShown({ world }: GraphCall, account: Account): Shown {
  const number = numberOf(world, account)
  const health = healthOfNumber(world, account)
  const { registered, verified, pin, onBizApp } = registrationOf(world, account)
  return {
    id: () => account.id,
    verified_name: () => account.name,
    display_phone_number: () => parsePhoneNumberFromString(`+${number.phone}`)?.formatInternational() ?? `+${number.phone}`,
    code_verification_status: () => (verified ? 'VERIFIED' : 'NOT_VERIFIED'),
    quality_rating: () => health.quality,
    quality_score: () => ({ score: health.quality }),
    platform_type: () => (registered ? 'CLOUD_API' : 'NOT_APPLICABLE'),
    host_platform: () => 'CLOUD_API',
    throughput: () => ({ level: 'STANDARD' }),
    status: () => (registered ? health.status : 'PENDING'),
    name_status: () => 'APPROVED',
    account_mode: () => 'LIVE',
    country_dial_code: () => callingCodeOf(number),
    messaging_limit_tier: () => tierOf(world),
    whatsapp_business_manager_messaging_limit: () => tierOf(world),
    is_official_business_account: () => false,
    is_on_biz_app: () => onBizApp,
    is_pin_enabled: () => pin !== null,
    is_preverified_number: () => false,
    eligibility_for_api_business_global_search: () => 'NON_ELIGIBLE',
    last_onboarded_time: () => new Date(account.createdAt).toISOString().replace(/\.\d+Z$/, '+0000'),
    webhook_configuration: () => configurationOf(world, number),
    health_status: () => healthOf(world, number),
    conversational_automation: () => ({ id: account.id, ...conversationalOf(account) }),
  }
}

/** The addresses for the number's messages; the first of number, business account and app is used (13.1, row 1.23). */
function configurationOf(world: GraphCall['world'], { accountId, wabaId }: PhoneNumber): Record<string, string> {
  const own = findOverride(world, accountId)
  const business = findOverride(world, wabaId)
  const app = findSubscription(world, accountId)
  return {
    ...(own && { phone_number: own.url }),
    ...(business && { whatsapp_business_account: business.url }),
    ...(app && { application: app.url }),
  }
}

function healthOf(world: GraphCall['world'], { accountId, wabaId }: PhoneNumber) {
  const { canSend, why, solution } = healthOfNumber(world, { id: accountId })
  const entity = (entity_type: string, id: string) => ({ entity_type, id, can_send_message: 'AVAILABLE' })
  const errors = why === null ? [] : [{ error_code: 141000, error_description: why, possible_solution: solution ?? '' }]
  return {
    can_send_message: canSend,
    entities: [
      { ...entity('PHONE_NUMBER', accountId), can_send_message: canSend, ...(errors.length && { errors }) },
      entity('WABA', wabaId),
      entity('APP', world.settings.current().app.id),
    ],
  }
}

const usual = 'verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput,id'

/** GET /{PNID} */
export function readNumber(call: GraphCall): Outcome {
  return { body: project(fieldsOf(call.params, usual), numberShown(call, call.account)) }
}

/**
 * POST /{PNID} {webhook_configuration: {override_callback_uri, verify_token}}; an empty address removes the override. Or {pin}, which sets
 * that of its two-step verification. Errors: 100, 2200.
 */
export function writeNumber(call: GraphCall): Outcome {
  const { world, account, params } = call
  needPermission(call.token, 'whatsapp_business_management')
  if (params['pin'] !== undefined) {
    setRegistration(world, account, { pin: pinIn(params) })
    return { body: done, effect: { kind: 'pin', accountId: account.id } }
  }
  const configuration = object(params, 'webhook_configuration')
  if (!configuration) throw refuse.unsupported('POST', 'the simulator takes webhook_configuration or pin here')
  onlyKeys(configuration, 'webhook_configuration', ['override_callback_uri', 'verify_token'])
  const override = agreedAddress(call, configuration)
  setOverride(world, account.id, override)
  return { body: done, effect: { kind: 'override', accountId: account.id, url: override?.url ?? null } }
}

/** GET /{WABA}/phone_numbers */
export function listNumbers(call: GraphCall): Outcome {
  needPermission(call.token, 'whatsapp_business_management')
  const { world, account, params } = call
  const fields = fieldsOf(params, usual)
  const { wabaId } = numberOf(world, account)
  const rows = (window: Window) =>
    newestFirst<{ seq: number; id: string }>(
      world.store,
      'select seq, id from accounts where id in (select accountId from numbers where wabaId = ?)',
      [wabaId],
      window,
    )
  return { body: readPage(params, 25, 100, addressOf(call), rows, ({ id }) => project(fields, numberShown(call, getAccount(world, id)))) }
}

/** GET /{WABA} */
export function readWaba(call: GraphCall): Outcome {
  needPermission(call.token, 'whatsapp_business_management')
  const { world, account } = call
  const number = numberOf(world, account)
  const shown: Shown = {
    id: () => number.wabaId,
    name: () => account.name,
    timezone_id: () => '1',
    currency: () => 'USD',
    account_review_status: () => 'APPROVED',
    business_verification_status: () => 'not_verified',
    ownership_type: () => 'SELF',
    health_status: () => healthOf(world, number),
    whatsapp_business_manager_messaging_limit: () => tierOf(world),
  }
  return { body: project(fieldsOf(call.params, 'id,name,timezone_id'), shown) }
}

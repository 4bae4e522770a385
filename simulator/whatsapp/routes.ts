import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { takeRate } from '../platform/limits.ts'
import { project, type Shown } from '../platform/fields.ts'
import { fieldsOf } from '../platform/pages.ts'
import { needPermission } from '../platform/access.ts'
import { setFields, type Account } from '../world/accounts.ts'
import { whatsappFields } from '../webhooks/subscriptions.ts'
import { numberOf, numbersOfWaba } from './numbers.ts'
import { sendMessage } from './sendMessage.ts'

type Edges = Record<string, (call: GraphCall) => Outcome>

const ofNumber: Edges = { GET: readNumber, 'POST messages': sendMessage }
const ofWaba: Edges = {
  'GET phone_numbers': listNumbers,
  'GET subscribed_apps': readSubscribedApps,
  'POST subscribed_apps': subscribeApp,
  'DELETE subscribed_apps': unsubscribeApp,
}

/**
 * Answers a call about the number that the token speaks for, or about the business account above it (meta-platform.md 5.1, 5.11).
 * Errors: 100/33 for any other object, 2500 for an edge that it does not have.
 */
export function answerNumber(call: GraphCall): Outcome {
  const [id = '', edge, ...more] = call.parts
  if (more.length > 0) throw refuse.unknownPath(call.parts.slice(1).join('/'))
  if (edge !== 'messages') takeRate(call, 'other')
  const edges = id === call.account.id ? ofNumber : id === numberOf(call.world, call.account).wabaId ? ofWaba : null
  if (!edges) throw refuse.unknownObject(id, call.method)
  const answer = edges[edge === undefined ? call.method : `${call.method} ${edge}`]
  if (answer) return answer(call)
  const hint = `the simulator answers here: ${Object.keys(edges).join(', ')}`
  if (edge !== undefined && !Object.keys(edges).some((key) => key.split(' ')[1] === edge)) throw refuse.unknownPath(edge, hint)
  throw refuse.unsupported(call.method, hint)
}

function numberShown(call: GraphCall, account: Account): Shown {
  const { phone } = numberOf(call.world, account)
  return {
    id: () => account.id,
    verified_name: () => account.name,
    display_phone_number: () => `+${phone}`,
    code_verification_status: () => 'VERIFIED',
    quality_rating: () => 'GREEN',
    platform_type: () => 'CLOUD_API',
    throughput: () => ({ level: 'STANDARD' }),
    status: () => 'CONNECTED',
    name_status: () => 'APPROVED',
  }
}

const usual = 'verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput,id'

/** GET /{PNID} */
function readNumber(call: GraphCall): Outcome {
  return { body: project(fieldsOf(call.params, usual), numberShown(call, call.account)) }
}

/** GET /{WABA}/phone_numbers */
function listNumbers(call: GraphCall): Outcome {
  needPermission(call.token, 'whatsapp_business_management')
  const fields = fieldsOf(call.params, usual)
  const numbers = numbersOfWaba(call.world, numberOf(call.world, call.account).wabaId)
  return { body: { data: numbers.map((account) => project(fields, numberShown(call, account))) } }
}

/** GET /{WABA}/subscribed_apps */
function readSubscribedApps(call: GraphCall): Outcome {
  const { id } = call.world.settings.current().app
  return {
    body: { data: call.account.fields.length === 0 ? [] : [{ whatsapp_business_api_data: { id, name: 'The app in front', link: '' } }] },
  }
}

/** POST /{WABA}/subscribed_apps: all numbers of the business account are heard; which fields flow is the app's. */
function subscribeApp(call: GraphCall): Outcome {
  return switchFields(call, whatsappFields, 'subscribe')
}

/** DELETE /{WABA}/subscribed_apps: silence. */
function unsubscribeApp(call: GraphCall): Outcome {
  return switchFields(call, [], 'unsubscribe')
}

function switchFields(call: GraphCall, fields: string[], kind: string): Outcome {
  needPermission(call.token, 'whatsapp_business_management')
  const { wabaId } = numberOf(call.world, call.account)
  for (const account of numbersOfWaba(call.world, wabaId)) setFields(call.world, account.id, fields, [])
  return { body: done, effect: { kind, accountId: call.account.id, fields } }
}

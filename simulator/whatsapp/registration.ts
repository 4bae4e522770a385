import { needPermission } from '../platform/access.ts'
import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { GraphError } from '../platform/errors.ts'
import { text, type Params } from '../platform/params.ts'
import { registrationOf, setRegistration } from './numbers.ts'

// meta-platform.md 5.11, 13.2 rows 2.12, 2.21 and 2.23
const mostTries = 10
const triesMs = 72 * 3_600_000

const refuse = (code: number, title: string, details: string) => new GraphError(code, title, { details })

/** Errors: 131008 missing, 131009 anything but six digits. */
export function pinIn(params: Params): string {
  const pin = text(params, 'pin')
  if (pin === undefined) throw refuse(131008, 'Required parameter is missing', 'The parameter pin is required.')
  if (!/^\d{6}$/.test(pin)) throw refuse(131009, 'Parameter value is not valid', 'pin must have six digits.')
  return pin
}

/**
 * POST /{PNID}/register {messaging_product, pin}: a number without two-step verification gets this PIN.
 * Errors: 100, 131008, 131009, 131055 a number that the WhatsApp Business app uses [M], 133005 another PIN, 133006 not verified, 133016.
 */
export function registerNumber(call: GraphCall): Outcome {
  const { world, account, params } = call
  needProduct(call)
  const pin = pinIn(params)
  const { tries, pin: own, verified, onBizApp } = takeTry(call)
  if (onBizApp) throw refuse(131055, 'Method not allowed', 'The number is used by the WhatsApp Business app and needs no registration.')
  if (!verified) throw refuse(133006, 'Phone number re-verification needed', 'Verify the phone number before it is registered.')
  if (own !== null && own !== pin) throw refuse(133005, 'Two step verification PIN Mismatch', 'The PIN is not that of the number.')
  setRegistration(world, account, { registered: true, pin, tries })
  return { body: done, effect: { kind: 'register', accountId: account.id } }
}

/** POST /{PNID}/deregister. Errors: 100, 131055 a number that the WhatsApp Business app uses [M], 133016. */
export function deregisterNumber(call: GraphCall): Outcome {
  const { tries, onBizApp } = takeTry(call)
  if (onBizApp) throw refuse(131055, 'Method not allowed', 'The number is used by the WhatsApp Business app.')
  setRegistration(call.world, call.account, { registered: false, tries })
  return { body: done, effect: { kind: 'deregister', accountId: call.account.id } }
}

function needProduct({ params }: GraphCall): void {
  if (text(params, 'messaging_product') !== 'whatsapp')
    throw new GraphError(100, 'The parameter messaging_product is required.', { details: 'messaging_product must be "whatsapp"' })
}

/** Counts a try; what is refused afterwards is not stored and not counted. Errors: 133016. */
function takeTry({ world, account, token }: GraphCall) {
  needPermission(token, 'whatsapp_business_management')
  const now = world.clock.now()
  const registration = registrationOf(world, account)
  const tries = registration.tries.filter((at) => now - at < triesMs)
  if (tries.length >= mostTries)
    throw refuse(133016, 'Account register deregister rate limit exceeded', 'Wait until 72 hours are over, then try again.')
  return { ...registration, tries: [...tries, now] }
}

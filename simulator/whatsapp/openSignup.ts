import type { Consent, ConsentStep } from '../instagram/login.ts'
import { addCode, backTo, denied } from '../platform/dialog.ts'
import { names, object, text, type Params } from '../platform/params.ts'
import { findAccount, listAccounts, type Account } from '../world/accounts.ts'
import { readMeta } from '../world/meta.ts'
import type { World } from '../world/world.ts'
import { makeNumber, numberOf, whatsappScopes } from './numbers.ts'

/** Tells codes of embedded signup from those of Facebook Login. */
export const signupHost = 'www.facebook.com/signup'

/** meta-platform.md 5.1: what a configuration for embedded signup asks for. */
const asked = [...whatsappScopes, 'business_management']

/**
 * The window of embedded signup (meta-platform.md 7.3, 13.2 row 2.42), opened with its configuration instead of a list of scopes: a person
 * chooses a number, or adds one, which is not registered yet. App, redirect address and response type are checked already.
 */
export function openSignup(world: World, params: Params): ConsentStep {
  // Without it the window returns what is usual for its configuration.
  if (text(params, 'override_default_response_type') !== 'true' || text(params, 'response_type') !== 'code')
    return {
      error: 'Invalid parameter: response_type',
      hint: 'embedded signup needs response_type=code, override_default_response_type=true',
    }
  if (params['extras'] !== undefined) object(params, 'extras')
  const own = text(params, 'decision')
  const consent: Consent | null = own
    ? { decision: own === 'deny' ? 'deny' : (names(params, 'allow') ?? []), accountId: text(params, 'account') }
    : readMeta<Consent>(world.store, 'consent')
  if (!consent)
    return { ask: { client: text(params, 'client_id')!, host: 'WhatsApp', scopes: asked, required: [], choices: choices(world) } }
  if (consent.decision === 'deny') return backTo(params, denied)
  const scopes = consent.decision === 'grant' ? asked : asked.filter((scope) => consent.decision.includes(scope))
  const number = numberFor(world, consent.accountId)
  if (!number) return { error: 'Invalid request: no such number' }
  return backTo(params, { code: addCode(world, params, { accountId: number.id, scopes, host: signupHost }) })
}

const numbersOf = (world: World): Account[] => listAccounts(world).filter(({ channel }) => channel === 'whatsapp')

function choices(world: World) {
  const known = numbersOf(world)
    .toReversed()
    .map((number) => ({ id: number.id, title: `+${numberOf(world, number).phone}`, more: number.name }))
  return [...known, { id: 'new', title: 'A new number', more: 'It has to be registered afterwards.' }]
}

/** The chosen number, else the newest; a new one where there is none. */
function numberFor(world: World, wish: string | undefined): Account | null {
  const known = numbersOf(world)
  if (wish === 'new' || (wish === undefined && known.length === 0))
    return makeNumber(world, { name: 'Maya Studio', registration: { registered: false } })
  return wish === undefined ? known.at(-1)! : (findAccount(world, wish) ?? null)
}

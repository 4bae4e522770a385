import { needPermission } from '../platform/access.ts'
import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { GraphError } from '../platform/errors.ts'
import { project } from '../platform/fields.ts'
import { fieldsOf } from '../platform/pages.ts'
import { text } from '../platform/params.ts'
import { setEntryPoints, type Account } from '../world/accounts.ts'
import { pictureOf } from '../world/pictureOf.ts'
import { needLength, needUrl, wrong } from './parts.ts'

type Profile = { about: string; address: string; description: string; email: string; websites: string[]; vertical: string }

// meta-platform.md 5.11
const maxChars = { about: 139, address: 256, description: 512, email: 128 }
const maxWebsites = 2
const maxWebsiteChars = 256
// 13.7, row 11
const verticals =
  'UNDEFINED OTHER AUTO BEAUTY APPAREL EDU ENTERTAIN EVENT_PLAN FINANCE GROCERY GOVT HOTEL HEALTH NONPROFIT PROF_SERVICES RETAIL TRAVEL RESTAURANT'

const nothing: Profile = { about: '', address: '', description: '', email: '', websites: [], vertical: 'UNDEFINED' }

/** The profile of a number's business as people read it. */
export const profileOf = ({ entryPoints }: Pick<Account, 'entryPoints'>): Profile => ({
  ...nothing,
  ...(entryPoints['business_profile'] as Partial<Profile> | undefined),
})

/** GET /{PNID}/whatsapp_business_profile?fields= (meta-platform.md 5.11); what is not set is left out. */
export function readBusinessProfile(call: GraphCall): Outcome {
  needPermission(call.token, 'whatsapp_business_management')
  const { about, address, description, email, websites, vertical } = profileOf(call.account)
  const shown = project(fieldsOf(call.params, 'messaging_product'), {
    messaging_product: () => 'whatsapp',
    about: () => about || undefined,
    address: () => address || undefined,
    description: () => description || undefined,
    email: () => email || undefined,
    websites: () => (websites.length ? websites : undefined),
    vertical: () => vertical,
    profile_picture_url: () => pictureOf(call.world, call.account.id),
  })
  return { body: { data: [shown] } }
}

/** POST /{PNID}/whatsapp_business_profile: sets the fields that are given. Errors: 100 over a limit or for an unknown field, 131009. */
export function writeBusinessProfile(call: GraphCall): Outcome {
  const { world, account, params } = call
  needPermission(call.token, 'whatsapp_business_management')
  if (text(params, 'messaging_product') !== 'whatsapp')
    throw new GraphError(100, 'The parameter messaging_product is required.', { details: 'messaging_product must be "whatsapp"' })
  const given: Partial<Profile> = {}
  for (const [name, most] of Object.entries(maxChars) as [keyof typeof maxChars, number][]) {
    const value = params[name] === undefined ? undefined : (text(params, name) ?? '')
    if (value === undefined) continue
    needLength(value, name, most)
    given[name] = value
  }
  // A number always has a line about it (13.7, row 11).
  if (given.about === '') throw wrong('about must not be empty.')
  if (given.email && !/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(given.email)) throw wrong('email is not a valid email address.')
  if (params['websites'] !== undefined) given.websites = websitesOf(params['websites'])
  const vertical = text(params, 'vertical')
  if (vertical !== undefined) {
    if (!verticals.split(' ').includes(vertical)) throw wrong(`vertical must be one of {${verticals.split(' ').join(', ')}}.`)
    given.vertical = vertical
  }
  setEntryPoints(world, account.id, { ...account.entryPoints, business_profile: { ...profileOf(account), ...given } })
  return { body: done, effect: { kind: 'business_profile', accountId: account.id, set: Object.keys(given) } }
}

function websitesOf(value: unknown): string[] {
  const sites = typeof value === 'string' ? (JSON.parse(value) as unknown) : value
  if (!Array.isArray(sites) || sites.length > maxWebsites) throw wrong(`websites must be a list of at most ${maxWebsites} addresses.`)
  return sites.map((site, at) => {
    if (typeof site !== 'string') throw wrong(`websites[${at}] must be a text.`)
    needLength(site, `websites[${at}]`, maxWebsiteChars)
    needUrl(site, `websites[${at}]`)
    return site
  })
}

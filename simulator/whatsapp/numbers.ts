import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { getAccount, makeAccount, type Account } from '../world/accounts.ts'
import * as ids from '../world/ids.ts'
import { issueToken } from '../world/tokens.ts'
import type { World } from '../world/world.ts'

/** The data of a number besides its account: the business account above it, and its digits (meta-platform.md 5.1). */
export type PhoneNumber = { accountId: string; wabaId: string; phone: string }

/** meta-platform.md 5.1 */
export const whatsappScopes = ['whatsapp_business_messaging', 'whatsapp_business_management']

/** The digits of a telephone number in any notation (5.2: `+ - ( )` and blanks are accepted). */
export const digitsOf = (phone: string): string => phone.replaceAll(/[+\-() ]/g, '')

/** `1`, `44`, `971`; null for a number of no known country. */
export const callingCodeOf = ({ phone }: PhoneNumber): string => parsePhoneNumberFromString(`+${phone}`)?.countryCallingCode ?? ''

/** Creates a number under a business account of its own, or under a given one, with a token for it. */
export function makeNumber(
  world: World,
  wish: { id?: string; name: string; phone?: string; wabaId?: string; registration?: Partial<Registration> },
): Account {
  const { dice, store } = world
  const id = wish.id ?? ids.numberId(dice)
  const phone = wish.phone === undefined ? ids.phoneNumber(dice) : digitsOf(wish.phone)
  const account = makeAccount(world, { id, username: `+${phone}`, name: wish.name, loginType: 'facebook', channel: 'whatsapp' })
  store.run('insert into numbers (accountId, wabaId, phone) values (?, ?, ?)', id, wish.wabaId ?? ids.wabaId(dice), phone)
  if (wish.registration) setRegistration(world, account, wish.registration)
  issueToken(world, account, 'system', whatsappScopes)
  return account
}

/**
 * How far a number is with the API (meta-platform.md 5.11, 13.2 row 2.21). `pin`: of its two-step verification, null when that is off;
 * `onBizApp`: the WhatsApp Business app uses it too (row 2.23); `tries`: when it was asked to be registered.
 */
export type Registration = { registered: boolean; verified: boolean; pin: string | null; onBizApp: boolean; tries: number[] }
const usualRegistration: Registration = { registered: true, verified: true, pin: null, onBizApp: false, tries: [] }

export function registrationOf(world: World, { id }: Pick<Account, 'id'>): Registration {
  const row = world.store.get<{ registration: string }>('select registration from numbers where accountId = ?', id)
  return { ...usualRegistration, ...(JSON.parse(row?.registration ?? '{}') as Partial<Registration>) }
}

export function setRegistration(world: World, account: Pick<Account, 'id'>, change: Partial<Registration>): void {
  const next = { ...registrationOf(world, account), ...change }
  world.store.run('update numbers set registration = ? where accountId = ?', JSON.stringify(next), account.id)
}

export const findNumber = (world: World, accountId: string): PhoneNumber | null =>
  world.store.get<PhoneNumber>('select * from numbers where accountId = ?', accountId) ?? null

export function numberOf(world: World, account: Account): PhoneNumber {
  const number = findNumber(world, account.id)
  if (!number) throw new Error(`no number ${account.id}`)
  return number
}

export const findNumberByPhone = (world: World, phone: string): PhoneNumber | null =>
  world.store.get<PhoneNumber>('select * from numbers where phone = ?', phone) ?? null

export const numbersOfWaba = (world: World, wabaId: string): Account[] =>
  world.store.all<PhoneNumber>('select * from numbers where wabaId = ?', wabaId).map(({ accountId }) => getAccount(world, accountId))

/** How a number does, where it is not healthy (meta-platform.md 13.2 row 2.19). */
export type NumberHealth = { canSend: string; quality: string; status: string; why: string | null; solution: string | null }
const healthy: NumberHealth = { canSend: 'AVAILABLE', quality: 'GREEN', status: 'CONNECTED', why: null, solution: null }

export function healthOfNumber(world: World, { id }: Pick<Account, 'id'>): NumberHealth {
  const row = world.store.get<{ health: string }>('select health from numbers where accountId = ?', id)
  return { ...healthy, ...(JSON.parse(row?.health ?? '{}') as Partial<NumberHealth>) }
}

export function setHealth(world: World, account: Account, change: { [K in keyof NumberHealth]?: string | undefined }): void {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const next = { ...healthOfNumber(world, account), ...given }
  world.store.run('update numbers set health = ? where accountId = ?', JSON.stringify(next), account.id)
}

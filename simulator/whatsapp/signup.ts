import * as ids from '../world/ids.ts'
import { readMeta, writeMeta } from '../world/meta.ts'
import type { Account } from '../world/accounts.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { project } from '../platform/fields.ts'
import { fieldsOf } from '../platform/pages.ts'
import type { Token } from '../world/tokens.ts'
import type { World } from '../world/world.ts'
import { findNumber, numbersOfWaba } from './numbers.ts'
import { anyTemplate } from './templates.ts'

// Embedded signup (meta-platform.md 7.3, 13.2 rows 2.22 and 2.42): a business shares WhatsApp accounts with the app. The token is that of a
// system user that the platform makes for the business and the app, and reaches every account that was ever shared.

/** For how long its code can be exchanged. */
export const signupCodeLastsMs = 30_000

/** What businesses shared: business accounts by the system user of each, and the business that signs up next. */
type Businesses = { current: string | null; shared: Record<string, string[]> }

const businesses = (world: World): Businesses => readMeta<Businesses>(world.store, 'businesses') ?? { current: null, shared: {} }

/** From here on another business signs up, which has shared nothing yet. */
export function changeBusiness(world: World): void {
  writeMeta(world.store, 'businesses', { ...businesses(world), current: null })
}

/** Shares the business account of a number with the app. Out: the id of the system user of the business. */
export function shareWaba(world: World, number: Account): string {
  const { current, shared } = businesses(world)
  const systemUserId = current ?? ids.appScopedId(world.dice)
  const { wabaId } = findNumber(world, number.id)!
  // The newest first; clients may not rely on an order.
  const wabaIds = [wabaId, ...(shared[systemUserId] ?? []).filter((id) => id !== wabaId)]
  writeMeta(world.store, 'businesses', { current: systemUserId, shared: { ...shared, [systemUserId]: wabaIds } })
  return systemUserId
}

/** The business accounts that a token of a system user reaches: all that were shared, or that of the number it was made for. */
export function wabasOf(world: World, token: Token): string[] {
  if (token.grantedBy !== null) return businesses(world).shared[token.grantedBy] ?? []
  return [findNumber(world, token.accountId)?.wabaId ?? []].flat()
}

/** The number that a call with a token of embedded signup is about; null when it is about none that was shared. */
export function numberAskedFor(world: World, token: Token, id: string | undefined): Account | null {
  const wabaIds = wabasOf(world, token)
  const shared = wabaIds.flatMap((wabaId) => numbersOfWaba(world, wabaId))
  const template = anyTemplate(world, id ?? '')
  if (template && wabaIds.includes(template.wabaId)) return numbersOfWaba(world, template.wabaId)[0] ?? null
  return shared.find((number) => number.id === id) ?? (wabaIds.includes(id ?? '') ? (numbersOfWaba(world, id!)[0] ?? null) : null)
}

/** GET /me with a token of embedded signup: its system user. Errors: 100/33. */
export function readSystemUser({ params, token, parts, method }: GraphCall): Outcome {
  if (parts.length > 1) throw refuse.unknownPath(parts.slice(1).join('/'))
  if (method !== 'GET') throw refuse.unsupported(method, 'the simulator reads a system user')
  return { body: project(fieldsOf(params, 'id,name'), { id: () => token.grantedBy, name: () => 'AutoDM Hub (system user)' }) }
}

import * as ids from '../world/ids.ts'
import type { World } from '../world/world.ts'
import { text, type Params } from './params.ts'

// What the consent windows at www.facebook.com share (meta-platform.md 7.1).

/** What the platform sends back when a person cancels. */
export const denied = { error: 'access_denied', error_code: '200', error_reason: 'user_denied', error_description: 'Permissions error' }

/** The way back to the app, with the state that it gave. */
export function backTo(params: Params, answer: Record<string, string>): { redirect: string } {
  const target = new URL(text(params, 'redirect_uri')!)
  const state = text(params, 'state')
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value)
  if (state !== undefined) target.searchParams.set('state', state)
  return { redirect: target.href }
}

/** Issues a code for the redirect address of the call. `host`: which of the windows it is from. */
export function addCode(world: World, params: Params, of: { accountId: string; scopes: string[]; host: string }): string {
  const code = ids.loginCode(world.dice)
  world.store.run(
    'insert into codes (code, accountId, redirectUri, clientId, scopes, issuedAt, host) values (?, ?, ?, ?, ?, ?, ?)',
    code,
    of.accountId,
    text(params, 'redirect_uri')!,
    text(params, 'client_id')!,
    JSON.stringify(of.scopes),
    world.clock.now(),
    of.host,
  )
  return code
}

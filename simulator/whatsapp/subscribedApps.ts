import { needPermission } from '../platform/access.ts'
import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { otherAppsOf } from '../platform/otherApps.ts'
import { setFields } from '../world/accounts.ts'
import { setOverride } from './overrides.ts'
import { whatsappFields } from './fields.ts'
import { numberOf, numbersOfWaba } from './numbers.ts'
import { agreedAddress } from './overrideAddress.ts'

/** GET /{WABA}/subscribed_apps */
export function readSubscribedApps(call: GraphCall): Outcome {
  const { id } = call.world.settings.current().app
  const ours = call.account.fields.length === 0 ? [] : [{ id, name: 'The app in front' }]
  const all = [...ours, ...otherAppsOf(call.world, call.account.id)]
  return { body: { data: all.map((app) => ({ whatsapp_business_api_data: { id: app.id, name: app.name, link: '' } })) } }
}

/**
 * POST /{WABA}/subscribed_apps: subscribes to all numbers of the business account; the app determines the fields. With
 * `override_callback_uri` their messages go to that address, without it they go to the app's again (meta-platform.md 13.1, row 1.23).
 */
export function subscribeApp(call: GraphCall): Outcome {
  const { world, account, params } = call
  needPermission(call.token, 'whatsapp_business_management')
  const override = agreedAddress(call, params)
  setOverride(world, numberOf(world, account).wabaId, override)
  return switchFields(call, whatsappFields, { kind: 'subscribe', override: override?.url ?? null })
}

/** DELETE /{WABA}/subscribed_apps: ends delivery. */
export function unsubscribeApp(call: GraphCall): Outcome {
  needPermission(call.token, 'whatsapp_business_management')
  setOverride(call.world, numberOf(call.world, call.account).wabaId, null)
  return switchFields(call, [], { kind: 'unsubscribe' })
}

function switchFields({ world, account }: GraphCall, fields: string[], effect: { kind: string; override?: string | null }): Outcome {
  for (const { id } of numbersOfWaba(world, numberOf(world, account).wabaId)) setFields(world, id, fields, [])
  return { body: done, effect: { ...effect, accountId: account.id, fields } }
}

import { changeSettings } from '../world/settings.ts'
import { phpJson } from '../webhooks/body.ts'
import { deliveryStates, readDeliveries } from '../webhooks/deliveries.ts'
import { deliveryHeaders } from '../webhooks/engine.ts'
import { envelope } from '../webhooks/envelope.ts'
import { flushHeld } from '../webhooks/queueUpdate.ts'
import { findSubscription, type Subscription } from '../webhooks/subscriptions.ts'
import type { World } from '../world/world.ts'
import { ControlError } from './errors.ts'
import { maybeNumber, maybeSwitch, maybeText, needAccount, needText, queryCount, type Control } from './request.ts'

function needSubscription(world: World, accountId: string): Subscription {
  const subscription = findSubscription(world, needAccount(world, accountId).id)
  if (!subscription)
    throw new ControlError(400, 'not_subscribed', `account ${accountId} has no address for webhooks; POST /simulator/subscriptions first`)
  return subscription
}

/** PATCH /simulator/settings {…}: see world/settings.ts for all of them. */
export const patchSettings: Control = ({ world, body }) => {
  const next = changeSettings(world.settings.current(), body)
  if (typeof next === 'string') throw new ControlError(400, 'bad_setting', next)
  world.settings.replace(next)
  return { body: next }
}

export const readSettings: Control = ({ world }) => ({ body: world.settings.current() })

/** POST /simulator/batch {on, maxPerBody?, holdMs?, reverse?}: gathers updates in few payloads; off releases what is held. */
export const batch: Control = ({ world, body }) => {
  const on = maybeSwitch(body, 'on')
  if (on === undefined) throw new ControlError(400, 'missing', '"on" must be true or false')
  const now = world.settings.current()
  // Held updates are released in the order that was set while they were held.
  const flushed = on ? undefined : flushHeld(world)
  world.settings.replace({
    ...now,
    batch: {
      on,
      max: maybeNumber(body, 'maxPerBody', 1, 1000) ?? 1000,
      holdMs: maybeNumber(body, 'holdMs', 0, 3_600_000) ?? null,
      reverse: maybeSwitch(body, 'reverse') ?? false,
    },
  })
  return { body: { ...world.settings.current().batch, ...(flushed && { flushed }) } }
}

/** POST /simulator/flush: releases what batch mode holds. */
export const flush: Control = ({ world }) => ({ body: flushHeld(world) })

/** GET /simulator/deliveries?since=&limit=&state= : each webhook payload with its attempts. */
export const deliveries: Control = ({ world, query }) => {
  const since = queryCount(query, 'since', 0, Number.MAX_SAFE_INTEGER)
  const asked = query.get('state')
  const state = deliveryStates.find((one) => one === asked) ?? null
  if (asked !== null && state === null) throw new ControlError(400, 'bad_value', `"state" is one of ${deliveryStates.join(', ')}`)
  const data = readDeliveries(world, since, queryCount(query, 'limit', 10_000, 50_000), state)
  return { body: { data, nextSince: data.at(-1)?.['seq'] ?? since } }
}

// The payload of the dashboard's "Test" button (meta-platform.md 1.4): entry id "0" and sample ids of no real person.
const samples: Record<string, unknown> = {
  comments: {
    from: { id: '232323232', username: 'test' },
    media: { id: '123123123', media_product_type: 'FEED' },
    id: '17865799348089039',
    text: 'This is an example.',
  },
  messages: {
    sender: { id: '12334' },
    recipient: { id: '23245' },
    timestamp: '1527459824',
    message: { mid: 'random_mid', text: 'random_text' },
  },
}

/** POST /simulator/test-event {accountId, field?}. Out: the product's response. */
export const testEvent: Control = async ({ world, engine, body }) => {
  const subscription = needSubscription(world, needText(body, 'accountId'))
  const field = maybeText(body, 'field') ?? 'comments'
  if (!(field in samples)) throw new ControlError(400, 'bad_value', `"field" is one of ${Object.keys(samples).join(', ')}`)
  const now = world.clock.now()
  const bytes = phpJson(
    envelope('instagram', [{ accountId: '0', container: 'changes', field, value: samples[field], at: now }], world.settings.current(), now),
  )
  return { body: await engine.poster.post(subscription.url, bytes, deliveryHeaders(world, subscription, bytes), true) }
}

/**
 * POST /simulator/raw {accountId, body, headers?}: any payload, signed as usual, to the account's address. A text is sent byte for byte
 * (`bodyBase64` for bytes that are not text), anything else as the platform would serialize it; a header set to null is left out.
 * Out: the product's response.
 */
export const raw: Control = async ({ world, engine, body }) => {
  const subscription = needSubscription(world, needText(body, 'accountId'))
  if (body['url'] !== undefined)
    throw new ControlError(400, 'bad_value', '"url" cannot be given; the body goes to the address of the account')
  const coded = maybeText(body, 'bodyBase64')
  const bytes =
    coded !== undefined
      ? Buffer.from(coded, 'base64')
      : Buffer.from(typeof body['body'] === 'string' ? body['body'] : phpJson(body['body'] ?? null))
  const wished = Object.entries((body['headers'] ?? {}) as Record<string, string | null>).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  )
  const headers = Object.entries({ ...deliveryHeaders(world, subscription, bytes), ...Object.fromEntries(wished) }).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  )
  return { body: await engine.poster.post(subscription.url, bytes, Object.fromEntries(headers), true) }
}

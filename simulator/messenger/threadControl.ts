import { needPermission } from '../platform/access.ts'
import { done, type GraphCall, type Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { object, text } from '../platform/params.ts'
import { queueMessaging } from '../messaging/say.ts'
import type { Account } from '../world/accounts.ts'
import { findThreadByIgsid, setOwnerApp, type Thread } from '../world/threads.ts'
import type { World } from '../world/world.ts'

// Which app answers in a thread (meta-platform.md 2.6): another one's threads come on `standby`, and sending there is refused.

function threadOf({ world, account, params }: GraphCall): Thread {
  const id = text(object(params, 'recipient') ?? {}, 'id')
  const thread = id === undefined ? null : findThreadByIgsid(world, account.id, id)
  if (!thread) throw refuse.noSuchPersonOnPage()
  return thread
}

/** Gives the thread to another app, or back to ours, and tells so. */
export function giveThread(world: World, account: Account, thread: Thread, ownerApp: string | null): void {
  const ours = world.settings.current().app.id
  const part = { previous_owner_app_id: thread.ownerApp ?? ours, new_owner_app_id: ownerApp ?? ours }
  // What is told of a change reaches both apps as `messaging`.
  queueMessaging(world, account, { ...thread, ownerApp: null }, 'messaging_handovers', { pass_thread_control: part })
  setOwnerApp(world, thread, ownerApp)
}

/** POST /{PAGE}/pass_thread_control {recipient, target_app_id}. */
export function passThread(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_messaging')
  const target = text(call.params, 'target_app_id')
  if (!target) throw refuse.invalid('Param target_app_id is required')
  const thread = threadOf(call)
  if (thread.ownerApp) throw refuse.notThreadOwner()
  giveThread(call.world, call.account, thread, target === call.world.settings.current().app.id ? null : target)
  return { body: done, effect: { kind: 'pass_thread_control', personId: thread.personId, appId: target } }
}

/** POST /{PAGE}/take_thread_control {recipient}. */
export function takeThread(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_messaging')
  const thread = threadOf(call)
  if (thread.ownerApp) giveThread(call.world, call.account, thread, null)
  return { body: done, effect: { kind: 'take_thread_control', personId: thread.personId } }
}

/** POST /{PAGE}/release_thread_control {recipient}: the thread is idle then, and an idle one is the default app's, which is ours. */
export function releaseThread(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_messaging')
  const thread = threadOf(call)
  if (thread.ownerApp) throw refuse.notThreadOwner()
  return { body: done, effect: { kind: 'release_thread_control', personId: thread.personId } }
}

/** POST /{PAGE}/request_thread_control {recipient, metadata}: asks the app that has the thread, which alone is told of it. */
export function requestThread(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_messaging')
  const thread = threadOf(call)
  return { body: done, effect: { kind: 'request_thread_control', personId: thread.personId } }
}

const longestControl = 7 * 24 * 3_600

/** POST /{PAGE}/extend_thread_control {recipient, duration}: keeps an own thread for at most seven days. Errors: 100, 2018300. */
export function extendThread(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_messaging')
  const thread = threadOf(call)
  const duration = Number(text(call.params, 'duration'))
  if (!Number.isInteger(duration) || duration < 1 || duration > longestControl)
    throw refuse.invalid(`Param duration must be a whole number of seconds from 1 to ${longestControl}`)
  if (thread.ownerApp) throw refuse.notThreadOwner()
  return { body: done, effect: { kind: 'extend_thread_control', personId: thread.personId, duration } }
}

/** GET /{PAGE}/thread_owner?recipient=PSID. */
export function readThreadOwner(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_messaging')
  const { world, account, params } = call
  const thread = findThreadByIgsid(world, account.id, text(params, 'recipient') ?? '')
  if (!thread) throw refuse.noSuchPersonOnPage()
  return { body: { data: [{ thread_owner: { app_id: thread.ownerApp ?? world.settings.current().app.id } }] } }
}

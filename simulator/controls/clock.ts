import { ControlError } from './errors.ts'
import { maybeNumber, type Control } from './request.ts'
import type { World } from '../world/world.ts'

const show = (world: World) => ({ now: new Date(world.clock.now()).toISOString(), offsetMs: world.clock.offsetMs() })

export const readClock: Control = ({ world }) => ({ body: show(world) })

/**
 * POST /simulator/clock {advanceMs}: moves time for platform and product. The streams are notified first, then this is answered, then
 * webhooks that have become due are sent. Asynchronous in name only: the move is its own transaction.
 */
export const moveClock: Control = async ({ world, engine, body }) => {
  const advanceMs = maybeNumber(body, 'advanceMs', 0, 10 * 365 * 24 * 3_600_000)
  if (advanceMs === undefined || !Number.isInteger(advanceMs))
    throw new ControlError(400, 'bad_value', '"advanceMs" is a whole number of milliseconds; time only goes forward')
  world.clock.advance(advanceMs)
  setImmediate(() => engine.wake())
  return { body: show(world) }
}

import type { OwnLimit, OwnLimits } from '../model/account.ts'
import type { SendRate } from '../model/channel.ts'
import { messageKinds, type MessageKind } from '../model/message.ts'
import { ApiError } from '../platform/errors.ts'

/**
 * Applies a change to an account's limits; null removes one. In: the channel's own rates, which every limit must be lower than. Errors:
 * ApiError invalid_input, naming each limit that is not lower.
 */
export function changedOwnLimits(
  before: OwnLimits,
  change: Partial<Record<MessageKind, OwnLimit | null | undefined>>,
  rates: Record<MessageKind, SendRate[]>,
): OwnLimits {
  const details = messageKinds.flatMap((kind) => {
    const message = change[kind] ? whyNotLower(change[kind], rates[kind]) : null
    return message ? [{ path: `body.ownLimits.${kind}`, message }] : []
  })
  if (details[0]) throw new ApiError('invalid_input', details[0].message, details)
  return Object.fromEntries(
    messageKinds.flatMap((kind) => {
      const limit = change[kind] === undefined ? before[kind] : change[kind]
      return limit ? [[kind, { calls: limit.calls, perMs: limit.perMs }]] : []
    }),
  )
}

/** Why a limit would have no effect: the platform allows no more in that period anyway. Null when it is lower. */
function whyNotLower(own: OwnLimit, rates: SendRate[]): string | null {
  for (const { per, calls, perMs } of rates) {
    if (per !== 'account' || own.calls < calls * Math.max(1, own.perMs / perMs)) continue
    return `The platform allows ${calls} in ${inWords(perMs)}; a limit of your own has to be lower than that.`
  }
  return null
}

const units: [ms: number, one: string, many: string][] = [
  [86_400_000, 'a day', 'days'],
  [3_600_000, 'an hour', 'hours'],
  [60_000, 'a minute', 'minutes'],
  [1_000, 'a second', 'seconds'],
]
function inWords(ms: number): string {
  const [unitMs, one, many] = units.find(([unit]) => ms >= unit && ms % unit === 0) ?? [1_000, 'a second', 'seconds']
  return ms === unitMs ? one : `${ms / unitMs} ${many}`
}

import { windowMs, type RateKind } from '../world/rates.ts'
import type { Settings } from '../world/settings.ts'
import { productOf } from '../world/world.ts'
import type { GraphCall } from './call.ts'
import { refuse } from './errors.ts'

/** Which setting limits which kind (numbers and sources: world/settings.ts, meta-platform.md 3.7). */
const limitOf: Record<RateKind, (limits: Settings['limits']) => number | null> = {
  text: (limits) => limits.textPerSecond,
  media: (limits) => limits.mediaPerSecond,
  privateReply: (limits) => limits.privateRepliesPerHour,
  livePrivateReply: (limits) => limits.livePrivateRepliesPerSecond,
  conversations: (limits) => limits.conversationsPerSecond,
  other: (limits) => limits.otherCallsPerHour,
  directMessage: (limits) => limits.directMessagesPerHour,
  // Counted where leads are read (messenger/leadRate.ts): the limit follows from the Page's own leads.
  leads: () => null,
  // Counted where WhatsApp messages are sent (whatsapp/sendMessage.ts), with errors of its own.
  throughput: () => null,
  pair: () => null,
}

/**
 * Counts a call in its rate limit.
 * Errors: 613/2534040 for anything that sends, the product's own (80002, 80008) for the rest, when the limit is reached; a refused call is
 *         not counted.
 */
export function takeRate(call: GraphCall, kind: RateKind): void {
  const { rates, clock, settings } = call.world
  const limit = limitOf[kind](settings.current().limits)
  if (limit === null) return
  if (!rates.take(call.account.id, kind, limit, clock.now())) {
    if (kind !== 'conversations' && kind !== 'other')
      throw call.account.channel === 'messenger' ? refuse.sendingTooFastOnPage() : refuse.sendingTooFast()
    throw productOf(call.world, call.account).calls.tooMany()
  }
  // Only hourly limits are worth storing for a restart.
  if (windowMs[kind] > 1_000) call.rateKind = kind
}

const countedPerHour = ['privateReply', 'directMessage', 'other'] as const

/**
 * The usage headers of meta-platform.md 9: percent of the fullest hourly limit, and minutes until it has room again. Limits of a second
 * would pass before a client could read the header, so they do not count here. A Page's token gets the usage of the business alone, an
 * Instagram user's token also that of the app.
 */
export function usageHeaders(call: GraphCall): Record<string, string> {
  const { world, account, host } = call
  const told = productOf(world, account).calls.usage(call)
  if (!told) return {}
  const { limits } = world.settings.current()
  const now = world.clock.now()
  let percent = told.spent?.percent ?? 0
  let minutes = told.spent?.minutes ?? 0
  for (const kind of countedPerHour) {
    const limit = limitOf[kind](limits)
    if (limit === null) continue
    const { used, freeAt } = world.rates.look(account.id, kind, now)
    const share = limit === 0 ? 100 : Math.floor((used / limit) * 100)
    percent = Math.max(percent, share)
    if (share >= 100) minutes = Math.max(minutes, Math.ceil((freeAt - now) / 60_000))
  }
  const times = { total_cputime: Math.min(percent, 25), total_time: Math.min(percent, 25) }
  const usage = { type: told.type, call_count: percent, ...times, estimated_time_to_regain_access: minutes }
  return {
    'x-business-use-case-usage': JSON.stringify({ [told.businessId]: [usage] }),
    ...(host === 'graph.instagram.com' && { 'x-app-usage': JSON.stringify({ call_count: Math.min(percent, 30), ...times }) }),
  }
}

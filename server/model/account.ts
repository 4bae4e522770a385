import type { MessageKind } from './message.ts'
import type { Sentence } from './sentence.ts'

/**
 * Whether an account may send. `inactive`: switched off by its owner. `reconnect_needed`: no working token. `paused`: stopped by the
 * platform. `disconnected`: its owner took the token away; its history stays.
 */
export const accountStatuses = ['active', 'inactive', 'reconnect_needed', 'paused', 'disconnected'] as const
export type AccountStatus = (typeof accountStatuses)[number]
/** Whether its owner took it out of use: events are stored and start nothing. What a stopped account plans waits instead. */
export const isOff = (status: AccountStatus): boolean => status === 'inactive' || status === 'disconnected'

/** An account limit set by its owner: at most `calls` in any period of `perMs`, for one kind of message. */
export type OwnLimit = { calls: number; perMs: number }
export type OwnLimits = Partial<Record<MessageKind, OwnLimit>>

/**
 * The latest notice of the platform about an account, by its topic (`quality`, `messaging_limit`, …). `code` and `value` for programs,
 * `at` as ISO text. A notice with `stops` stopped the account.
 */
export type AccountNotice = { code: string; words: Sentence; value?: string | number | null; at: string }
export type AccountNotices = Record<string, AccountNotice>

/** For how long automations pause in a thread in which a person of the business wrote, where the account has no time of its own. */
export const usualHandPauseMinutes = 60

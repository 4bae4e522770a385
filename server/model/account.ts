import type { MessageKind } from './message.ts'

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

/**
 * Whether an account may send. `inactive`: switched off by its owner. `reconnect_needed`: no working token. `paused`: stopped by the
 * platform.
 */
export const accountStatuses = ['active', 'inactive', 'reconnect_needed', 'paused'] as const
export type AccountStatus = (typeof accountStatuses)[number]

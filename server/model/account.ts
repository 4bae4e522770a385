/** Whether an account may send: `inactive` by its owner, `reconnect_needed` without a token that works, `paused` by the platform. */
export const accountStatuses = ['active', 'inactive', 'reconnect_needed', 'paused'] as const
export type AccountStatus = (typeof accountStatuses)[number]

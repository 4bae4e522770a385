/** The kinds of data of which a workspace says how long they are kept, in days. A kind is carried out by the list of belongings. */
export const retentionKinds = {
  /** Events with their decisions and traces, messages with their attempts, runs, DMs to leads, emails. */
  events: {
    days: 400,
    // A stored event keeps the same webhook, told again, from starting anything: the platform repeats them, they are read back, and
    // stored payloads can be ingested again. Payloads go by whole days after 30, so one is there for up to a day longer: it would start
    // anew what an event that is gone had started.
    least: 32,
  },
  /** Jobs that are done. */
  jobs: { days: 30, least: 1 },
  /** Files that people sent, and files that were uploaded to be sent. */
  media: { days: 90, least: 1 },
} as const satisfies Record<string, { days: number; least: number }>

export type RetentionKind = keyof typeof retentionKinds
export const allRetentionKinds = Object.keys(retentionKinds) as RetentionKind[]

/** The most days; 0 stands for "never removed". */
export const mostRetentionDays = 3_650

/** Days by kind, where they are another number than the default. */
export type OwnRetention = Partial<Record<RetentionKind, number>>

export const retentionDays = (own: OwnRetention, kind: RetentionKind): number => own[kind] ?? retentionKinds[kind].days

/** Whether a workspace may keep a kind of data for so many days. */
export const isRetentionDays = (kind: RetentionKind, days: number): boolean =>
  days === 0 || (days >= retentionKinds[kind].least && days <= mostRetentionDays)

/** Says which days may be set. */
export const whatRetentionDays = (kind: RetentionKind): string => `must be 0, or ${retentionKinds[kind].least} to ${mostRetentionDays} days`

/** Whether what happened at that time is removed by now. */
export const isExpired = (own: OwnRetention, kind: RetentionKind, at: Date, now: Date): boolean => {
  const days = retentionDays(own, kind)
  return days > 0 && at.getTime() < now.getTime() - days * 86_400_000
}

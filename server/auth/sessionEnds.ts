const hour = 3_600_000
const day = 24 * hour

/** When a session ends (OWASP ASVS 5.0, 7.3): without use, and however much it is used. */
export const sessionEnds = {
  idleMs: 14 * day,
  wholeMs: 90 * day,
  /** A use is written at most this often. */
  noteUseMs: hour,
}

/** Whether a session is too old, however much it is used. */
export const isTooOld = ({ createdAt }: { createdAt: Date }, nowMs: number): boolean => createdAt.getTime() + sessionEnds.wholeMs <= nowMs

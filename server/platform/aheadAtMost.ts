/**
 * The clocks of processes differ by less. A time further ahead was written by a clock that was wrong and has been set back since: it must
 * not keep anything waiting until it comes.
 */
export const aheadAtMostMs = 3_600_000

/** Times after this one are such times. In: now. */
export const aheadOf = (now: Date): Date => new Date(now.getTime() + aheadAtMostMs)

import type { DeadFilter, DeadLetter, DeadReason } from '../../../server/outbox/deadLetters.schemas.ts'

/** The choice in the page's address and the account switcher, as parameters of the API. */
export const filterOf = (accountId: string | null, state: string | undefined, code: string | undefined): DeadFilter => ({
  ...(accountId ? { accountId } : {}),
  ...(state === 'failed' || state === 'parked' ? { status: state } : {}),
  ...(code ? { code } : {}),
})

/** Whether the message may have arrived: a parked one may, unless it was never attempted. */
export const mayHaveArrived = (letter: Pick<DeadLetter | DeadReason, 'status' | 'reason'>): boolean =>
  letter.status === 'parked' && letter.reason.code !== 'quarantined'

/** How many messages match a filter, and how many of them may have arrived. In: the reasons that match the filter without its code. */
export function countOf(reasons: DeadReason[], code: string | undefined): { all: number; doubtful: number } {
  const meant = reasons.filter((one) => !code || one.reason.code === code)
  const sum = (list: DeadReason[]) => list.reduce((total, one) => total + one.messages, 0)
  return { all: sum(meant), doubtful: sum(meant.filter(mayHaveArrived)) }
}

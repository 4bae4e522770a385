import type { DeadFilter, DeadLetter, DeadReason } from '../../../server/outbox/deadLetters.schemas.ts'

/** What the address of the page and the account switcher choose, as the API asks for it. */
export const filterOf = (accountId: string | null, state: string | undefined, code: string | undefined): DeadFilter => ({
  ...(accountId ? { accountId } : {}),
  ...(state === 'failed' || state === 'parked' ? { status: state } : {}),
  ...(code ? { code } : {}),
})

/** Whether the person may have got it already: what needs somebody does because nobody knows, but for what was never tried. */
export const mayHaveArrived = (letter: Pick<DeadLetter | DeadReason, 'status' | 'reason'>): boolean =>
  letter.status === 'parked' && letter.reason.code !== 'quarantined'

/** How many a filter means, and how many of those may have arrived. In: the reasons within the filter but for its code. */
export function countOf(reasons: DeadReason[], code: string | undefined): { all: number; doubtful: number } {
  const meant = reasons.filter((one) => !code || one.reason.code === code)
  const sum = (list: DeadReason[]) => list.reduce((total, one) => total + one.messages, 0)
  return { all: sum(meant), doubtful: sum(meant.filter(mayHaveArrived)) }
}

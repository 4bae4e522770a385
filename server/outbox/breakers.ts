import type { Outcome } from '../model/channel.ts'
import type { Sentence } from '../model/sentence.ts'

/** How long a breaker stays open; then one probe is made (requirement C6). */
export const breakerPauseMs = 60_000
/**
 * A breaker that ends further ahead than this was opened before the clock was set back, and counts as over: a clock may cost a pause, never
 * a day. Wide enough for workers with different clocks: for one that is behind, a breaker just opened by another ends later than a pause
 * from now.
 */
export const furthestEndMs = 2 * breakerPauseMs
/** How many calls in a row must get no response, or an error of the platform itself, to open the breaker. */
export const troublesToOpen = 5

/** The results of a batch for the breaker of one account. `answered`: the platform responded; `troubles`: failures since. */
export type BreakerResult = {
  account_id: string
  workspace_id: string
  answered: boolean
  troubles: number
  down: boolean
  code: string
  /** Empty while no trouble is noted. */
  words: Sentence | ''
}

type Told = { accountId: string; workspaceId: string; troubled: boolean; outcome: Outcome }

/**
 * Reduces a batch of outcomes to one result per account. Any response shows that the platform can be reached; it is recorded only where
 * there is something to close, so that a normal day writes nothing.
 * In:     outcomes in their order; `troubled`: the account had a row when the call was planned.
 * Out:    results for `recordBreakerResults`.
 * Errors: none; an outcome without a call has no effect.
 */
export function breakerResultsOf(tries: Told[]): BreakerResult[] {
  const notes = new Map<string, BreakerResult & { troubled: boolean }>()
  for (const { accountId, workspaceId, troubled, outcome } of tries) {
    const line = connectionOf(outcome)
    if (line === null) continue
    const note = notes.get(accountId) ?? {
      account_id: accountId,
      workspace_id: workspaceId,
      answered: false,
      troubles: 0,
      down: false,
      code: '',
      words: '',
      troubled: false,
    }
    note.troubled ||= troubled
    if (line === 'good') Object.assign(note, { answered: true, troubles: 0, down: false })
    else {
      note.troubles++
      note.down ||= line === 'down'
      if ('words' in outcome) Object.assign(note, { code: outcome.code, words: outcome.words })
    }
    notes.set(accountId, note)
  }
  return [...notes.values()]
    .map(({ troubled, ...note }) => ({ ...note, answered: note.answered && (troubled || note.troubles > 0) }))
    .filter((note) => note.answered || note.troubles > 0)
}

/** What an outcome shows of the connection: `good` when the platform responded, null when no call was made. */
export function connectionOf(outcome: Outcome): 'good' | 'down' | 'shaky' | null {
  return outcome.line ?? (outcome.httpStatus === null ? null : 'good')
}

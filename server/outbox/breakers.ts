import type { Outcome } from '../model/channel.ts'
import type { Sentence } from '../model/sentence.ts'

/** How long nothing goes out when a line is broken; then one call finds out (requirement C6). */
export const breakerPauseMs = 60_000
/**
 * A breaker that ends further ahead than this was opened before the clock was set back, and counts as over: a clock may cost a pause, never
 * a day. Wide enough for workers whose clocks differ: to one that is behind, what another has just opened ends later than in a pause.
 */
export const furthestEndMs = 2 * breakerPauseMs
/** How many calls in a row must go without an answer, or with trouble of the platform's own, until the line counts as broken. */
export const troublesToOpen = 5

/** What the calls of a batch told about the line of one account. `answered`: one came through; `troubles`: how many failed since. */
export type LineNote = {
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
 * Folds a batch of outcomes into one note per account. An answer, whatever it says, shows that the line is good; it is noted only where
 * there is something to take back, so that a calm day writes nothing.
 * In: what was learned, in the order in which it was learned; `troubled`: a row of this account was there when the call was planned.
 * Out: notes for `noteLines`. Errors: none; an outcome that no call was made for tells nothing.
 */
export function linesOf(tries: Told[]): LineNote[] {
  const notes = new Map<string, LineNote & { troubled: boolean }>()
  for (const { accountId, workspaceId, troubled, outcome } of tries) {
    const line = lineOf(outcome)
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

/** What one outcome tells of the line: `good` when the platform answered, null when no call was made. */
export function lineOf(outcome: Outcome): 'good' | 'down' | 'shaky' | null {
  return outcome.line ?? (outcome.httpStatus === null ? null : 'good')
}

/**
 * A due message or job, as a queue names it: the row, and the epoch it had. The row is the truth; whoever takes the entry claims the row by
 * compare-and-set.
 */
export type Entry = { id: string; epoch: number }

/**
 * Where a worker gets its next messages or jobs from, behind the same verbs:
 *   take   what this worker may claim now, at most so many; empty when there is nothing
 *   done   the row left this worker's hands (said, refused, put off, given back), whatever became of it
 * The embedded queue has no entries at all: its rows are claimed where they stand.
 */
export type MessageQueue = {
  take(limit: number): Promise<Entry[]>
  done(id: string): void
  /** Calls back when there may be something to take. */
  onOffer(run: () => void): void
  close(): Promise<void>
}

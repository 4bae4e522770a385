/**
 * A due message or job in a queue: its row id and epoch. The row is authoritative; the worker that takes the entry claims the row by
 * compare-and-set.
 */
export type Entry = { id: string; epoch: number }

/**
 * The source of a worker's next messages or jobs:
 * take   returns entries this worker may claim now, at most `limit`; empty when there are none
 * done   the worker no longer holds the row (sent, refused, postponed, returned), whatever the outcome
 * The embedded queue has no entries: its rows are claimed directly from the table.
 */
export type MessageQueue = {
  take(limit: number): Promise<Entry[]>
  done(id: string): void
  /** Calls `run` when there may be something to take. */
  onOffer(run: () => void): void
  close(): Promise<void>
}

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

/**
 * Takes entries and claims their rows. An entry whose row cannot be claimed (it moved on, or the database is unavailable) is done with: the
 * queue would never offer it again otherwise. Returns the claimed rows, or null when there was no entry. Errors: those of `claim`.
 */
export async function claimFrom<Row extends { id: string }>(
  queue: MessageQueue,
  limit: number,
  claim: (entries: Entry[]) => Promise<Row[]>,
): Promise<Row[] | null> {
  const entries = await queue.take(limit)
  if (!entries.length) return null
  const claimed = new Set<string>()
  try {
    const rows = await claim(entries)
    for (const { id } of rows) claimed.add(id)
    return rows
  } finally {
    for (const { id } of entries) if (!claimed.has(id)) queue.done(id)
  }
}

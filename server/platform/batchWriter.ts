import type { Clock } from './clock.ts'
import { isFaultOfTheWork } from './db.ts'
import type { Log } from './log.ts'

export type BatchWriter<Item> = {
  /** Adds an item to the next batch. Never throws: what goes wrong with writing is retried or given up as `makeBatchWriter` says. */
  add(item: Item): void
  isWriting(): boolean
}

const slowestMs = 2_000

/**
 * Writes outcomes in batches; what is added during a write goes with the next one. Nothing is dropped while the database is unavailable:
 * the batch is written again, with pauses up to 2 s.
 * In: `write`, one transaction for a batch of at most `atOnce`; `onWritten`, once for each item that was stored, and once for each that was
 * given up; `instead`, for an item that the database refuses (its own fault): what to write in its place, or null to give it up, so that it
 * cannot hold up the others; `onEmpty`, when everything is written.
 */
export function makeBatchWriter<Item>(options: {
  clock: Clock
  log: Log
  atOnce: number
  write(batch: Item[]): Promise<void>
  onWritten(item: Item): void
  instead(item: Item, error: Error): Item | null
  onEmpty?(): void
}): BatchWriter<Item> {
  const { clock, log, atOnce, write, onWritten, instead } = options
  let items: Item[] = []
  let isWriting = false

  async function writeAll() {
    for (let failures = 0; items.length;) {
      const batch = items.splice(0, atOnce)
      try {
        await write(batch)
        for (const item of batch) onWritten(item)
        failures = 0
      } catch (error) {
        if (isFaultOfTheWork(error)) await writeOneByOne(batch)
        else {
          items.unshift(...batch)
          log.error({ err: error, count: batch.length }, 'outcomes could not be written and are kept in memory')
          await clock.wait(Math.min(slowestMs, 50 * 2 ** ++failures))
        }
      }
    }
    isWriting = false
    options.onEmpty?.()
  }

  async function writeOneByOne(batch: Item[]) {
    for (const item of batch) {
      try {
        await write([item])
        onWritten(item)
      } catch (error) {
        const next = isFaultOfTheWork(error) ? instead(item, error as Error) : item
        if (next === null) onWritten(item)
        else items.push(next)
      }
    }
  }

  return {
    add(item) {
      items.push(item)
      if (isWriting) return
      isWriting = true
      void writeAll()
    },
    isWriting: () => isWriting,
  }
}

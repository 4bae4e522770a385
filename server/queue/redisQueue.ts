import { Queue, Worker, type Job } from 'bullmq'
import type { Log } from '../platform/log.ts'
import type { Entry, MessageQueue } from './messageQueue.ts'

const queueName = 'autodm-messages'

/** The other end of the relay: tells what is due. An entry that is still kept is ignored when added again, so telling twice is telling once. */
export type Relay = { offer(entries: Entry[]): Promise<void>; waiting(): Promise<number>; close(): Promise<void> }

const connectionOf = (url: string) => {
  const { hostname, port, username, password, pathname, protocol } = new URL(url)
  return {
    host: hostname, port: Number(port || 6379), db: Number(pathname.slice(1) || 0),
    ...(username ? { username } : {}), ...(password ? { password: decodeURIComponent(password) } : {}), ...(protocol === 'rediss:' ? { tls: {} } : {}),
    maxRetriesPerRequest: null, enableOfflineQueue: true, retryStrategy: (times: number) => Math.min(2_000, 50 * times),
  }
}

export function makeRelay(url: string, log: Log): Relay {
  const queue = new Queue<Entry>(queueName, {
    connection: { ...connectionOf(url), enableOfflineQueue: false, maxRetriesPerRequest: 1 },
    // One try each: whether and when a message is tried again is the ledger's to say. Finished entries go at once, so that their id may come again.
    defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
  })
  queue.on('error', (error) => log.warn({ err: error }, 'Redis does not answer; what is due waits in the ledger'))
  return {
    // An id may hold no colon; row and epoch name one waiting of one row, so that the next waiting has another id.
    offer: async (entries) => void (await queue.addBulk(entries.map((entry) => ({ name: 'say', data: entry, opts: { jobId: `${entry.id}-${entry.epoch}` } })))),
    waiting: async () => (await queue.getJobCounts('waiting', 'active')).waiting ?? 0,
    close: () => queue.close(),
  }
}

/**
 * BullMQ on Redis as a worker's source (requirement C7): it brings entries, as many at once as this worker may have in hand; each
 * stays in BullMQ's hands until the row has left ours, so that a worker that dies has its entries brought to another one, whose
 * claim then decides. Losing all of Redis loses nothing: the relay tells again what is due.
 */
export function makeRedisQueue(url: string, log: Log, options: { atOnce: number }): MessageQueue {
  const offered: Entry[] = []
  const inHand = new Map<string, () => void>()
  let tell: () => void = () => {}
  const worker = new Worker<Entry>(
    queueName,
    (job: Job<Entry>) =>
      new Promise<void>((resolve) => {
        inHand.get(job.data.id)?.()
        inHand.set(job.data.id, resolve)
        offered.push(job.data)
        tell()
      }),
    { connection: connectionOf(url), concurrency: options.atOnce, lockDuration: 30_000, stalledInterval: 10_000 },
  )
  worker.on('error', (error) => log.warn({ err: error }, 'Redis does not answer; this worker waits for it'))
  return {
    take: async (limit) => offered.splice(0, limit),
    done(id) {
      inHand.get(id)?.()
      inHand.delete(id)
    },
    onOffer: (run) => void (tell = run),
    async close() {
      for (const finish of inHand.values()) finish()
      await worker.close()
    },
  }
}

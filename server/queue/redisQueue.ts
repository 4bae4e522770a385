import { Queue, Worker, type Job } from 'bullmq'
import { Redis } from 'ioredis'
import type { Log } from '../platform/log.ts'
import type { Entry, MessageQueue } from './messageQueue.ts'

/** What is told over Redis, each with a queue of its own: a burst of one kind keeps none of the other. */
export const queueNames = { messages: 'autodm-messages', jobs: 'autodm-jobs' } as const
export type QueueName = keyof typeof queueNames

/**
 * The other end of the relay: tells what is due. An entry that is still kept is ignored when added again, so telling twice is telling once.
 */
export type Relay = {
  offer(queue: QueueName, entries: Entry[]): Promise<void>
  /** Leaves a mark for the workers of this installation: somebody relays into this Redis. It goes after some seconds. */
  beat(installation: string): Promise<void>
  close(): Promise<void>
}

const beatLastsS = 5
const markOf = (installation: string) => `autodm-relay-${installation}`

/** Looks at Redis as health needs it: whether it answers, and whether somebody relays to workers on it. Rejects when it does not answer. */
export function watchRedis(url: string): { hasRelay(installation: string): Promise<boolean>; close(): void } {
  const connection = connect(url, false)
  connection.on('error', () => {}) // told by hasRelay
  return { hasRelay: async (installation) => (await connection.exists(markOf(installation))) === 1, close: () => connection.disconnect() }
}

/** `patient`: waits for Redis as long as it takes (a worker); otherwise a command fails at once (the relay, which tells again). */
const connect = (url: string, patient: boolean) =>
  new Redis(url, {
    maxRetriesPerRequest: patient ? null : 1,
    enableOfflineQueue: patient,
    retryStrategy: (times) => Math.min(2_000, 50 * times),
  })

export function makeRelay(url: string, log: Log): Relay {
  const connection = connect(url, false)
  // Told once by health (wiring.ts).
  connection.on('error', (error) => log.debug({ err: error }, 'Redis does not answer'))
  const open = (name: string) => {
    const queue = new Queue<Entry>(name, {
      connection,
      // One try each: whether and when a row is tried again is the ledger's to say. Finished entries go at once, so that their id may come
      // again.
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    })
    queue.on('error', (error) => log.debug({ err: error }, 'Redis does not answer; what is due waits in the ledger'))
    return queue
  }
  const queues = { messages: open(queueNames.messages), jobs: open(queueNames.jobs) }
  return {
    // An id may hold no colon; row and epoch name one waiting of one row, so that the next waiting has another id.
    offer: async (queue, entries) =>
      void (await queues[queue].addBulk(
        entries.map((entry) => ({ name: 'say', data: entry, opts: { jobId: `${entry.id}-${entry.epoch}` } })),
      )),
    beat: async (installation) => void (await connection.set(markOf(installation), '1', 'EX', beatLastsS)),
    async close() {
      await Promise.all(Object.values(queues).map((queue) => queue.close()))
      connection.disconnect()
    },
  }
}

/**
 * BullMQ on Redis as a worker's source (requirement C7): it brings entries, as many at once as this worker may have in hand; each
 * stays in BullMQ's hands until the row has left ours, so that a worker that dies has its entries brought to another one, whose
 * claim then decides. Losing all of Redis loses nothing: the relay tells again what is due.
 */
export function makeRedisQueue(url: string, log: Log, options: { queue: QueueName; atOnce: number }): MessageQueue {
  const offered: Entry[] = []
  const inHand = new Map<string, () => void>()
  let tell: () => void = () => {}
  const connection = connect(url, true)
  connection.on('error', (error) => log.debug({ err: error }, 'Redis does not answer'))
  const worker = new Worker<Entry>(
    queueNames[options.queue],
    (job: Job<Entry>) =>
      new Promise<void>((resolve) => {
        inHand.get(job.data.id)?.()
        inHand.set(job.data.id, resolve)
        offered.push(job.data)
        tell()
      }),
    { connection, concurrency: options.atOnce, lockDuration: 30_000, stalledInterval: 10_000 },
  )
  // Also said of entries that were in hand when Redis was emptied: the ledger knows what became of them.
  worker.on('error', (error) => log.debug({ err: error }, 'an entry could not be ended in Redis'))
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
      connection.disconnect()
    },
  }
}

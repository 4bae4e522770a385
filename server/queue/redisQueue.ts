import { Queue, Worker, type Job } from 'bullmq'
import { Redis } from 'ioredis'
import type { Log } from '../platform/log.ts'
import type { Entry, MessageQueue } from './messageQueue.ts'

/** The queues in Redis. One per kind, so that a burst of one does not delay the other. */
const queueNames = { messages: 'autodm-messages', jobs: 'autodm-jobs', deliveries: 'autodm-deliveries' } as const
export type QueueName = keyof typeof queueNames

/**
 * The sending side: offers what is due. An entry that is still stored is ignored when it is added again, so offering twice has the effect
 * of offering once.
 */
export type Relay = {
  offer(queue: QueueName, entries: Entry[]): Promise<void>
  /** Sets a key for the workers of this installation: a relay is running on this Redis. It expires after some seconds. */
  beat(installation: string): Promise<void>
  close(): Promise<void>
}

const beatLastsS = 5
const markOf = (installation: string) => `autodm-relay-${installation}`

/** Checks Redis for the health report: whether it responds, and whether a relay is running on it. Rejects when it does not respond. */
export function watchRedis(url: string): { hasRelay(installation: string): Promise<boolean>; close(): void } {
  const connection = connect(url, false)
  connection.on('error', () => {}) // reported by hasRelay
  return { hasRelay: async (installation) => (await connection.exists(markOf(installation))) === 1, close: () => connection.disconnect() }
}

/** `patient`: waits for Redis as long as it takes (a worker); otherwise a command fails at once (the relay, which offers again). */
const connect = (url: string, patient: boolean) =>
  new Redis(url, {
    maxRetriesPerRequest: patient ? null : 1,
    enableOfflineQueue: patient,
    retryStrategy: (times) => Math.min(2_000, 50 * times),
  })

/** Relays through Redis what the outbox and the jobs have due. */
export function makeRelay(url: string, log: Log): Relay {
  const connection = connect(url, false)
  // Reported once by health (wiring.ts).
  connection.on('error', (error) => log.debug({ err: error }, 'Redis does not answer'))
  const open = (name: string) => {
    const queue = new Queue<Entry>(name, {
      connection,
      // One attempt each: retries are decided by the row in the outbox. Finished entries are removed at once, so that their id can be used
      // again.
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    })
    queue.on('error', (error) => log.debug({ err: error }, 'Redis does not answer; what is due waits in the ledger'))
    return queue
  }
  const queues = { messages: open(queueNames.messages), jobs: open(queueNames.jobs), deliveries: open(queueNames.deliveries) }
  return {
    // An id must not contain a colon. It consists of row and epoch, so that the same row has a new id the next time it waits.
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
 * BullMQ on Redis as a worker's source (requirement C7): it delivers entries, as many at once as this worker may hold. BullMQ keeps each
 * until `done`, so the entries of a worker that dies go to another one, whose claim then decides. Losing all of Redis loses nothing: the
 * relay offers again what is due.
 */
export function makeRedisQueue(url: string, log: Log, options: { queue: QueueName; atOnce: number }): MessageQueue {
  const offered: Entry[] = []
  const inHand = new Map<string, () => void>()
  let tell: () => void = () => {}
  let isClosing = false
  const connection = connect(url, true)
  connection.on('error', (error) => log.debug({ err: error }, 'Redis does not answer'))
  const worker = new Worker<Entry>(
    queueNames[options.queue],
    (job: Job<Entry>) =>
      new Promise<void>((resolve) => {
        // BullMQ still delivers what it was fetching when it was asked to close, and would wait for its end. The relay offers it again.
        if (isClosing) return resolve()
        inHand.get(job.data.id)?.()
        inHand.set(job.data.id, resolve)
        offered.push(job.data)
        tell()
      }),
    { connection, concurrency: options.atOnce, lockDuration: 30_000, stalledInterval: 10_000 },
  )
  // Also reported for entries that were held when Redis was flushed: their rows have their state.
  worker.on('error', (error) => log.debug({ err: error }, 'an entry could not be ended in Redis'))
  return {
    take: async (limit) => offered.splice(0, limit),
    done(id) {
      inHand.get(id)?.()
      inHand.delete(id)
    },
    onOffer: (run) => void (tell = run),
    async close() {
      isClosing = true
      for (const finish of inHand.values()) finish()
      await worker.close()
      connection.disconnect()
    },
  }
}

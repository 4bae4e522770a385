import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Clock } from './clock.ts'
import { scanBudget } from './scanBudget.ts'

type Read = { labels: Record<string, string>; value: number }[]
/** Values that can be read faster than this are read for every request. */
const quickMs = 100

export type Metrics = {
  registry: Registry
  /** Counts a webhook payload by its result: kept, unsigned, too_large, unavailable. */
  body(result: string): void
  /** Counts an event on an account that is not connected: stored with its payload, no reply. */
  unknownAccount(): void
  tried(outcome: string, kind: string): void
  called(durationMs: number): void
  /**
   * Adds a gauge that is read on a request for /metrics. Counting the queue may take long (scanBudget.ts): then the last value is reported
   * again for a while.
   */
  watch(name: string, help: string, labels: string[], read: () => Promise<Read>): void
}

export function makeMetrics(clock: Pick<Clock, 'machineMs'>): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const bodies = new Counter({
    name: 'autodm_webhook_bodies_total',
    help: 'Webhook bodies by what became of them',
    labelNames: ['result'],
    registers: [registry],
  })
  const unknown = new Counter({
    name: 'autodm_webhook_unknown_accounts_total',
    help: 'Events of accounts that are not connected',
    registers: [registry],
  })
  const tries = new Counter({
    name: 'autodm_message_tries_total',
    help: 'Tries of messages by outcome',
    labelNames: ['outcome', 'kind'],
    registers: [registry],
  })
  const calls = new Histogram({
    name: 'autodm_platform_call_seconds',
    help: 'How long calls to the platforms took',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return {
    registry,
    body: (result) => bodies.inc({ result }),
    unknownAccount: () => unknown.inc(),
    tried: (outcome, kind) => tries.inc({ outcome, kind }),
    called: (durationMs) => calls.observe(durationMs / 1000),
    watch(name, help, labels, read) {
      const reads = scanBudget(clock)
      let last: { read: Read; tookMs: number } | null = null
      const readNow = async () => {
        const begun = clock.machineMs()
        return { read: await read(), tookMs: clock.machineMs() - begun }
      }
      const gauge = new Gauge({
        name,
        help,
        labelNames: labels,
        registers: [registry],
        async collect() {
          if (!last || last.tookMs <= quickMs || reads.isDue()) last = await reads.run(readNow)
          this.reset()
          for (const one of last.read) this.set(one.labels, one.value)
        },
      })
      void gauge // the registry keeps it
    },
  }
}

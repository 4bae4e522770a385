import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Clock } from './clock.ts'
import { scanBudget } from './scanBudget.ts'

type Read = { labels: Record<string, string>; value: number }[]
/** What is read more quickly than this is always read when somebody asks. */
const quickMs = 100

export type Metrics = {
  registry: Registry
  /** A webhook body, by what became of it: kept, unsigned, too_large, unavailable. */
  body(result: string): void
  /** Something that happened on an account that is not connected: kept with its payload, and not answered. */
  unknownAccount(): void
  tried(outcome: string, kind: string): void
  called(durationMs: number): void
  /**
   * Gauges that are read when somebody asks for /metrics. Counting what waits may take long (scanBudget.ts): then what was read is told
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
      void gauge // it lives in the registry
    },
  }
}

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  registry: Registry
  /** A webhook body, by what became of it: kept, unsigned, too_large, unavailable. */
  body(result: string): void
  tried(outcome: string, kind: string): void
  called(durationMs: number): void
  /** Gauges that are read when somebody asks for /metrics. */
  watch(name: string, help: string, labels: string[], read: () => Promise<{ labels: Record<string, string>; value: number }[]>): void
}

export function makeMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const bodies = new Counter({
    name: 'autodm_webhook_bodies_total',
    help: 'Webhook bodies by what became of them',
    labelNames: ['result'],
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
    tried: (outcome, kind) => tries.inc({ outcome, kind }),
    called: (durationMs) => calls.observe(durationMs / 1000),
    watch(name, help, labels, read) {
      const gauge = new Gauge({
        name,
        help,
        labelNames: labels,
        registers: [registry],
        async collect() {
          this.reset()
          for (const one of await read()) this.set(one.labels, one.value)
        },
      })
      void gauge // it lives in the registry
    },
  }
}

import type { JobHandler } from '../jobs/handler.ts'

/** Sends one delivery to its endpoint. */
export const deliver = (): JobHandler => ({
  backoffMs: [],
  timeLimitMs: 90_000,
  repeatable: true,
  waitsForAccount: false,
  run: async () => ({ kind: 'put_off', afterMs: 60_000 }),
})

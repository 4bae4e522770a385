import { describeWorkers } from './manyWorkers.ts'

const size = { workers: 4, counting: 10, pairs: 200, standsStillMs: 60_000 }

// A worker with a fast clock treats messages as due that are not, and workers as dead whose leases are still valid; a web process with a
// slow clock stores wrong times for what it receives.
describeWorkers({ ...size, clocks: { 'worker 2': 2_000 } })
describeWorkers({ ...size, clocks: { 'web 2': -2_000 } })

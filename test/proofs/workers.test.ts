import { describeWorkers } from './manyWorkers.ts'

const size = { workers: 4, counting: 10, pairs: 200, standsStillMs: 60_000 }

// A worker that is ahead takes for due what is not yet, and for dead whose lease still runs; a web process that is behind dates what it
// takes.
describeWorkers({ ...size, clocks: { 'worker 2': 2_000 } })
describeWorkers({ ...size, clocks: { 'web 2': -2_000 } })

import { describeWorkers } from '../proofs/manyWorkers.ts'

// `npm run test:proofs -- workers`, small. Twenty seconds are longer than it takes until a call under way is doubted.
describeWorkers({ workers: 2, counting: 3, pairs: 40, standsStillMs: 20_000, clocks: { 'worker 2': 2_000 } })

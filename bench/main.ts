import { parseArgs } from 'node:util'
import { watchForEnding } from '../bin/ending.mjs'
import { findTestPrograms } from '../bin/testPrograms.mjs'
import { measureAnswering } from './answering.ts'
import { measureCrowding } from './crowding.ts'
import { measureDeciding } from './deciding.ts'
import { writeReport } from './document.ts'
import { measureDeliveries, measureLeadDelay } from './delivering.ts'
import { measureFairness } from './fairness.ts'
import { figures } from './figures.ts'
import { machine } from './host.ts'
import { measureMemory, memoryFigure, type UnderLoad } from './memory.ts'
import { measureReading } from './reading.ts'
import { measureReceiving } from './receiving.ts'
import { judge, notMeasured, table, type Figure, type Measured } from './report.ts'
import { measureScaling } from './scaling.ts'
import { openStage, type Stage } from './stage.ts'
import { measureStarting } from './starting.ts'
import { dearestStatements } from './statements.ts'

// npm run bench: every result of docs/performance.md that a program can measure, next to its baseline, in one run on one machine. A failed
// measurement does not stop the others; it is reported as not measured. The exit code is 0 whatever the verdicts are: they are printed.

/** `--quick` must finish within three minutes: on a machine that is too busy for that, the rest is reported as not measured. */
const quickLimitMs = 165_000
const redisVariable = 'TEST_REDIS_SERVER'

const { values: asked } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    statements: { type: 'boolean', default: false },
    write: { type: 'boolean' },
  },
})
const only = asked.only?.toUpperCase().split(',')
const unknown = only?.filter((id) => !(id in figures)) ?? []
if (unknown.length || (asked.write && only)) {
  console.error(unknown.length ? `There is no figure ${unknown.join(', ')}.` : 'A document holds all figures: leave out --only or --write.')
  process.exit(2)
}
const wanted = (...ids: string[]) => !only || ids.some((id) => only.includes(id))
const say = (line: string) => console.error(line)

const ending = watchForEnding()
// A missing Redis is installed if possible, like the packages, before the run's clock starts.
const redis = wanted('G9', 'G11') ? await findTestPrograms({ ending, say, env: process.env, only: [redisVariable] }) : null
const startedAt = performance.now()
const stage = await openStage({ quick: asked.quick, statements: asked.statements, say })
ending.addEventListener('abort', () => void stage.close().then(() => process.exit(1)))
const taken = new Map<string, Figure>()
const keep = (id: string, measured: Measured) => void taken.set(id, judge(id, figures[id]!, measured))

let late = false
const tooLate = new Promise<never>((_resolve, reject) => {
  if (!stage.quick) return
  const end = () => {
    late = true
    reject(new Error('the machine was too busy to fit it into a quick run'))
  }
  setTimeout(end, Math.max(0, startedAt + quickLimitMs - performance.now())).unref()
})
tooLate.catch(() => {})

/** Takes some measurements; an error is recorded as the reason why they are missing. */
async function take(ids: string[], measure: (stage: Stage) => Promise<void>): Promise<void> {
  if (!wanted(...ids)) return
  say(`${ids.join(', ')} … (${Math.round((performance.now() - startedAt) / 1000)} s)`)
  try {
    if (ending.aborted) throw new Error('the run was ended')
    await (late ? tooLate : Promise.race([measure(stage), tooLate]))
    if (asked.statements) for (const line of await dearestStatements(stage.postgresUrl)) say(line)
  } catch (error) {
    for (const id of ids) if (!taken.has(id)) taken.set(id, notMeasured(id, figures[id]!, (error as Error).message))
  }
}

const memory: { idleMb: number | null; underLoad: UnderLoad | null } = { idleMb: null, underLoad: null }
try {
  await take(['G3'], async () => keep('G3', await measureDeciding(stage)))
  await take(['G7', 'G6'], async () => {
    const { ready, idleMb } = await measureStarting(stage)
    memory.idleMb = idleMb
    keep('G7', ready)
  })
  await take(['G6'], async () => {
    if (memory.idleMb === null) throw new Error('the memory after npm start is not known')
    keep('G6', memoryFigure(memory.idleMb, await measureMemory(stage)))
  })
  await take(['G1'], async () => keep('G1', await measureReceiving(stage)))
  await take(['G2', 'G5'], async () => {
    const { throughput, delay } = await measureAnswering(stage)
    keep('G2', throughput)
    keep('G5', delay)
  })
  await take(['G4'], async () => keep('G4', await measureCrowding(stage)))
  await take(['G13', 'G14', 'G16'], async () => {
    const { pages, threads, searches } = await measureReading(stage)
    keep('G13', threads)
    keep('G16', pages)
    keep('G14', searches)
  })
  await take(['G11'], async () => keep('G11', await measureDeliveries(stage, redis?.found[redisVariable] ?? null)))
  await take(['G12'], async () => keep('G12', await measureLeadDelay(stage)))
  await take(['G8'], async () => keep('G8', await measureFairness(stage)))
  await take(['G9'], async () => {
    if (!redis?.found[redisVariable]) throw new Error(redis?.missing.join(' ') ?? 'no Redis was looked for')
    keep('G9', await measureScaling(stage, redis.found[redisVariable]))
  })
} finally {
  await stage.close()
}

const inOrder = [...taken.values()].filter((one) => wanted(one.id)).sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
const about = { machine: machine(), quick: stage.quick, seconds: Math.round((performance.now() - startedAt) / 1000) }
const report = `${table(inOrder)}\n\n${about.machine}; ${about.quick ? 'quick, ' : ''}${about.seconds} s`
console.log(`\n${report}`)
if (asked.write) writeReport(report)
if (asked.json) console.log(JSON.stringify({ figures: inOrder, ...about }))
process.exit(ending.aborted ? 1 : 0)

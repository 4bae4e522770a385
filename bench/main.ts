import { parseArgs } from 'node:util'
import { watchForEnding } from '../bin/ending.mjs'
import { measureAnswering } from './answering.ts'
import { measureCrowding, measureFairness } from './crowding.ts'
import { measureDeciding } from './deciding.ts'
import { machine } from './host.ts'
import { measureReceiving } from './receiving.ts'
import { judge, notMeasured, table, type Figure, type Measured } from './report.ts'
import { openStage, type Stage } from './stage.ts'
import { measureStarting, memoryFigure } from './starting.ts'

// npm run bench: every figure of design.md "Speed" that a program can take, beside its floor, in one run on one machine.
// A figure that fails to be taken does not stop the others; it is told as not measured. Exit code 0 whatever the verdicts are: they are printed.
const titles: Record<string, string> = {
  G1: 'durable webhooks taken',
  G2: 'comments through the whole way',
  G3: 'decisions on one core, 10,000 automations',
  G4: 'cost of an event in a full database',
  G5: 'webhook to send started, at 200/s',
  G6: 'memory of server and database',
  G7: 'ready after npm start',
  G8: 'others’ p99 beside a backlog of 100,000',
  G9: 'four workers on Redis against one',
}
const targets: Record<string, string> = {
  G1: '≥ 0.6 of the floor; p99 ≤ 50 ms',
  G2: '≥ 0.5 of the floor; ≤ 3 commits',
  G3: '≥ 50,000/s; ≤ 3 times',
  G4: '≤ 1.2 times',
  G5: 'p50 ≤ 25 ms; p99 ≤ 150 ms',
  G6: '≤ 250 MB idle; ≤ 500 MB under G2',
  G7: '≤ 2 s warm; ≤ 5 s empty',
  G8: '≤ 2 times',
  G9: '≥ 3.5 times',
}
/** `--quick` is promised within three minutes: on a machine that is too busy for that, what is left is told as not measured. */
const quickStartsUntilMs = 130_000

const { values: asked } = parseArgs({ options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' } } })
const only = asked.only?.toUpperCase().split(',')
const wanted = (...ids: string[]) => !only || ids.some((id) => only.includes(id))
const say = (line: string) => console.error(line)

const ending = watchForEnding()
const startedAt = performance.now()
const stage = await openStage(asked.quick ?? false, say)
ending.addEventListener('abort', () => void stage.close().then(() => process.exit(1)))
const figures = new Map<string, Figure>()
const keep = (id: string, measured: Measured) => void figures.set(id, judge(id, titles[id]!, measured))

/** Takes some figures; what goes wrong is their reason for not being there. */
async function take(ids: string[], measure: (stage: Stage) => Promise<void>): Promise<void> {
  if (!wanted(...ids)) return
  const elapsedMs = performance.now() - startedAt
  say(`${ids.join(', ')} … (${Math.round(elapsedMs / 1000)} s)`)
  try {
    if (ending.aborted) throw new Error('the run was ended')
    if (stage.quick && elapsedMs > quickStartsUntilMs && !ids.includes('G6'))
      throw new Error('the machine was too busy to fit it into a quick run')
    await measure(stage)
  } catch (error) {
    for (const id of ids) if (!figures.has(id)) figures.set(id, notMeasured(id, titles[id]!, targets[id] ?? '', (error as Error).message))
  }
}

let underLoadMb: number | null = null
let idleMb: number | null = null
try {
  await take(['G3'], async () => keep('G3', await measureDeciding(stage)))
  await take(['G7', 'G6'], async () => {
    const { ready, idleMb: measured } = await measureStarting(stage)
    idleMb = measured
    keep('G7', ready)
  })
  await take(['G1'], async () => keep('G1', await measureReceiving(stage)))
  await take(['G2', 'G5', 'G6'], async () => {
    const { throughput, delay, memoryUnderLoadMb } = await measureAnswering(stage)
    underLoadMb = memoryUnderLoadMb
    keep('G2', throughput)
    keep('G5', delay)
  })
  await take(['G6'], async () => {
    if (idleMb === null || underLoadMb === null)
      throw new Error('this system does not tell the memory of processes (/proc/<pid>/smaps_rollup)')
    keep('G6', memoryFigure(idleMb, underLoadMb))
  })
  await take(['G4'], async () => keep('G4', await measureCrowding(stage)))
  await take(['G8'], async () => keep('G8', await measureFairness(stage)))
  await take(['G9'], async () => {
    throw new Error('workers on Redis are not part of this version')
  })
} finally {
  await stage.close()
}

const inOrder = [...figures.values()].filter((one) => wanted(one.id)).sort((a, b) => a.id.localeCompare(b.id))
const about = { machine: machine(), quick: stage.quick, seconds: Math.round((performance.now() - startedAt) / 1000) }
console.log(`\n${table(inOrder)}\n\n${about.machine}; ${about.quick ? 'quick, ' : ''}${about.seconds} s`)
if (asked.json) console.log(JSON.stringify({ figures: inOrder, ...about }))
process.exit(ending.aborted ? 1 : 0)

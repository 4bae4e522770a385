import { median, type Measured } from './report.ts'
import type { Stage } from './stage.ts'

/** Measures G3: the pure engine on one core, ten and ten thousand automations in turns. */
export async function measureDeciding(stage: Stage): Promise<Measured> {
  const rounds = stage.quick ? 3 : 7
  const forMs = stage.quick ? 500 : 1_500
  const decisions = await stage.part('decisions.ts')
  const ask = async (automations: number) => (await decisions.ask<{ perSecond: number }>({ automations, forMs })).perSecond
  await ask(10)
  await ask(10_000)
  const few: number[] = []
  const many: number[] = []
  for (let round = 0; round < rounds; round++) {
    few.push(await ask(10))
    many.push(await ask(10_000))
  }
  await decisions.stop()
  const costRatio = median(few) / median(many)
  return {
    value: median(many),
    unit: '/s',
    floor: null,
    ratio: costRatio,
    reached: [median(many), costRatio],
    notes: [
      `whole decisions with their reply, per second of processor time; with ten automations ${Math.round(median(few))}/s. The ratio is the cost at 10,000 to that at 10`,
    ],
  }
}

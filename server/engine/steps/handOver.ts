import type { HandOverStep } from '../../model/automation.ts'
import { handOver as handOverTo } from '../handOver.ts'
import { onward, type StepKind } from './step.ts'

/** Hands over to people. The run ends here: what was planned before is sent, everything else is silent until somebody resumes. */
export const handOver = {
  speaks: null,
  take(run, { to }, { automation, builder }) {
    handOverTo(builder, { why: 'step', by: automation.name, to })
    return { run, to: null }
  },
  ways: () => onward(null),
  sentences: {
    handed_over: 'Handed over to a person. Automations are silent in this conversation until somebody resumes them.',
  },
} satisfies StepKind<HandOverStep>

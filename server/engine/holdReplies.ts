import type { Automation } from '../model/automation.ts'
import type { Run } from '../model/run.ts'
import { type DecisionBuilder, note } from './decisionBuilder.ts'
import { stepById } from './findStep.ts'
import { kindOf } from './steps/steps.ts'

/**
 * Makes public replies wait for their DM: each public reply of the run waits for the first DM planned with it, unless its step goes first
 * (`replyFirst`). Without content for the DM there is no reply either. A DM after a delay is planned later, so no reply waits for it.
 * In:     the run, its automation, and the builder with everything these steps plan.
 * Out:    `waitsFor` of the replies in the builder, and notes for the trace.
 * Errors: none.
 */
export function holdReplies(run: Run, automation: Automation, builder: DecisionBuilder): void {
  const dm = builder.messages.findIndex((message) => message.runId === run.id && message.kind !== 'public_reply')
  const hasNothingToSend = dm < 0 && builder.trace.some(({ stage, data }) => stage === 'nothing_to_say' && isDm(automation, data['stepId']))
  for (const message of builder.messages.filter((one) => one.runId === run.id && one.kind === 'public_reply')) {
    const step = stepById(automation, message.stepId)
    if (step?.type === 'reply' && step.replyFirst) continue
    if (hasNothingToSend) {
      builder.messages = builder.messages.filter((one) => one !== message)
      note(builder, 'reply_without_dm', { stepId: message.stepId })
    } else if (dm >= 0) {
      message.waitsFor = dm
      note(builder, 'waits_for_dm', { stepId: message.stepId, dmStepId: builder.messages[dm]!.stepId })
    }
  }
}

const isDm = (automation: Automation, stepId: unknown): boolean =>
  typeof stepId === 'string' && kindOf(stepById(automation, stepId))?.speaks === 'direct'

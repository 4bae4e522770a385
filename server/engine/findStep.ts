import type { Automation, Step } from '../model/automation.ts'

/** The step of an automation by its id. */
export const stepById = (automation: Automation, id: string | null): Step | undefined =>
  automation.definition.steps.find((step) => step.id === id)

/** The id of the step after one: `next` as written, else the one listed below it. */
export function stepAfter(automation: Automation, step: Step): string | null {
  if (step.next !== undefined) return step.next
  const { steps } = automation.definition
  return steps[steps.indexOf(step) + 1]?.id ?? null
}

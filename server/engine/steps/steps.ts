import type { Step, StepOf, StepType } from '../../model/automation.ts'
import { ask } from './ask.ts'
import { condition } from './condition.ts'
import { delay } from './delay.ts'
import { handOver } from './handOver.ts'
import { list } from './list.ts'
import { media } from './media.ts'
import { message } from './message.ts'
import { reply } from './reply.ts'
import { save } from './save.ts'
import type { StepKind, Way } from './step.ts'
import { tag } from './tag.ts'
import { template } from './template.ts'
import { wait } from './wait.ts'

/** Every step type. A missing or incomplete one does not compile. */
export const steps = { reply, message, media, list, template, ask, wait, save, delay, condition, tag, handOver } satisfies {
  [T in StepType]: StepKind<StepOf<T>>
}

export const stepTypes = Object.keys(steps) as StepType[]

/** The step type of a step. Out: undefined for a type of a newer version, and for no step. */
export const kindOf = (step: Step | undefined): StepKind | undefined =>
  step && Object.hasOwn(steps, step.type) ? steps[step.type] : undefined

/** The ways out of a step. In: the step, the one below it in the list. Out: none for a type of a newer version. */
export const waysOf = (step: Step, below: Step | undefined): Way[] =>
  kindOf(step)?.ways(step, step.next === undefined ? (below?.id ?? null) : step.next) ?? []

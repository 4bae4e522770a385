import { type Automation, type Definition, minTimeoutMinutes, type Step } from '../../model/automation.ts'
import type { ChannelLimits } from '../../model/channel.ts'
import type { MessageContent } from '../../model/content.ts'
import type { InboundEvent } from '../../model/event.ts'
import type { Run } from '../../model/run.ts'
import type { Channels } from '../checks.ts'
import type { DecisionBuilder } from '../decisionBuilder.ts'
import type { Finding } from '../finding.ts'

/** The state of a run at its end: the branch it took last. */
export type Ending = 'done' | 'no_answer' | 'gave_up'

/** The context of a step: its automation, the id of the next step (null: the end), and the decision being built. */
export type Place = { automation: Automation; next: string | null; builder: DecisionBuilder }

/** The changed run and the id of the step to continue with. Null: its end. Absent: it waits at this step. */
export type Move = { run: Run; to?: string | null; ending?: Ending }

/**
 * One way out of a step.
 *   name     what the way is called: `next`, `then`, `otherwise`, `answered`, `noAnswer`, `gaveUp`, or `button:` and the button's place
 *   by       who takes it: the run by itself, the person, or nobody in time
 *   answer   what becomes of the answer that `save` would store: it stays, there is a new one, or there is none any more
 *   minutes  how much time passes on this way
 *   inWindow whoever goes this way may be written to
 */
export type Way = {
  name: string
  to: string | null
  by: 'itself' | 'person' | 'silence'
  answer: 'stays' | 'given' | 'lost'
  minutes?: number
  inWindow?: true
}

/** The way of most steps: on to the next, at once. */
export const onward = (next: string | null): Way[] => [{ name: 'next', to: next, by: 'itself', answer: 'stays' }]

export const afterMinutes = (now: Date, minutes: number): Date => new Date(now.getTime() + minutes * 60_000)
/** When a wait for the person ends. */
export const timeoutAfter = (now: Date, minutes: number): Date => afterMinutes(now, Math.max(minutes, minTimeoutMinutes))

/**
 * A kind of step, whole. Everything that walks, hears, explains or checks steps asks this, through the table in steps.ts.
 *
 *   speaks       where its texts are sent, null for steps that send nothing
 *   take         does the step; a run that has to wait comes back in a waiting state and without `to`
 *   hear         what an event means to a run that waits here; null: nothing, the event goes on to the triggers
 *   timeOut      the time that a run waited for here has come
 *   takesAnyText whether any text is an answer here, a word like "Cancel" too
 *   takesLateTaps a tap on a button of this step still leads on after its run was given up
 *   ways         every way out of it, for the linter and for drawing; `next` is the step that follows
 *   texts        all it may send, templates not filled in
 *   sample       the content it sends, templates not filled in, where not every channel has such content: the channel is asked about it
 *   anyTime      what it sends needs no window on a channel that can send it
 *   problems     what is wrong with the step by itself
 *   blind        what is wrong with it when nobody can have answered anything on the way to it
 *   sentences    of its stages in the trace, as in engine/sentences.ts
 *
 * Errors: none of these throws; odd input leads on or to the end, and the trace says why.
 */
export type StepKind<S extends Step = Step> = {
  speaks: 'public' | 'direct' | null
  take(run: Run, step: S, place: Place): Move
  hear?(event: InboundEvent, run: Run, step: S, place: Place & { defaultCountry: string }): Move | null
  timeOut?(run: Run, step: S, place: Place): Move
  takesAnyText?(step: S): boolean
  takesLateTaps?: true
  ways(step: S, next: string | null): Way[]
  texts?(step: S): string[]
  sample?(step: S): MessageContent
  anyTime?: true
  problems?(step: S, definition: Definition, limits?: ChannelLimits, channels?: Channels): Finding[]
  blind?(step: S): Finding | null
  sentences: Record<string, string>
}

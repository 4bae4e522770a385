import { type Button, defaultTimeoutMinutes, type MessageStep } from '../../model/automation.ts'
import { note } from '../decisionBuilder.ts'
import { type Finding, warning } from '../finding.ts'
import { readOptWord } from '../optWords.ts'
import { planMessage } from '../planMessage.ts'
import { readTap, typedTap } from '../tap.ts'
import { onward, type StepKind, timeoutAfter, type Way } from './step.ts'
import { blankTexts, buttonProblems, linkInDm, textsMayBeCut, textsTooLong } from './textProblems.ts'
import { sentence } from '../problems.ts'

const tapped = (step: MessageStep): Button[] => (step.buttons ?? []).filter(({ goTo }) => goTo !== undefined)

/** Sends a DM. If its buttons lead to steps, it waits for a tap or for the title typed as text. */
export const message = {
  speaks: 'direct',
  take(run, step, { automation, next, builder }) {
    const said = planMessage(builder, run, automation, step.id, step, 'direct')
    if (said === null || tapped(step).length === 0) return { run: said ?? run, to: next }
    const minutes = step.timeoutMinutes ?? defaultTimeoutMinutes
    note(builder, 'waits_for_tap', { stepId: step.id, minutes })
    return { run: { ...said, state: 'waiting_answer', tries: 0, wakeAt: timeoutAfter(builder.now, minutes) } }
  },
  /** Comments, and any other text, are offered to the triggers. */
  hear(event, run, step, { builder }) {
    const tap = readTap(event.payload)
    if (tap?.runId === run.id && tapped(step).some(({ goTo }) => goTo === tap.stepId)) {
      note(builder, 'tapped', { stepId: step.id, goTo: tap.stepId })
      return { run, to: tap.stepId }
    }
    const typed = event.kind === 'message' && event.text !== null && tap === null ? typedTap(event.text, step.buttons ?? []) : null
    if (typed === null) return null
    note(builder, typed.stage, { stepId: step.id, goTo: typed.goTo, title: typed.title })
    return { run, to: typed.goTo }
  },
  timeOut(run, step, { builder }) {
    note(builder, 'no_answer', { stepId: step.id })
    return { run: { ...run, answer: null }, to: null, ending: 'no_answer' }
  },
  takesLateTaps: true,
  ways(step, next) {
    if (tapped(step).length === 0) return onward(next)
    const taps = (step.buttons ?? []).flatMap(({ goTo }, index): Way[] =>
      goTo === undefined ? [] : [{ name: `button:${index}`, to: goTo, by: 'person', answer: 'stays' }],
    )
    return [...taps, { name: 'noAnswer', to: null, by: 'silence', answer: 'lost' }]
  },
  texts: ({ texts }) => texts,
  problems: (step, _definition, limits) => [
    ...optsOut(step),
    ...linkInDm(step, step.texts),
    ...textsTooLong(step, step.texts, limits),
    ...textsMayBeCut(step, step.texts, limits),
    ...(limits ? buttonProblems(step, limits) : []),
    ...blankTexts(step),
  ],
  sentences: {
    waits_for_tap: 'Waits for a tap on a button for {{minutes}} minutes.',
    tapped: 'The button leads to step {{goTo}}.',
    typed_title: 'The person typed the title of the button “{{title}}”, which counts as a tap: it leads to step {{goTo}}.',
    typed_yes: 'The person said yes to the only button, “{{title}}”, which counts as a tap: it leads to step {{goTo}}.',
  },
} satisfies StepKind<MessageStep>

const optsOut = (step: MessageStep): Finding[] =>
  tapped(step)
    .filter(({ title }) => readOptWord(title) === 'out')
    .map(({ title }) => warning(step.id, 'button_opts_out', sentence('problem.button_opts_out', { title })))

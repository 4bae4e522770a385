import type { ListRow, ListStep } from '../../model/automation.ts'
import type { ChoiceList } from '../../model/content.ts'
import { note } from '../decisionBuilder.ts'
import { planMessage } from '../planMessage.ts'
import { placesOf, readTap, tapPayload, typedTap } from '../tap.ts'
import { type StepKind, timeoutAfter } from './step.ts'
import { blankTexts, textsMayBeCut, textsTooLong } from './textProblems.ts'

const rowsOf = ({ sections }: ListStep): ListRow[] => sections.flatMap(({ rows }) => rows)

/** Sends rows to choose from, and waits for the choice or for the title of a row typed as text. */
export const list = {
  speaks: 'direct',
  take(run, step, { automation, next, builder }) {
    const said = planMessage(builder, run, automation, step.id, step, 'direct', (text) => ({
      type: 'list',
      list: listOf(step, text, run.id),
    }))
    if (said === null) return { run, to: next }
    note(builder, 'waits_for_choice', { stepId: step.id, minutes: step.timeoutMinutes })
    return { run: { ...said, state: 'waiting_answer', answer: null, tries: 0, wakeAt: timeoutAfter(builder.now, step.timeoutMinutes) } }
  },
  /** Comments, and any other text, are offered to the triggers. */
  hear(event, run, step, { builder }) {
    const rows = rowsOf(step)
    const tap = readTap(event.payload)
    const chosen = tap?.runId === run.id ? rows.filter(({ goTo }) => goTo === tap.stepId)[tap.place] : undefined
    if (chosen) {
      note(builder, 'chosen', { stepId: step.id, goTo: chosen.goTo, title: chosen.title })
      return { run: { ...run, answer: chosen.title }, to: chosen.goTo }
    }
    const typed = event.kind === 'message' && event.text !== null && tap === null ? typedTap(event.text, rows) : null
    if (typed === null) return null
    note(builder, 'typed_row', { stepId: step.id, goTo: typed.goTo, title: typed.title })
    return { run: { ...run, answer: typed.title }, to: typed.goTo }
  },
  timeOut(run, step, { builder }) {
    note(builder, 'no_answer', { stepId: step.id })
    return { run: { ...run, answer: null }, to: step.noAnswer ?? null, ending: 'no_answer' }
  },
  takesLateTaps: true,
  ways: (step) => [
    ...rowsOf(step).map(({ goTo }, index) => ({ name: `row:${index}`, to: goTo, by: 'person' as const, answer: 'given' as const })),
    { name: 'noAnswer', to: step.noAnswer ?? null, by: 'silence', answer: 'lost' },
  ],
  texts: ({ texts }) => texts,
  sample: (step) => ({ type: 'list', list: listOf(step, step.texts[0] ?? '', 'run') }),
  problems: (step, _definition, limits) => [
    ...textsTooLong(step, step.texts, limits),
    ...textsMayBeCut(step, step.texts, limits),
    ...blankTexts(step),
  ],
  sentences: {
    waits_for_choice: 'Waits for a choice from the list for {{minutes}} minutes.',
    chosen: 'The person chose “{{title}}”, which leads to step {{goTo}}.',
    typed_row: 'The person typed the title of the row “{{title}}”, which counts as a choice: it leads to step {{goTo}}.',
  },
} satisfies StepKind<ListStep>

function listOf(step: ListStep, text: string, runId: string): ChoiceList {
  const places = placesOf(rowsOf(step))
  let at = 0
  const sections = step.sections.map(({ title, rows }) => ({
    ...(title === undefined ? {} : { title }),
    rows: rows.map(({ title: name, description, goTo }) => ({
      id: tapPayload(runId, goTo, places[at++]),
      title: name,
      ...(description === undefined ? {} : { description }),
    })),
  }))
  return { text, button: step.button, sections }
}

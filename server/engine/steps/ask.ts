import type { AskStep } from '../../model/automation.ts'
import type { Run } from '../../model/run.ts'
import { note } from '../decisionBuilder.ts'
import { readAnswer } from '../readAnswer.ts'
import { planMessage } from '../planMessage.ts'
import { type Move, type Place, type StepKind, timeoutAfter } from './step.ts'
import { blankTexts, linkInDm, textsMayBeCut, textsTooLong } from './textProblems.ts'
import { defaultTexts } from '../defaultTexts.ts'

const textsOf = ({ texts, retryText }: AskStep): string[] => [...texts, ...(retryText ? [retryText] : [])]

/** Asks in the DM and waits for an answer of a kind. Only a DM's text or a quick reply answers it. */
export const ask = {
  speaks: 'direct',
  take(run, step, { automation, builder }) {
    const said = planMessage(builder, run, automation, step.id, step, 'direct') ?? run
    note(builder, 'waits_for_answer', { stepId: step.id, answer: step.answer, minutes: step.timeoutMinutes })
    return { run: { ...said, state: 'waiting_answer', answer: null, tries: 0, wakeAt: timeoutAfter(builder.now, step.timeoutMinutes) } }
  },
  hear(event, run, step, place) {
    if (event.kind !== 'message') return null
    const text = event.text?.trim()
    if (!text) return event.storyMention ? null : askForWords(run, step, place)
    const answer = readAnswer(step.answer, text, place.defaultCountry)
    if (answer === null) return askAgain(run, step, place)
    note(place.builder, 'answered', { stepId: step.id, answer: step.answer })
    return { run: { ...run, answer, tries: 0 }, to: place.next }
  },
  timeOut(run, step, { builder }) {
    note(builder, 'no_answer', { stepId: step.id })
    return { run: { ...run, answer: null }, to: step.noAnswer ?? null, ending: 'no_answer' }
  },
  takesAnyText: (step) => step.answer === 'text',
  ways: (step, next) => [
    { name: 'answered', to: next, by: 'person', answer: 'given' },
    { name: 'noAnswer', to: step.noAnswer ?? null, by: 'silence', answer: 'lost' },
    { name: 'gaveUp', to: step.gaveUp ?? null, by: 'person', answer: 'lost' },
  ],
  texts: textsOf,
  problems: (step, _definition, limits) => [
    ...linkInDm(step, textsOf(step)),
    ...textsTooLong(step, textsOf(step), limits),
    ...textsMayBeCut(step, textsOf(step), limits),
    ...blankTexts(step),
  ],
  sentences: {
    waits_for_answer: 'Waits for an answer ({{>answer}}) for {{minutes}} minutes.',
    no_words: 'The message has no text, so it does not answer step “{{stepId}}”.',
    wrong_answer: 'This is not a valid answer ({{>answer}}): attempt {{tries}} of {{maxTries}}.',
    gave_up: 'No attempts are left for step “{{stepId}}”.',
  },
} satisfies StepKind<AskStep>

/** A wrong answer: asks again, or gives up after the last allowed attempt and continues with that branch. The answer is not stored. */
function askAgain(run: Run, step: AskStep, place: Place): Move {
  const { builder } = place
  const tries = run.tries + 1
  note(builder, 'wrong_answer', { stepId: step.id, answer: step.answer, tries, maxTries: step.maxTries })
  if (tries >= step.maxTries) {
    note(builder, 'gave_up', { stepId: step.id })
    return { run: { ...run, tries, answer: null }, to: step.gaveUp ?? null, ending: 'gave_up' }
  }
  const asked = sayAgain(run, step, defaultTexts.en.retry[step.answer], place)
  return { run: { ...asked, tries, wakeAt: timeoutAfter(builder.now, step.timeoutMinutes) } }
}

/**
 * A message without text (a voice note, a photo, a sticker) while an answer is waited for: it is not an answer, so the person is asked for
 * text. It counts as an attempt, but never as the last one: an album of photos must not end the question. When only the last attempt is
 * left, nothing more is sent, so that an album does not get a reply per photo. Nothing of it is stored.
 */
function askForWords(run: Run, step: AskStep, place: Place): Move {
  const { builder } = place
  const tries = Math.min(run.tries + 1, step.maxTries - 1)
  note(builder, 'no_words', { stepId: step.id })
  if (run.tries > 0 && tries <= run.tries) return { run }
  const asked = sayAgain(run, step, defaultTexts.en.inWords[step.answer], place)
  return { run: { ...asked, tries, wakeAt: timeoutAfter(builder.now, step.timeoutMinutes) } }
}

/** Sends the owner's text for asking again, or the default. Out: the changed run. */
function sayAgain(run: Run, step: AskStep, ours: string, { automation, builder }: Place): Run {
  const texts = [step.retryText?.trim() ? step.retryText : ours]
  const words = step.link === undefined ? { texts } : { texts, link: step.link }
  return planMessage(builder, run, automation, step.id, words, 'direct') ?? run
}

import { type AskStep, type Automation, defaultTimeoutMinutes, type MessageStep, type Step } from '../model/automation.ts'
import type { Run } from '../model/run.ts'
import { type Draft, keepRun, note } from './draft.ts'
import { holdReplies } from './holdReplies.ts'
import { say, stepAfter, stepById } from './say.ts'

/** How a run is called when it reaches its end: which branch it took last. */
export type Ending = 'done' | 'no_answer' | 'gave_up'

/** More steps at a stretch are a mistake in the automation; a definition may have a hundred, but most wait for somebody. */
const maxStepsAtOnce = 50
const afterMinutes = (now: Date, minutes: number): Date => new Date(now.getTime() + minutes * 60_000)

/** The fields of requirement A10 have one spelling; all others are the owner's own. */
const knownFields = new Set(['email', 'phone', 'name'])
const fieldName = (field: string): string => (knownFields.has(field.toLowerCase()) ? field.toLowerCase() : field)

export const waitsForTap = (step: MessageStep): boolean => (step.buttons ?? []).some((button) => button.goTo !== undefined)

/**
 * Takes a run through its automation's steps until it must wait or ends, and writes what follows into the draft: messages, the
 * lead, the run as it stands then.
 * In:     the run, its automation in the run's version, the id of the step to begin with (null: the end), how the way is called if
 *         it reaches the end, the draft.
 * Out:    the run, also kept in the draft.
 * Errors: none; a step that does not exist and a circle in which nobody is waited for end the run, and the trace says so.
 */
export function advance(started: Run, automation: Automation, from: string | null, ending: Ending, draft: Draft): Run {
  const run = walk(started, automation, from, ending, draft)
  holdReplies(run, automation, draft)
  return run
}

function walk(started: Run, automation: Automation, from: string | null, ending: Ending, draft: Draft): Run {
  let run = started
  let at = from
  const walked = new Set<string>()
  while (at !== null) {
    const step = stepById(automation, at)
    if (!step) {
      note(draft, 'unknown_step', { stepId: at })
      break
    }
    if (walked.has(at) || walked.size >= maxStepsAtOnce) {
      note(draft, walked.has(at) ? 'endless_loop' : 'too_many_steps', { stepId: at })
      break
    }
    walked.add(at)
    run = { ...take(run, automation, step, draft), stepId: step.id }
    if (run.state === 'waiting_answer' || run.state === 'waiting_time') {
      keepRun(draft, run)
      return run
    }
    at = stepAfter(automation, step)
  }
  run = { ...run, state: ending, wakeAt: null, endedAt: draft.now }
  note(draft, 'ended', { runId: run.id, state: ending })
  keepRun(draft, run)
  return run
}

/** One step. Out: the run; in a waiting state when somebody or some time has to come first. */
function take(run: Run, automation: Automation, step: Step, draft: Draft): Run {
  const going = { ...run, state: 'done' as const, wakeAt: null }
  switch (step.type) {
    case 'reply': {
      if (run.commentId === null) note(draft, 'no_comment', { stepId: step.id })
      else say(draft, going, automation, step.id, { texts: step.texts }, 'public')
      return going
    }
    case 'message': {
      const said = say(draft, going, automation, step.id, step, 'direct')
      if (said === null || !waitsForTap(step)) return said ?? going
      const minutes = step.timeoutMinutes ?? defaultTimeoutMinutes
      note(draft, 'waits_for_tap', { stepId: step.id, minutes })
      return { ...said, state: 'waiting_answer', tries: 0, wakeAt: afterMinutes(draft.now, minutes) }
    }
    case 'ask': {
      const said = say(draft, going, automation, step.id, step, 'direct') ?? going
      note(draft, 'waits_for_answer', { stepId: step.id, answer: step.answer, minutes: step.timeoutMinutes })
      return { ...said, state: 'waiting_answer', answer: null, tries: 0, wakeAt: afterMinutes(draft.now, step.timeoutMinutes) }
    }
    case 'wait': {
      note(draft, 'waits_for_text', { stepId: step.id, minutes: step.timeoutMinutes })
      return { ...going, state: 'waiting_answer', answer: null, tries: 0, wakeAt: afterMinutes(draft.now, step.timeoutMinutes) }
    }
    case 'delay': {
      if (!(step.minutes > 0)) return going
      note(draft, 'waits_for_time', { stepId: step.id, minutes: step.minutes })
      return { ...going, state: 'waiting_time', wakeAt: afterMinutes(draft.now, step.minutes) }
    }
    case 'save':
      return save(going, automation, step.id, fieldName(step.field), draft)
    default:
      // A step of a newer program: said, and passed over.
      note(draft, 'unknown_step', { stepId: (step as Step).id })
      return going
  }
}

/** Keeps the last answer: in the run, in the lead (one per run, however much is asked), and among what is known of the contact. */
function save(run: Run, automation: Automation, stepId: string, field: string, draft: Draft): Run {
  if (run.answer === null) {
    note(draft, 'nothing_to_save', { stepId, field })
    return run
  }
  const saved = { ...run.saved, [field]: run.answer }
  const leadId = run.leadId ?? draft.newId()
  const keep = automation.definition.lead.saveToDatabase
  const lead = { leadId, runId: run.id, automationId: automation.id, versionId: run.versionId, fields: saved, keep }
  draft.leads = [...draft.leads.filter((other) => other.leadId !== leadId), lead]
  draft.conversation.fields = { ...draft.conversation.fields, [field]: run.answer }
  note(draft, 'saved', { stepId, field, keep })
  return { ...run, saved, leadId }
}

/** The sentence for a wrong answer when the owner wrote none. */
const retryTexts: Record<AskStep['answer'], string> = {
  email: 'That does not look like an e-mail address. Could you send it again, like name@example.com?',
  phone: 'That does not look like a phone number. Could you send it again, with the country code?',
  number: 'That does not look like a number. Could you send it again in digits?',
  text: 'Could you send that again as a text message?',
}

/** The same for a message without words. */
const wordsTexts: Record<AskStep['answer'], string> = {
  email: 'I can only read text here. Could you write your e-mail address, like name@example.com?',
  phone: 'I can only read text here. Could you write your phone number, with the country code?',
  number: 'I can only read text here. Could you write the number in digits?',
  text: 'I can only read text here. Could you write your answer?',
}

/**
 * A wrong answer: asks again, or gives up after the last allowed try and goes on in that branch. Nothing is kept of it; the run is
 * kept in the draft.
 */
export function askAgain(run: Run, automation: Automation, step: AskStep, draft: Draft): void {
  const tries = run.tries + 1
  note(draft, 'wrong_answer', { stepId: step.id, answer: step.answer, tries, maxTries: step.maxTries })
  if (tries >= step.maxTries) {
    note(draft, 'gave_up', { stepId: step.id })
    advance({ ...run, tries, answer: null }, automation, step.gaveUp ?? null, 'gave_up', draft)
    return
  }
  const asked = sayAgain(run, automation, step, retryTexts[step.answer], draft)
  keepRun(draft, { ...asked, tries, wakeAt: afterMinutes(draft.now, step.timeoutMinutes) })
}

/**
 * A message without words (a voice note, a photo, a sticker) where an answer is waited for: it is none, so it is asked for in words.
 * It counts as a try, but never as the last: an album of photos must not end the question. When only that one is left, the question
 * stays as it is and nothing more is sent, so that an album is not answered photo by photo. Nothing is kept of it.
 */
export function askForWords(run: Run, automation: Automation, step: AskStep, draft: Draft): void {
  const tries = Math.min(run.tries + 1, step.maxTries - 1)
  note(draft, 'no_words', { stepId: step.id })
  const again = run.tries === 0 || tries > run.tries
  const asked = again ? sayAgain(run, automation, step, wordsTexts[step.answer], draft) : run
  keepRun(draft, again ? { ...asked, tries, wakeAt: afterMinutes(draft.now, step.timeoutMinutes) } : run)
}

/** The owner's own words for asking again, or ours. Out: the run afterwards. */
function sayAgain(run: Run, automation: Automation, step: AskStep, ours: string, draft: Draft): Run {
  const texts = [step.retryText?.trim() ? step.retryText : ours]
  const words = step.link === undefined ? { texts } : { texts, link: step.link }
  return say(draft, run, automation, step.id, words, 'direct') ?? run
}

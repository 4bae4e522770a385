import type { Definition, Step } from '../../../server/model/automation.ts'
import type { BuilderForm } from './builderForm.ts'
import type { Purpose } from './part.ts'
import { everyPart } from './parts.ts'
import { filled, isEmail, isWebAddress } from './textChecks.ts'

/**
 * The steps of the cards: condition, reply, delay, opening with its button, each question with the step that saves its answer, the message,
 * tags.
 * In: the form, finished or not, and what for. Out: a definition; parts that are off are left out. Errors: none: unfinished.ts names what
 * is missing.
 */
export function definitionOf(form: BuilderForm, purpose: Purpose = 'save'): Definition {
  const steps = everyPart.flatMap(([, part]) => part.stepsOf(form, (name) => idOf(form, name), purpose))
  addOtherwise(form, steps)

  return {
    triggers: [{ on: form.on, media: form.media, keywords: form.anyWord ? [] : form.keywords, match: form.match, exclude: form.exclude }],
    cooldownMinutes: form.cooldownMinutes,
    steps,
    lead: {
      saveToDatabase: form.saveLead,
      notificationEmail: isEmail(form.notificationEmail) ? form.notificationEmail.trim() : null,
      webhookUrl: isWebAddress(form.webhookUrl) ? form.webhookUrl.trim() : null,
    },
  }
}

/** The message for everyone else comes last, where no other step leads. */
function addOtherwise(form: BuilderForm, steps: Step[]) {
  const [condition] = steps
  const last = steps.at(-1)
  const texts = filled(form.parts.condition?.otherwise ?? [])
  if (condition?.type !== 'condition' || !last || texts.length === 0) return
  last.next = null
  condition.otherwise = idOf(form, 'otherwise')
  steps.push({ id: condition.otherwise, type: 'message', texts })
}

/** What leads to the message leads to the file or the template where there is none. */
function idOf(form: BuilderForm, part: string): string {
  const instead =
    part === 'message' && filled(form.texts).length === 0 ? (form.parts.media ? 'media' : form.parts.template ? 'template' : part) : part
  return form.ids[instead] ?? instead
}

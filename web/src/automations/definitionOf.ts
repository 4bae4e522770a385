import type { Definition, Step } from '../../../server/model/automation.ts'
import type { BuilderForm } from './builderForm.ts'
import { stepsOfParts } from './parts.ts'

const filled = (rows: { text: string }[]) => rows.map((row) => row.text.trim()).filter(Boolean)
export const isWebAddress = (text: string) => /^https?:\/\/\S+$/i.test(text.trim())
export const isEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim())

/** `save`: only finished parts, because the server accepts no blank texts. `preview`: unfinished parts too. */
type Purpose = 'save' | 'preview'

/**
 * The steps of the cards: condition, reply, delay, opening with its button, each question with the step that saves its answer, the message,
 * tags.
 * In: the form, finished or not, and what for. Out: a definition; parts that are off are left out. Errors: none: unfinished.ts names what
 * is missing.
 */
export function definitionOf(form: BuilderForm, purpose: Purpose = 'save'): Definition {
  const preview = purpose === 'preview'
  const asks = form.asks.filter((ask) => ask.question.trim())
  const part = (name: string) => idOf(form, name)
  const steps = stepsOfParts(form.parts, 'start', part, purpose)

  const replies = filled(form.replies)
  if (form.replyOn && form.on === 'comment' && replies.length > 0)
    steps.push({ id: idOf(form, 'reply'), type: 'reply', texts: replies, ...(form.replyFirst ? { replyFirst: true } : {}) })
  if (form.delayMinutes > 0) steps.push({ id: idOf(form, 'delay'), type: 'delay', minutes: form.delayMinutes })

  const opening = filled(form.opening)
  const title = form.openingButton.trim()
  if (form.openingOn && opening.length > 0 && (title || preview)) {
    const goTo = idOf(form, asks.length > 0 ? 'ask_1' : 'message')
    steps.push({ id: idOf(form, 'opening'), type: 'message', texts: opening, buttons: [{ title, goTo }] })
  }
  asks.forEach((ask, index) => steps.push(...questionSteps(form, ask, index + 1)))

  const texts = filled(form.texts)
  const buttons = form.buttons
    .map((button) => ({ title: button.title.trim(), url: button.url.trim() }))
    .filter((button) => preview || (button.title && isWebAddress(button.url)))
  const link = isWebAddress(form.link) ? { link: form.link.trim() } : {}
  if (texts.length > 0)
    steps.push({ id: idOf(form, 'message'), type: 'message', texts, ...(buttons.length > 0 ? { buttons } : {}), ...link })
  steps.push(...stepsOfParts(form.parts, 'end', part, purpose))
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

const idOf = (form: BuilderForm, part: string) => form.ids[part] ?? part

function questionSteps(form: BuilderForm, ask: BuilderForm['asks'][number], number: number): Step[] {
  const where = (way: 'end' | 'message') => (way === 'message' ? idOf(form, 'message') : null)
  const retry = ask.retryText.trim()
  return [
    {
      id: idOf(form, `ask_${number}`),
      type: 'ask',
      texts: [ask.question.trim()],
      answer: ask.answer,
      ...(retry ? { retryText: retry } : {}),
      maxTries: ask.maxTries,
      timeoutMinutes: ask.timeoutMinutes,
      noAnswer: where(ask.noAnswer),
      gaveUp: where(ask.gaveUp),
      ...(ask.link ? { link: ask.link } : {}),
    },
    { id: idOf(form, `save_${number}`), type: 'save', field: ask.field.trim() || ask.answer },
  ]
}

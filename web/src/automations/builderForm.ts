import type { AnswerKind, Definition, MatchMode, Step } from '../../../server/model/automation.ts'

/** The quick builder's own shape: the cards, top to bottom. `definitionOf` and `formOf` translate to and from steps. */
export type AskForm = {
  answer: Exclude<AnswerKind, 'number'>
  field: string
  question: string
  retryText: string
  maxTries: number
  timeoutMinutes: number
  /** Where the talk goes on after the last try, and when nobody answers. */
  gaveUp: 'end' | 'message'
  noAnswer: 'end' | 'message'
}
export type BuilderForm = {
  name: string
  on: 'comment' | 'message' | 'story_reply'
  media: string[]
  anyWord: boolean
  keywords: string[]
  match: MatchMode
  exclude: string[]
  replyOn: boolean
  replies: { text: string }[]
  openingOn: boolean
  opening: { text: string }[]
  openingButton: string
  asks: AskForm[]
  texts: { text: string }[]
  buttons: { title: string; url: string }[]
  link: string
  delayMinutes: number
  cooldownMinutes: number
  saveLead: boolean
  notificationEmail: string
  webhookUrl: string
  /** Step ids it was opened with, by part, so that an edited step stays the same step. */
  ids: Record<string, string>
}

export const blankForm: BuilderForm = {
  name: '',
  on: 'comment',
  media: [],
  anyWord: false,
  keywords: [],
  match: 'word',
  exclude: [],
  replyOn: false,
  replies: [{ text: '' }, { text: '' }, { text: '' }],
  openingOn: false,
  opening: [{ text: '' }],
  openingButton: '',
  asks: [],
  texts: [{ text: '' }],
  buttons: [],
  link: '',
  delayMinutes: 0,
  cooldownMinutes: 0,
  saveLead: true,
  notificationEmail: '',
  webhookUrl: '',
  ids: {},
}

const filled = (rows: { text: string }[]) => rows.map((row) => row.text.trim()).filter(Boolean)

/**
 * The steps that the cards stand for: reply, delay, opening with its button, each question with what keeps the answer, the message.
 * In: the form, valid or not yet. Out: a definition; parts that are off are left out. Errors: none: the linter names what is missing.
 */
export function definitionOf(form: BuilderForm): Definition {
  const id = (part: string) => form.ids[part] ?? part
  const where = (way: 'end' | 'message') => (way === 'message' ? id('message') : null)
  const afterOpening = id(form.asks.length > 0 ? 'ask_1' : 'message')
  const steps: Step[] = []
  const replies = filled(form.replies)
  if (form.replyOn && form.on === 'comment') steps.push({ id: id('reply'), type: 'reply', texts: replies })
  if (form.delayMinutes > 0) steps.push({ id: id('delay'), type: 'delay', minutes: form.delayMinutes })
  if (form.openingOn) {
    const buttons = [{ title: form.openingButton.trim(), goTo: afterOpening }]
    steps.push({ id: id('opening'), type: 'message', texts: filled(form.opening), buttons })
  }
  form.asks.forEach((ask, index) => {
    const askId = `ask_${index + 1}`
    const retry = ask.retryText.trim()
    steps.push({
      id: id(askId),
      type: 'ask',
      texts: [ask.question.trim()].filter(Boolean),
      answer: ask.answer,
      ...(retry ? { retryText: retry } : {}),
      maxTries: ask.maxTries,
      timeoutMinutes: ask.timeoutMinutes,
      noAnswer: where(ask.noAnswer),
      gaveUp: where(ask.gaveUp),
    })
    steps.push({ id: id(`save_${index + 1}`), type: 'save', field: ask.field })
  })
  const buttons = form.buttons.map((button) => ({ title: button.title.trim(), url: button.url.trim() }))
  const link = form.link.trim()
  steps.push({
    id: id('message'),
    type: 'message',
    texts: filled(form.texts),
    ...(buttons.length > 0 ? { buttons } : {}),
    ...(link ? { link } : {}),
  })
  return {
    triggers: [{ on: form.on, media: form.media, keywords: form.anyWord ? [] : form.keywords, match: form.match, exclude: form.exclude }],
    cooldownMinutes: form.cooldownMinutes,
    steps,
    lead: {
      saveToDatabase: form.saveLead,
      notificationEmail: form.notificationEmail.trim() || null,
      webhookUrl: form.webhookUrl.trim() || null,
    },
  }
}

const rows = (texts: string[]) => texts.map((text) => ({ text }))

/**
 * The cards for a definition, wherever it was made.
 * Out: the form, or null when the definition says anything the cards cannot show: then nothing may be lost by opening it.
 */
export function formOf(name: string, definition: Definition): BuilderForm | null {
  const [trigger, ...others] = definition.triggers
  if (!trigger || others.length > 0 || !(['comment', 'message', 'story_reply'] as string[]).includes(trigger.on)) return null
  const queue = [...definition.steps]
  const take = <T extends Step['type']>(type: T, part: string, fits: (step: Extract<Step, { type: T }>) => boolean = () => true) => {
    const step = queue[0]
    if (step?.type !== type || !fits(step as Extract<Step, { type: T }>)) return null
    queue.shift()
    form.ids[part] = step.id
    return step as Extract<Step, { type: T }>
  }
  const messageId = definition.steps.at(-1)?.id
  const way = (target: string | null | undefined) => (target && target === messageId ? 'message' : 'end')

  const form: BuilderForm = {
    ...structuredClone(blankForm),
    name,
    on: trigger.on as BuilderForm['on'],
    media: trigger.media,
    anyWord: trigger.keywords.length === 0,
    keywords: trigger.keywords,
    match: trigger.match,
    exclude: trigger.exclude,
    cooldownMinutes: definition.cooldownMinutes,
    saveLead: definition.lead.saveToDatabase,
    notificationEmail: definition.lead.notificationEmail ?? '',
    webhookUrl: definition.lead.webhookUrl ?? '',
  }
  const reply = take('reply', 'reply')
  if (reply) Object.assign(form, { replyOn: true, replies: rows(reply.texts) })
  form.delayMinutes = take('delay', 'delay')?.minutes ?? 0
  const opening = take('message', 'opening', (step) => step.buttons?.length === 1 && step.buttons[0]?.goTo !== undefined)
  if (opening) Object.assign(form, { openingOn: true, opening: rows(opening.texts), openingButton: opening.buttons?.[0]?.title ?? '' })
  for (let number = 1; queue[0]?.type === 'ask'; number++) {
    const ask = take('ask', `ask_${number}`)
    const save = take('save', `save_${number}`)
    if (!ask || !save) return null
    form.asks.push({
      answer: ask.answer === 'number' ? 'text' : ask.answer,
      field: save.field,
      question: ask.texts[0] ?? '',
      retryText: ask.retryText ?? '',
      maxTries: ask.maxTries,
      timeoutMinutes: ask.timeoutMinutes,
      gaveUp: way(ask.gaveUp),
      noAnswer: way(ask.noAnswer),
    })
  }
  const message = take('message', 'message')
  if (message) {
    form.texts = rows(message.texts)
    form.buttons = (message.buttons ?? []).map((button) => ({ title: button.title, url: button.url ?? '' }))
    form.link = message.link ?? ''
  }
  return plain(definitionOf(form)) === plain(definition) ? form : null
}

/** A definition as text in which the same meaning reads the same: `next` only where it is not simply the next. */
function plain(definition: Definition) {
  const steps = definition.steps.map((step, index) => {
    const follows = definition.steps[index + 1]?.id ?? null
    const { next, ...rest } = step
    const bare =
      rest.type === 'ask' ? { ...rest, gaveUp: rest.gaveUp ?? null, noAnswer: rest.noAnswer ?? null, link: rest.link || undefined } : rest
    return { ...bare, ...(next === undefined || next === follows ? {} : { next }) }
  })
  return JSON.stringify(sorted({ ...definition, steps }))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

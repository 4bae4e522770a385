import type { Definition, Step } from '../../../server/model/automation.ts'
import { blankForm, type BuilderForm } from './builderForm.ts'
import { definitionOf } from './definitionOf.ts'
import { partsFrom } from './parts.ts'

const rows = (texts: string[]) => texts.map((text) => ({ text }))

/**
 * The cards for a definition, wherever it was created.
 * Out: the form, or null when the definition has a part the cards cannot show, so that opening it loses nothing.
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
  const [first] = queue
  const end = queue.at(-1)
  const otherwise = first?.type === 'condition' && end?.type === 'message' && first.otherwise === end.id ? end : null
  if (otherwise) queue.pop()
  const last = queue.findLast((step) => step.type !== 'tag')
  const messageId = last?.type === 'message' && !last.buttons?.some((button) => button.goTo) ? last.id : 'message'
  const way = (target: string | null | undefined) => (target === messageId ? 'message' : 'end')

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
  const start = partsFrom('start', take)
  if (!start) return null
  Object.assign(form.parts, start)
  if (otherwise && form.parts.condition) {
    form.parts.condition.otherwise = rows(otherwise.texts)
    form.ids['otherwise'] = otherwise.id
  }
  const reply = take('reply', 'reply')
  if (reply) Object.assign(form, { replyOn: true, replies: rows(reply.texts), replyFirst: reply.replyFirst === true })
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
      link: ask.link ?? '',
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
  const finish = partsFrom('end', take)
  if (!finish) return null
  Object.assign(form.parts, finish)
  return normalForm(definitionOf(form)) === normalForm(definition) ? form : null
}

/** A definition in canonical form: equal meaning gives equal text, with `next` only where it is not the following step. */
export function normalForm(definition: Definition) {
  const steps = definition.steps.map((step, index) => {
    const follows = definition.steps[index + 1]?.id ?? null
    const { next, ...rest } = step
    if (rest.type === 'reply' && !rest.replyFirst) delete rest.replyFirst
    if (rest.type === 'tag' && rest.add?.length === 0) delete rest.add
    if (rest.type === 'tag' && rest.remove?.length === 0) delete rest.remove
    const ends = rest.type === 'ask' ? { gaveUp: rest.gaveUp ?? null, noAnswer: rest.noAnswer ?? null } : {}
    const bare = { ...rest, ...ends, ...(rest.type === 'condition' ? { otherwise: rest.otherwise ?? null } : {}) }
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

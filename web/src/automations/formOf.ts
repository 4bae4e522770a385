import type { Definition } from '../../../server/model/automation.ts'
import { blankForm, type BuilderForm } from './builderForm.ts'
import { definitionOf } from './definitionOf.ts'
import type { Take } from './part.ts'
import { everyPart } from './parts.ts'

/**
 * The cards for a definition, wherever it was created.
 * Out: the form, or null when the definition has a part the cards cannot show, so that opening it loses nothing.
 */
export function formOf(name: string, definition: Definition): BuilderForm | null {
  const [trigger, ...others] = definition.triggers
  if (!trigger || others.length > 0 || !(['comment', 'message', 'story_reply'] as string[]).includes(trigger.on)) return null
  const queue = [...definition.steps]
  const take: Take = (type, name, fits = () => true) => {
    const step = queue[0]
    if (step?.type !== type || !fits(step as never)) return null
    queue.shift()
    form.ids[name] = step.id
    return step as never
  }
  const [first] = queue
  const end = queue.at(-1)
  const otherwise = first?.type === 'condition' && end?.type === 'message' && first.otherwise === end.id ? end : null
  if (otherwise) queue.pop()
  const closing = new Set<string>(['tag', 'template', 'media'])
  const last = queue.findLast((step) => !closing.has(step.type))
  const sent = queue.find((step) => step.type === 'media' || step.type === 'template')
  const messageId = last?.type === 'message' && !last.buttons?.some((button) => button.goTo) ? last.id : (sent?.id ?? 'message')

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
  if (!everyPart.every(([, part]) => part.read(form, take, messageId))) return null
  if (otherwise && form.parts.condition) {
    form.parts.condition.otherwise = otherwise.texts.map((text) => ({ text }))
    form.ids['otherwise'] = otherwise.id
  }
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
    const ends =
      rest.type === 'ask'
        ? { gaveUp: rest.gaveUp ?? null, noAnswer: rest.noAnswer ?? null }
        : rest.type === 'list'
          ? { noAnswer: rest.noAnswer ?? null }
          : {}
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

import type { Automation, Button, Step } from '../model/automation.ts'
import type { Run } from '../model/run.ts'
import type { MessageButton, MessageContent } from '../model/content.ts'
import type { MessageKind } from '../model/message.ts'
import { chooseVariation } from './chooseVariation.ts'
import { type DecisionBuilder, note } from './decisionBuilder.ts'
import { templateValues } from './fillTemplate.ts'
import { fits, fitTemplate } from './fitTemplate.ts'
import { tapPayload } from './tap.ts'

type Sayable = { texts: string[]; buttons?: Button[]; link?: string }

/** `[LINK]` is the step's link, else the first button's address (requirement A6). */
export const linkOf = (step: { buttons?: Button[]; link?: string }): string | null =>
  step.link ?? step.buttons?.find((button) => button.url !== undefined)?.url ?? null

function buttonsOf(run: Run, buttons: Button[]): MessageButton[] {
  return buttons.map(({ title, url, goTo }) => {
    if (url !== undefined) return { title, url }
    return goTo === undefined ? { title } : { title, payload: tapPayload(run.id, goTo) }
  })
}

/**
 * Plans one of a step's texts.
 * In:     the run and its automation, the step's id and words, whether it is said under the comment or in the DM.
 * Out:    the run afterwards (its first DM after a comment is the one private reply, meta-platform.md 3.3), or null when there was
 *         nothing to say: no text, or templates that left nothing of it.
 * Errors: none.
 */
export function say(
  builder: DecisionBuilder,
  run: Run,
  automation: Automation,
  stepId: string,
  words: Sayable,
  where: 'public' | 'direct',
): Run | null {
  const { conversation } = builder
  const sayable = words.texts.flatMap((text, index) => (text.trim() === '' ? [] : [index]))
  if (sayable.length === 0) {
    note(builder, 'nothing_to_say', { stepId })
    return null
  }
  const used = `${automation.id}/${stepId}`
  const several = sayable.length > 1
  const usedHere = (conversation.usedVariations.get(used) ?? []).map((variation) => sayable.indexOf(variation))
  const choice = several ? chooseVariation(sayable.length, usedHere, builder.dice) : { index: 0, used: [] }
  const variation = sayable[choice.index]!
  const { limits } = builder
  const around = { where, buttons: words.buttons ?? [] }
  const isFit = (filled: string): boolean => limits === null || fits(filled, around, limits)
  const { text, cut } = fitTemplate(words.texts[variation]!, templateValues(conversation, run, builder.said), linkOf(words), isFit)
  if (text === '') {
    note(builder, 'nothing_to_say', { stepId })
    return null
  }
  if (several)
    conversation.usedVariations.set(
      used,
      choice.used.map((index) => sayable[index]!),
    )
  const privately = where === 'direct' && run.commentId !== null && !run.privateReplyUsed
  const kind: MessageKind = where === 'public' ? 'public_reply' : privately ? 'private_reply' : 'message'
  const content: MessageContent = words.buttons?.length
    ? { type: 'buttons', text, buttons: buttonsOf(run, words.buttons) }
    : { type: 'text', text }
  builder.messages.push({
    kind,
    content,
    commentId: kind === 'message' ? null : run.commentId,
    automationId: automation.id,
    versionId: automation.versionId,
    runId: run.id,
    stepId,
    variation: several ? variation : null,
    waitsFor: null,
  })
  note(builder, 'planned', { stepId, kind, variation: several ? variation + 1 : null, of: words.texts.length })
  if (cut) note(builder, 'text_cut', { stepId, kind })
  return privately ? { ...run, privateReplyUsed: true } : run
}

/** The step of an automation by its id. */
export const stepById = (automation: Automation, id: string | null): Step | undefined =>
  automation.definition.steps.find((step) => step.id === id)

/** The id of the step after one: `next` as written, else the one that stands below it. */
export function stepAfter(automation: Automation, step: Step): string | null {
  if (step.next !== undefined) return step.next
  const { steps } = automation.definition
  return steps[steps.indexOf(step) + 1]?.id ?? null
}

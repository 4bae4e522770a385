import type { Automation, Button } from '../model/automation.ts'
import type { Run } from '../model/run.ts'
import type { MessageButton, MessageContent } from '../model/content.ts'
import type { MessageKind } from '../model/message.ts'
import { chooseVariation } from './chooseVariation.ts'
import { type DecisionBuilder, note } from './decisionBuilder.ts'
import { templateValues } from './fillTemplate.ts'
import { fits, fitTemplate } from './fitTemplate.ts'
import { placesOf, tapPayload } from './tap.ts'

type Texts = { texts: string[]; buttons?: Button[]; link?: string }

/** `[LINK]` is the step's link, else the first button's address (requirement A6). */
export const linkOf = (step: { buttons?: Button[]; link?: string }): string | null =>
  step.link ?? step.buttons?.find((button) => button.url !== undefined)?.url ?? null

function buttonsOf(run: Run, buttons: Button[]): MessageButton[] {
  const places = placesOf(buttons)
  return buttons.map(({ title, url, goTo }, index) => {
    if (url !== undefined) return { title, url }
    return goTo === undefined ? { title } : { title, payload: tapPayload(run.id, goTo, places[index]) }
  })
}

/**
 * Plans one message with one of a step's texts.
 * In:     the run and its automation, the step's id and content, whether it goes under the comment or into the thread; `contentOf`: what
 *         is made of the text, when it is neither a text nor a text with buttons.
 * Out:    the changed run (its first DM after a comment is the one private reply, meta-platform.md 3.3), or null when there was nothing to
 *         send: no text, or templates that left nothing of it.
 * Errors: none.
 */
export function planMessage(
  builder: DecisionBuilder,
  run: Run,
  automation: Automation,
  stepId: string,
  words: Texts,
  where: 'public' | 'direct',
  contentOf: (text: string) => MessageContent = (text) =>
    words.buttons?.length ? { type: 'buttons', text, buttons: buttonsOf(run, words.buttons) } : { type: 'text', text },
): Run | null {
  const { conversation } = builder
  const filledIn = words.texts.flatMap((text, index) => (text.trim() === '' ? [] : [index]))
  if (filledIn.length === 0) {
    note(builder, 'nothing_to_say', { stepId })
    return null
  }
  const used = `${automation.id}/${stepId}`
  const several = filledIn.length > 1
  const usedHere = (conversation.usedVariations.get(used) ?? []).map((variation) => filledIn.indexOf(variation))
  const choice = several ? chooseVariation(filledIn.length, usedHere, builder.dice) : { index: 0, used: [] }
  const variation = filledIn[choice.index]!
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
      choice.used.map((index) => filledIn[index]!),
    )
  return planContent(builder, run, automation, stepId, contentOf(text), where, {
    variation: several ? variation : null,
    of: words.texts.length,
    cut,
  })
}

type Chosen = { variation: number | null; of: number; cut: boolean }

/** Plans one message with this content. In and out: as `planMessage`; `chosen`: which of how many texts it has, and whether it was cut. */
export function planContent(
  builder: DecisionBuilder,
  run: Run,
  automation: Automation,
  stepId: string,
  content: MessageContent,
  where: 'public' | 'direct',
  { variation, of, cut }: Chosen = { variation: null, of: 1, cut: false },
): Run {
  const privately = where === 'direct' && run.commentId !== null && !run.privateReplyUsed
  const kind: MessageKind = where === 'public' ? 'public_reply' : privately ? 'private_reply' : 'message'
  builder.messages.push({
    kind,
    content,
    commentId: kind === 'message' ? null : run.commentId,
    automationId: automation.id,
    versionId: automation.versionId,
    runId: run.id,
    stepId,
    variation,
    waitsFor: null,
  })
  note(builder, 'planned', { stepId, kind, variation: variation === null ? null : variation + 1, of })
  if (cut) note(builder, 'text_cut', { stepId, kind })
  return privately ? { ...run, privateReplyUsed: true } : run
}

import type { AskStep, Button, Definition, ListStep, MessageStep, ReplyStep, Step } from '../../model/automation.ts'
import type { ChannelLimits } from '../../model/channel.ts'
import { hasLinkPlace } from '../fillTemplate.ts'
import { blocker, type Finding, warning } from '../finding.ts'
import { charsOf, fits } from '../fitTemplate.ts'
import { fold } from '../fold.ts'
import { heardText, isHeard } from '../heardText.ts'
import { buildAutomaton, scan } from '../phraseAutomaton.ts'
import { linkOf } from '../planMessage.ts'
import { sentence } from '../problems.ts'

/** Problems with the texts of single steps: links, lengths, buttons. Each step type lists those that apply to it. */
type Speaking = ReplyStep | MessageStep | ListStep | AskStep

const bytesOf = (text: string): number => new TextEncoder().encode(text).length
const linkIn = (step: Speaking): string => (step.type === 'reply' || step.type === 'list' ? '' : (linkOf(step) ?? ''))

export const hearsComments = ({ triggers }: Definition): boolean => triggers.some(({ on }) => on === 'comment' || on === 'live_comment')

/** Requirement A6: a rule whose [LINK] has no link cannot go live. */
export function linkInDm(step: MessageStep | AskStep, texts: string[]): Finding[] {
  if (!texts.some(hasLinkPlace) || linkOf(step) !== null) return []
  const words = sentence('problem.link_missing')
  return [blocker(step.id, 'link_missing', words)]
}

export function linkUnderComment(step: ReplyStep): Finding[] {
  const words = sentence('problem.link_in_public')
  return step.texts.some(hasLinkPlace) ? [blocker(step.id, 'link_missing', words)] : []
}

export const blankTexts = ({ id, texts }: Speaking): Finding[] =>
  texts.some((text) => text.trim() === '') ? [warning(id, 'blank_text', sentence('problem.blank_text'))] : []

/** Templates are measured unfilled, [LINK] with its link: the length of a person's name is not known yet. */
export function textsTooLong(step: Speaking, texts: string[], limits?: ChannelLimits): Finding[] {
  if (!limits) return []
  const filled = texts.map((text) => text.replace(/\[LINK\]/gi, () => linkIn(step)))
  const bytes = Math.max(0, ...filled.map(bytesOf))
  const chars = Math.max(0, ...filled.map(charsOf))
  if (step.type === 'reply') {
    const words = sentence('problem.reply_too_long', { length: chars, most: limits.maxPublicReplyChars })
    return chars > limits.maxPublicReplyChars ? [blocker(step.id, 'reply_too_long', words)] : []
  }
  const findings: Finding[] = []
  if (bytes > limits.maxTextBytes) {
    const words = sentence('problem.too_many_bytes', { length: bytes, most: limits.maxTextBytes })
    findings.push(blocker(step.id, 'text_too_long', words))
  }
  const written = chars + charsOf(linksOf(step, limits))
  if (limits.maxTextChars !== null && written > limits.maxTextChars) {
    const words = sentence('problem.text_too_long', { length: written, most: limits.maxTextChars })
    findings.push(blocker(step.id, 'text_too_long', words))
  }
  if (limits.maxButtons && buttonsOf(step, limits).length && chars > limits.maxButtonTemplateChars) {
    const words = sentence('problem.button_text_too_long', { length: chars, most: limits.maxButtonTemplateChars })
    findings.push(blocker(step.id, 'button_text_too_long', words))
  }
  return findings
}

/** Likely lengths of inserted values: names as platforms allow them, an email address, a comment. */
const grownChars = { name: 60, first_name: 40, username: 30, email: 100, phone: 16, text: 1000, message: 1000, comment: 1000, other: 200 }
const place = /\{\{([^{}|]+)(?:\|[^{}]*)?\}\}/gu

/** Texts that fit unfilled and may be too long once filled in: they are then cut (engine/fitTemplate.ts). */
export function textsMayBeCut(step: Speaking, texts: string[], limits?: ChannelLimits): Finding[] {
  if (!limits) return []
  const around = {
    where: step.type === 'reply' ? ('public' as const) : ('direct' as const),
    buttons: step.type === 'message' ? (step.buttons ?? []) : [],
  }
  const linked = (text: string): string => text.replace(/\[LINK\]/gi, () => linkIn(step))
  const grown = (text: string): string =>
    linked(text).replace(place, (_place, name: string) =>
      'x'.repeat(grownChars[name.trim().toLowerCase() as keyof typeof grownChars] ?? grownChars.other),
    )
  const mayGrow = texts.some((text) => fits(linked(text).replace(place, ''), around, limits) && !fits(grown(text), around, limits))
  const words = sentence('problem.text_may_be_cut')
  return mayGrow ? [warning(step.id, 'text_may_be_cut', words)] : []
}

/** The buttons that the channel shows as buttons, not as lines of text. */
const buttonsOf = (step: Step, limits: ChannelLimits): Button[] =>
  step.type === 'message' ? (step.buttons ?? []).filter((button) => !(limits.writesLinksOut && button.url)) : []

/** The lines in which a channel without buttons shows the links. */
const linksOf = (step: Step, limits: ChannelLimits): string =>
  limits.writesLinksOut && step.type === 'message'
    ? (step.buttons ?? []).flatMap((button) => (button.url ? [`\n${button.title}: ${button.url}`] : [])).join('')
    : ''

export function buttonProblems(step: MessageStep, limits: ChannelLimits): Finding[] {
  const buttons = buttonsOf(step, limits)
  if (buttons.length && !limits.maxButtons) {
    const words = sentence('problem.no_buttons_here')
    return [blocker(step.id, 'no_buttons_here', words)]
  }
  const findings = buttons
    .filter(({ title }) => charsOf(title) > limits.maxButtonTitleChars)
    .map(({ title }) =>
      blocker(
        step.id,
        'button_title_too_long',
        sentence('problem.button_title_too_long', { title, length: charsOf(title), most: limits.maxButtonTitleChars }),
      ),
    )
  if (buttons.length > limits.maxButtons) {
    findings.unshift(
      blocker(step.id, 'too_many_buttons', sentence('problem.too_many_buttons', { count: buttons.length, most: limits.maxButtons })),
    )
  }
  return findings
}

/** Own comments never start anything (requirement H5), but people copy keywords from the replies they read. */
export function ownKeyword({ id, texts }: ReplyStep, { triggers }: Definition): Finding[] {
  const keywords = triggers.filter(({ on }) => on === 'comment' || on === 'live_comment').flatMap((trigger) => trigger.keywords)
  const folded = keywords.map(fold)
  const automaton = buildAutomaton(folded)
  const found = new Set<string>()
  for (const heard of texts.map(heardText))
    scan(automaton, heard.text, (phrase, start, end) => {
      if (isHeard(heard, start, end, true)) found.add(automaton.phrases[phrase]!)
    })
  const own = keywords[folded.findIndex((keyword) => found.has(keyword))]
  if (own === undefined) return []
  const words = sentence('problem.own_keyword', { keyword: own })
  return [warning(id, 'own_keyword', words)]
}

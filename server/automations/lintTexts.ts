import type { Button, Definition, Step } from '../model/automation.ts'
import type { ChannelLimits } from '../model/channel.ts'
import { hasLinkPlace } from '../engine/fillTemplate.ts'
import { charsOf, fits } from '../engine/fitTemplate.ts'
import { fold } from '../engine/fold.ts'
import { hears, heardText } from '../engine/heardText.ts'
import { linkOf } from '../engine/say.ts'
import { blocker, type Finding, isDm, warning } from './lint.ts'

const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** What is wrong with the words of single steps: links, lengths, buttons. */
export function lintTexts(definition: Definition, limits?: ChannelLimits): Finding[] {
  return definition.steps.flatMap((step) => {
    if (!('texts' in step)) return []
    const said = [...step.texts, ...(step.type === 'ask' && step.retryText ? [step.retryText] : [])]
    return [
      ...lintLink(step, said),
      ...(limits ? lintLengths(step, said, limits) : []),
      ...(limits ? lintGrowth(step, said, limits) : []),
      ...(limits ? lintButtons(step.id, buttonsOf(step, limits), limits) : []),
      ...(step.type === 'reply' ? lintOwnKeyword(step.id, step.texts, definition) : []),
      ...(step.texts.some((text) => text.trim() === '')
        ? [warning(step.id, 'blank_text', 'One of the texts is blank: it will never be said.')]
        : []),
    ]
  })
}

/** Requirement A6: a rule whose [LINK] has no link cannot go live. */
function lintLink(step: Step, said: string[]): Finding[] {
  if (!said.some(hasLinkPlace)) return []
  if (step.type === 'reply')
    return [blocker(step.id, 'link_missing', '[LINK] works in direct messages only: write the address itself under the comment.')]
  const link = step.type === 'message' || step.type === 'ask' ? linkOf(step) : null
  return link === null
    ? [blocker(step.id, 'link_missing', 'The text says [LINK], but there is no link: add a button with an address, or a link to the step.')]
    : []
}

/** Templates are measured as they stand, [LINK] with its link: what a person's name adds is not known yet. */
function lintLengths(step: Step, said: string[], limits: ChannelLimits): Finding[] {
  const link = step.type === 'message' || step.type === 'ask' ? (linkOf(step) ?? '') : ''
  const filled = said.map((text) => text.replace(/\[LINK\]/gi, () => link))
  const bytes = Math.max(0, ...filled.map(bytesOf))
  const chars = Math.max(0, ...filled.map(charsOf))
  const findings: Finding[] = []
  if (isDm(step) && bytes > limits.maxTextBytes) {
    findings.push(
      blocker(
        step.id,
        'text_too_long',
        `A text is ${bytes} bytes long; the channel takes ${limits.maxTextBytes}. Emoji count four, accents two.`,
      ),
    )
  }
  const written = chars + charsOf(linksOf(step, limits))
  if (isDm(step) && limits.maxTextChars !== null && written > limits.maxTextChars) {
    const words = `A text has ${written} characters, its links among them; the channel takes ${limits.maxTextChars}.`
    findings.push(blocker(step.id, 'text_too_long', words))
  }
  if (step.type === 'reply' && chars > limits.maxPublicReplyChars) {
    findings.push(
      blocker(step.id, 'reply_too_long', `A public reply has ${chars} characters; the channel takes ${limits.maxPublicReplyChars}.`),
    )
  }
  if (limits.maxButtons && buttonsOf(step, limits).length && chars > limits.maxButtonTemplateChars) {
    const words = `A text above buttons has ${chars} characters; the channel takes ${limits.maxButtonTemplateChars}.`
    findings.push(blocker(step.id, 'button_text_too_long', words))
  }
  return findings
}

/** How long what is filled in may well be: names as platforms allow them, an e-mail address, a comment. */
const grownChars = { name: 60, first_name: 40, username: 30, email: 100, phone: 16, text: 1000, message: 1000, comment: 1000, other: 200 }
const place = /\{\{([^{}|]+)(?:\|[^{}]*)?\}\}/gu

/** Texts that fit as they are written and may not once they are filled in: they are cut then (engine/fitTemplate.ts). */
function lintGrowth(step: Step, said: string[], limits: ChannelLimits): Finding[] {
  const around = {
    where: step.type === 'reply' ? ('public' as const) : ('direct' as const),
    buttons: step.type === 'message' ? (step.buttons ?? []) : [],
  }
  const link = step.type === 'message' || step.type === 'ask' ? (linkOf(step) ?? '') : ''
  const grown = (text: string): string =>
    text
      .replace(/\[LINK\]/gi, () => link)
      .replace(place, (_place, name: string) =>
        'x'.repeat(grownChars[name.trim().toLowerCase() as keyof typeof grownChars] ?? grownChars.other),
      )
  const mayGrow = said.some(
    (text) => fits(text.replace(/\[LINK\]/gi, () => link).replace(place, ''), around, limits) && !fits(grown(text), around, limits),
  )
  const words = 'With long names or answers filled in, a text may exceed the limit of the channel. It is then shortened at a word.'
  return mayGrow ? [warning(step.id, 'text_may_be_cut', words)] : []
}

/** What is a button on this channel, and no line of text. */
const buttonsOf = (step: Step, limits: ChannelLimits): Button[] =>
  step.type === 'message' ? (step.buttons ?? []).filter((button) => !(limits.writesLinksOut && button.url)) : []

/** The lines that a channel without buttons writes their links in. */
const linksOf = (step: Step, limits: ChannelLimits): string =>
  limits.writesLinksOut && step.type === 'message'
    ? (step.buttons ?? []).flatMap((button) => (button.url ? [`\n${button.title}: ${button.url}`] : [])).join('')
    : ''

function lintButtons(stepId: string, buttons: Button[], limits: ChannelLimits): Finding[] {
  if (buttons.length && !limits.maxButtons) {
    const words = 'This channel sends text alone: take out the buttons that are tapped, and ask for an answer in words.'
    return [blocker(stepId, 'no_buttons_here', words)]
  }
  const findings = buttons
    .filter(({ title }) => charsOf(title) > limits.maxButtonTitleChars)
    .map(({ title }) =>
      blocker(
        stepId,
        'button_title_too_long',
        `The button “${title}” has ${charsOf(title)} characters; the channel takes ${limits.maxButtonTitleChars}.`,
      ),
    )
  if (buttons.length > limits.maxButtons) {
    findings.unshift(blocker(stepId, 'too_many_buttons', `There are ${buttons.length} buttons; the channel takes ${limits.maxButtons}.`))
  }
  return findings
}

/** Own comments never start anything (requirement H5), but people copy what they read. */
function lintOwnKeyword(stepId: string, texts: string[], { triggers }: Definition): Finding[] {
  const keywords = triggers.filter(({ on }) => on === 'comment' || on === 'live_comment').flatMap((trigger) => trigger.keywords)
  const own = keywords.find((keyword) => texts.some((text) => hears(heardText(text), fold(keyword), true)))
  if (own === undefined) return []
  return [
    warning(
      stepId,
      'own_keyword',
      `The public reply contains its own keyword “${own}”. It does not answer itself, but people who repeat it will be answered.`,
    ),
  ]
}

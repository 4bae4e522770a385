import {
  type AskStep,
  type Button,
  type Definition,
  defaultTimeoutMinutes,
  type MessageStep,
  type Step,
  type Trigger,
} from '../model/automation.ts'
import { hasLinkPlace } from '../engine/fillTemplate.ts'
import { kindOf } from '../engine/steps/steps.ts'
import type { Config, FlowStep, Rule } from './config.schemas.ts'

/** Requirement A8, when the rule does not set it. */
const defaultTries = 3

const spoken = (texts: string[] | undefined): string[] => (texts ?? []).filter((text) => text.trim() !== '')

/**
 * Compiles a rule into steps: there is one engine for all automations (requirement A3).
 * In:     a rule whose config has passed `configSchema`.
 * Out:    a definition that `definitionSchema` accepts unchanged. The public reply waits until the DM was sent, but not for
 *         `delay_minutes`.
 * Errors: none; a rule without content compiles to no steps, and the linter reports it.
 */
export function compileConfig(rule: Rule): Definition {
  const { config } = rule
  const settings = config.lead_capture_settings
  return {
    triggers: triggersOf(rule),
    cooldownMinutes: 0,
    steps: [...replySteps(rule), ...(rule.action_type === 'reply_comment' ? [] : dmSteps(config))],
    lead: {
      saveToDatabase: settings?.save_to_database ?? true,
      notificationEmail: settings?.notification_email || null,
      webhookUrl: settings?.webhook_url || null,
    },
  }
}

/**
 * Requirement A2: a comment, a DM with a keyword (with a story: a reply to that story), any DM. A keyword rule without keywords matches
 * nothing: otherwise it would reply to every DM.
 */
function triggersOf({ trigger_type: type, media_id: mediaId, config }: Rule): Trigger[] {
  const media = mediaId ? [mediaId] : []
  const keywords = config.keywords ?? []
  if (type === 'post_comment') return [{ on: 'comment', media, keywords, match: 'word', exclude: [] }]
  const on = mediaId ? 'story_reply' : 'message'
  if (type === 'new_message') return [{ on, media, keywords: [], match: 'word', exclude: [] }]
  return keywords.length > 0 ? [{ on, media, keywords, match: 'word', exclude: [] }] : []
}

/**
 * Requirement A4: `auto_reply_to_comments` false or missing means no public reply, whatever the list contains. Only the action
 * `reply_comment`, an extension of the rule format, implies it.
 */
function replySteps({ trigger_type: type, action_type: action, config }: Rule): Step[] {
  const wanted = config.auto_reply_to_comments ?? action === 'reply_comment'
  const texts = spoken(config.comment_replies)
  if (type !== 'post_comment' || !wanted || texts.length === 0) return []
  return [{ id: 'reply', type: 'reply', texts, ...(config.reply_first ? { replyFirst: true } : {}) }]
}

function dmSteps(config: Config): Step[] {
  const flow = config.lead_capture_flow ?? []
  const said = config.is_lead_capture && flow.length > 0 ? flowSteps(flow, config) : simpleDm(config)
  const minutes = config.delay_minutes ?? 0
  return said.length > 0 && minutes > 0 ? [{ id: 'delay', type: 'delay', minutes }, ...said] : said
}

const buttonsOf = (config: Config): Button[] => (config.buttons ?? []).map(({ text, url }) => ({ title: text, url }))
/** Requirement A6: the first button's url, else a link on the step. */
const linkFor = (config: Config, step?: { link?: string | undefined }): { link?: string } => {
  const link = config.buttons?.[0]?.url ?? step?.link
  return link === undefined ? {} : { link }
}

function simpleDm(config: Config): Step[] {
  const texts = spoken(config.message_variations)
  if (texts.length === 0) return []
  // With `dmType: "text"` the buttons are there for [LINK] alone.
  const buttons = config.dmType === 'text' ? [] : buttonsOf(config)
  return [{ id: 'dm', type: 'message', texts, ...(buttons.length > 0 ? { buttons } : {}), ...linkFor(config) }]
}

/** The rule format asks in one step and waits in the next: here a question waits itself. */
function flowSteps(flow: FlowStep[], config: Config): Step[] {
  const numbered = flow.every(({ step }) => step !== undefined)
  const inOrder = numbered ? flow.toSorted((a, b) => a.step! - b.step!) : flow
  const steps: Step[] = []
  inOrder.forEach((step, index) => {
    const id = `${step.type}-${index + 1}`
    const before = inOrder[index - 1]
    if (step.type === 'save') steps.push({ id, type: 'save', field: step.field.trim() })
    if (step.type === 'send') steps.push(sendStep(id, step, config))
    if (step.type === 'ask') steps.push(askStep(id, step, inOrder[index + 1], config))
    if (step.type === 'wait' && before?.type !== 'ask')
      steps.push({ id, type: 'wait', timeoutMinutes: step.timeout_minutes ?? defaultTimeoutMinutes })
  })
  return withButtons(steps, config)
}

function sendStep(id: string, step: Extract<FlowStep, { type: 'send' }>, config: Config): MessageStep {
  const several = spoken(step.message_variations)
  const texts = several.length > 0 ? several : spoken([step.message ?? ''])
  return { id, type: 'message', texts, ...linkFor(config, step) }
}

function askStep(id: string, step: Extract<FlowStep, { type: 'ask' }>, after: FlowStep | undefined, config: Config): AskStep {
  const wanted = step.validation ?? step.field_type
  const waits = after?.type === 'wait' ? after.timeout_minutes : undefined
  return {
    id,
    type: 'ask',
    texts: [step.text],
    answer: wanted === 'email' || wanted === 'phone' || wanted === 'number' ? wanted : 'text',
    ...(step.retry_text?.trim() ? { retryText: step.retry_text } : {}),
    maxTries: step.max_tries ?? defaultTries,
    timeoutMinutes: waits ?? step.timeout_minutes ?? defaultTimeoutMinutes,
    ...linkFor(config, step),
  }
}

/** Buttons that no text refers to by [LINK] would be lost: the last message of the flow gets them. */
function withButtons(steps: Step[], config: Config): Step[] {
  const buttons = buttonsOf(config)
  const named = steps.some((step) => kindOf(step)?.texts?.(step).some(hasLinkPlace))
  const last = steps.findLast((step) => step.type === 'message')
  if (buttons.length === 0 || named || !last) return steps
  return steps.map((step) => (step === last ? { ...last, buttons } : step))
}

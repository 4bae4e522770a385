import type { ConversationState } from '../model/decision.ts'
import type { Run } from '../model/run.ts'

/** Name → value. Names are compared without case. */
export type TemplateValues = Map<string, string>

/**
 * `{{name}}`, `{{name|there}}`, and `[LINK]` of the rule format (requirement A6). Spaces around a name are trimmed in code: a pattern for
 * them would backtrack at every position (test/expressions.test.ts).
 */
const places = /\{\{([^{}|]+)(?:\|([^{}]*))?\}\}|\[LINK\]/giu

/** Whether a text needs a link. */
export const hasLinkPlace = (text: string): boolean => /\[LINK\]/i.test(text)

/**
 * Fills the placeholders of a text, in one pass: inserted text is never read as a template again, so a person who writes `{{email}}` or
 * `[LINK]` gets their own words back.
 * In:     the text, the values, the link for `[LINK]` or null.
 * Out:    the text; an unknown or empty value gives its fallback, else nothing.
 * Errors: none.
 */
export function fillTemplate(text: string, values: TemplateValues, link: string | null): string {
  return text.replace(places, (_place, name: string | undefined, fallback: string | undefined) => {
    if (name === undefined) return link ?? ''
    return values.get(name.trim().toLowerCase()) || (fallback ?? '').trim()
  })
}

/**
 * The values a template of one run can name: everything saved or known of the contact, `name`, `first_name`, `username`, and the text the
 * person wrote as `text`, `message` or `comment`. What this run saved replaces what was known before.
 */
export function templateValues(conversation: ConversationState, run: Run, said: string): TemplateValues {
  const values: TemplateValues = new Map()
  const put = (name: string, value: string | null): void => {
    if (value !== null && value !== '') values.set(name.toLowerCase(), value)
  }
  put('name', conversation.name)
  put('username', conversation.username)
  for (const fields of [conversation.fields, run.saved]) for (const [name, value] of Object.entries(fields)) put(name, value)
  put('first_name', values.get('name')?.trim().split(/\s+/u)[0] ?? null)
  for (const name of ['text', 'message', 'comment']) put(name, said)
  return values
}

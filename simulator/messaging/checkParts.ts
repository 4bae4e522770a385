import { refuse } from '../platform/errors.ts'
import { list, onlyKeys, text } from '../platform/params.ts'
import type { Button } from '../world/messages.ts'

/** The limits of a message of one product; each product passes its own. */
export type MessageLimits = {
  maxTextBytes: number
  /** Of a Page: what its messages have beyond those of Instagram (4.1). */
  maxTextChars?: number
  maxMetadataChars?: number
  maxTemplateTextChars: number
  maxButtons: number
  maxButtonTitleChars: number
  maxPayloadChars: number
  maxQuickReplies: number
  maxElements: number
  maxElementTitleChars: number
  maxElementSubtitleChars: number
  maxImages: number
  maxUrlChars: number
}

/** Errors: Graph error 100 when a text has more characters (as a reader counts them) than allowed. */
export function needChars(value: string, most: number, name: string): void {
  if ([...value].length > most) throw refuse.invalid(`Length of param ${name} must be less than or equal to ${most}`)
}

/** A web address that the platform could open. Errors: Graph error 100. */
export function needUrl(limits: MessageLimits, value: string | undefined, name: string, subcode?: number): string {
  if (value === undefined || !/^https?:\/\//i.test(value) || !URL.canParse(value))
    throw refuse.invalid(`Param ${name} should represent a valid URL`, subcode)
  needChars(value, limits.maxUrlChars, name)
  return value
}

/**
 * Checks the buttons: at most as many as the product allows, only links and postbacks (meta-platform.md 3.1).
 * Errors: Graph error 100.
 */
export function checkButtons(limits: MessageLimits, value: unknown, name: string): Button[] {
  const all = list(value, name)
  if (all.length === 0 || all.length > limits.maxButtons) throw refuse.invalid(`Param ${name} must have 1 to ${limits.maxButtons} elements`)
  return all.map((button, index) => {
    const at = `${name}[${index}]`
    const type = text(button, 'type')
    const title = text(button, 'title')
    if (type !== 'web_url' && type !== 'postback')
      throw refuse.invalid(`Param ${at}[type] must be one of {WEB_URL, POSTBACK}${limits.maxTextChars ? '' : ' on Instagram'}`)
    onlyKeys(button, at, ['type', 'title', type === 'web_url' ? 'url' : 'payload'])
    if (!title) throw refuse.invalid(`Param ${at}[title] is required`)
    needChars(title, limits.maxButtonTitleChars, `${at}[title]`)
    if (type === 'web_url') return { type, title, url: needUrl(limits, text(button, 'url'), `${at}[url]`) }
    const payload = text(button, 'payload')
    if (payload === undefined || payload === '') throw refuse.invalid(`Param ${at}[payload] is required`)
    needChars(payload, limits.maxPayloadChars, `${at}[payload]`)
    return { type, title, payload }
  })
}

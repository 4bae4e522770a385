import type { ChannelLimits } from '../model/channel.ts'
import { fillTemplate, type TemplateValues } from './fillTemplate.ts'

/** Counts characters as people do, not UTF-16 units. */
export const charsOf = (text: string): number => Array.from(text).length
const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** What limits a text besides its length: where it is sent, and what is sent with it. */
export type Around = {
  where: 'public' | 'direct'
  buttons: { title: string; url?: string }[]
}

/** Whether a channel accepts a text of this length. In: the text as it is sent, what is sent with it, the channel's limits. */
export function fits(text: string, { where, buttons }: Around, limits: ChannelLimits): boolean {
  if (where === 'public') return charsOf(text) <= limits.maxPublicReplyChars
  const written = limits.writesLinksOut ? buttons.flatMap(({ title, url }) => (url ? [`\n${title}: ${url}`] : [])).join('') : ''
  const above = buttons.some(({ url }) => !(limits.writesLinksOut && url !== undefined)) && limits.maxButtons > 0
  return (
    bytesOf(text + written) <= limits.maxTextBytes &&
    (limits.maxTextChars === null || charsOf(text + written) <= limits.maxTextChars) &&
    (!above || charsOf(text) <= limits.maxButtonTemplateChars)
  )
}

/** The first `chars` characters of a text, cut at the end of a word, with an ellipsis; the text itself when it is no longer. */
export function cutAtWord(text: string, chars: number): string {
  const signs = Array.from(text)
  if (signs.length <= chars) return text
  const kept = signs.slice(0, Math.max(0, chars - 1)).join('')
  const inWord = /\S/.test(signs[Math.max(0, chars - 1)] ?? '') && /\S$/.test(kept)
  const word = inWord ? kept.lastIndexOf(' ') : kept.length
  // A single word longer than the limit is cut inside.
  return `${(word > 0 ? kept.slice(0, word) : kept).trimEnd()}…`
}

/** The largest number from 0 to `most` that passes, given that smaller ones pass when larger ones do; 0 when none does. */
function largest(most: number, passes: (number: number) => boolean): number {
  let [low, high] = [0, most]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (passes(middle)) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * Fills a template so that the channel accepts it. A text over the limit is shortened, never dropped: first the inserted values, the
 * longest first, so that the owner's own words and links stay; the end of the text only when that is not enough.
 * In:     as `fillTemplate`; whether a text fits.
 * Out:    the text, and whether anything was cut.
 * Errors: none.
 */
export function fitTemplate(
  template: string,
  values: TemplateValues,
  link: string | null,
  isFit: (text: string) => boolean,
): { text: string; cut: boolean } {
  const full = fillTemplate(template, values, link).trim()
  if (isFit(full)) return { text: full, cut: false }
  const longestValue = Math.max(0, ...[...values.values()].map(charsOf))
  const filled = (chars: number): string =>
    fillTemplate(template, new Map([...values].map(([name, value]) => [name, cutAtWord(value, chars)])), link).trim()
  const text = filled(largest(longestValue, (chars) => isFit(filled(chars))))
  return {
    text: isFit(text)
      ? text
      : cutAtWord(
          full,
          largest(charsOf(full), (chars) => isFit(cutAtWord(full, chars))),
        ),
    cut: true,
  }
}

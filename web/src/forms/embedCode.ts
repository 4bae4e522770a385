/** The button of the script without a color of its own (server/forms/embedScript.ts). */
export const usualColor = '#9c1457'

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (sign) => entities[sign]!)

/**
 * The HTML for another site with the button as it was chosen.
 * In: the HTML as the API has it; the button's text, empty for the usual one, and its color.
 */
export function embedCode(embed: string, { text, color }: { text: string; color: string }): string {
  const chosen = text.trim()
  const attributes = [
    ...(chosen === '' ? [] : [` data-text="${escapeHtml(chosen)}"`]),
    ...(color === usualColor ? [] : [` data-color="${escapeHtml(color)}"`]),
  ].join('')
  // Of the link that takes its place without JavaScript, the text is the last in the HTML.
  const labelled = chosen === '' ? embed : embed.replace(/>[^<>]*<\/a>/, () => `>${escapeHtml(chosen)}</a>`)
  return labelled.replace('></script>', () => `${attributes}></script>`)
}

/** Whether only this machine can open an address: no PUBLIC_URL is set. */
export function isOfThisMachine(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}

import { escapeHtml } from '../platform/publicPage.ts'

/** Null: an empty line, which ends the paragraph or list before it. */
type Block = { kind: 'h2' | 'h3' | 'p' | 'ul'; lines: string[] } | null

const heading = /^(#{1,3})\s+(\S.*)$/s
const item = /^[-*]\s+(\S.*)$/s

/**
 * Makes HTML of a text that a person wrote: plain text with the few signs of Markdown that such texts use. Everything is escaped first, so
 * no text can become an element of its own; links lead to web pages and email addresses alone. Reads each line once, since anybody may ask
 * for a page of such a text.
 * In:     headings (`#` to `###`), lists (`-`, `*`), paragraphs separated by empty lines, `**bold**`, `[text](https://…)`.
 */
export function renderText(text: string): string {
  const blocks: Block[] = []
  for (const line of text.split('\n').map((one) => one.trim())) {
    const last = blocks.at(-1)
    const [, signs, title] = heading.exec(line) ?? []
    const [, listed] = item.exec(line) ?? []
    if (!line) blocks.push(null)
    // The page's title is its only heading of the first level.
    else if (signs && title) blocks.push({ kind: signs.length === 1 ? 'h2' : 'h3', lines: [title] })
    else if (listed && last?.kind === 'ul') last.lines.push(listed)
    else if (listed) blocks.push({ kind: 'ul', lines: [listed] })
    // A line without a sign continues the item before it.
    else if (last?.kind === 'ul') last.lines.push(`${last.lines.pop()} ${line}`)
    else if (last?.kind === 'p') last.lines.push(line)
    else blocks.push({ kind: 'p', lines: [line] })
  }
  return blocks.map((block) => (block ? blockHtml(block) : '')).join('')
}

const blockHtml = ({ kind, lines }: NonNullable<Block>): string =>
  kind === 'ul'
    ? `<ul>${lines.map((one) => `<li>${inline(one)}</li>`).join('')}</ul>`
    : `<${kind}>${lines.map(inline).join('<br>')}</${kind}>`

const inline = (text: string): string =>
  escapeHtml(text)
    .replace(/\*\*([^*]{1,500})\*\*/g, '<strong>$1</strong>')
    .replace(/\[([^[\]]{1,200})\]\(((?:https?:\/\/|mailto:)[^()\s]{1,500})\)/g, '<a href="$2" rel="noopener noreferrer nofollow">$1</a>')

/** As renderText, for pages that many ask for: remembers the last texts. */
export function rememberRendered(atMost = 32): (text: string) => string {
  const rendered = new Map<string, string>()
  return (text) => {
    const html = rendered.get(text) ?? renderText(text)
    rendered.delete(text)
    rendered.set(text, html)
    if (rendered.size > atMost) rendered.delete(rendered.keys().next().value!)
    return html
  }
}

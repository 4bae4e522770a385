import { escapeHtml } from '../platform/publicPage.ts'

/**
 * Makes HTML of a text that a person wrote: plain text with the few signs of Markdown that such texts use. Everything is escaped first, so
 * no text can become an element of its own; links lead to web pages and email addresses alone.
 * In:     headings (`#` to `###`), lists (`-`, `*`), paragraphs separated by empty lines, `**bold**`, `[text](https://…)`.
 */
export function renderText(text: string): string {
  const blocks = text.replaceAll('\r\n', '\n').split(/\n{2,}/)
  return blocks.map((block) => blockHtml(block.trim())).join('')
}

const heading = /^(#{1,3})\s+(.+)$/
const item = /^[-*]\s+/

function blockHtml(block: string): string {
  if (!block) return ''
  const [first = '', ...rest] = block.split('\n')
  const [, signs, title] = heading.exec(first) ?? []
  // The page's title is its only heading of the first level.
  if (signs && title) {
    const level = Math.min(3, signs.length + 1)
    return `<h${level}>${inline(title)}</h${level}>${blockHtml(rest.join('\n').trim())}`
  }
  const lines = block.split('\n')
  const firstItem = lines.findIndex((line) => item.test(line))
  if (firstItem > 0) return blockHtml(lines.slice(0, firstItem).join('\n')) + blockHtml(lines.slice(firstItem).join('\n'))
  if (firstItem === 0)
    return `<ul>${itemsOf(lines)
      .map((one) => `<li>${inline(one)}</li>`)
      .join('')}</ul>`
  return `<p>${lines.map(inline).join('<br>')}</p>`
}

/** A line without a sign continues the item before it. */
const itemsOf = (lines: string[]): string[] =>
  lines.reduce<string[]>((items, line) => {
    if (item.test(line)) return [...items, line.replace(item, '')]
    return [...items.slice(0, -1), `${items.at(-1) ?? ''} ${line.trim()}`]
  }, [])

const inline = (text: string): string =>
  escapeHtml(text)
    .replace(/\*\*([^*]{1,500})\*\*/g, '<strong>$1</strong>')
    .replace(/\[([^[\]]{1,200})\]\(((?:https?:\/\/|mailto:)[^()\s]{1,500})\)/g, '<a href="$2" rel="noopener noreferrer nofollow">$1</a>')

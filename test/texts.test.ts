import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAst } from 'vite'

// Every text of the pages stands in a catalogue (web/src/words/), and every text of the catalogue on a page.
type Node = { type: string; start: number; [part: string]: unknown }
const folder = 'web/src'
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((file) => `${folder}/${file.split(path.sep).join('/')}`)
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))

/** The same in every language: our name, and how an address begins. */
const names = ['AutoDM Hub', 'https://']
/** Attributes and properties whose text is shown or read out. */
const saying =
  /^(?:aria-(?:label|description|roledescription|valuetext)|alt|placeholder|title|text|hint|confirm|cancel|any|heading|label|\w+Label)$/
const showsText = new Set(['showNote', 'showError'])

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
const partsOf = (node: Node): Node[] =>
  Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(isNode)
const isText = (text: unknown): text is string =>
  typeof text === 'string' && /\p{L}/u.test(names.reduce((rest, name) => rest.replaceAll(name, ''), text))

/**
 * Texts that an expression may come to: literals, also behind conditions and in templates; not what is handed to a call, such as the key of
 * `t`.
 */
function textsIn(node: Node | null): { text: string; at: number }[] {
  if (!isNode(node)) return []
  const { type, start } = node
  if (type === 'Literal' || type === 'JSXText') {
    const text = node['value']
    return isText(text) ? [{ text: text.trim(), at: start + text.length - text.trimStart().length }] : []
  }
  if (type === 'TemplateLiteral') {
    const written = (node['quasis'] as { value: { raw: string } }[]).map(({ value }) => value.raw).join(' ')
    return [...(isText(written) ? [{ text: written.trim(), at: start }] : []), ...(node['expressions'] as Node[]).flatMap(textsIn)]
  }
  if (type === 'ConditionalExpression') return [node['consequent'], node['alternate']].flatMap((part) => textsIn(part as Node))
  if (type === 'LogicalExpression' || (type === 'BinaryExpression' && node['operator'] === '+'))
    return [node['left'], node['right']].flatMap((part) => textsIn(part as Node))
  if (type === 'ArrayExpression') return (node['elements'] as Node[]).flatMap(textsIn)
  if (/^(?:JSXExpressionContainer|ParenthesizedExpression|TSAsExpression|TSSatisfiesExpression|TSNonNullExpression)$/.test(type))
    return textsIn(node['expression'] as Node)
  return []
}

/** What is shown without the catalogue. In: the code of a page. Out: each text with its line. */
function textsOutside(code: string): string[] {
  const found: { text: string; at: number }[] = []
  const visit = (node: Node): void => {
    const { type } = node
    if (type === 'JSXElement' || type === 'JSXFragment') found.push(...(node['children'] as Node[]).flatMap(textsIn))
    if (type === 'JSXAttribute' && saying.test((node['name'] as { name: string }).name))
      found.push(...textsIn(node['value'] as Node | null))
    if (type === 'Property' && saying.test((node['key'] as { name?: string }).name ?? '')) found.push(...textsIn(node['value'] as Node))
    if (type === 'CallExpression' && showsText.has((node['callee'] as { name?: string }).name ?? ''))
      found.push(...textsIn((node['arguments'] as Node[])[0] ?? null))
    for (const part of partsOf(node)) visit(part)
  }
  visit(parseAst(code, { lang: 'tsx' }) as unknown as Node)
  return found.map(({ text, at }) => `line ${code.slice(0, at).split('\n').length}: ${text}`)
}

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
/** The literals and templates of a program, as patterns that keys of the catalogue fit. */
function keysNamedIn(code: string, lang: 'ts' | 'tsx'): RegExp[] {
  const found: RegExp[] = []
  const visit = (node: Node): void => {
    if (node.type === 'Literal' && typeof node['value'] === 'string') found.push(new RegExp(`^${escaped(node['value'])}$`))
    if (node.type === 'TemplateLiteral') {
      const written = (node['quasis'] as { value: { raw: string } }[]).map(({ value }) => value.raw)
      // The first words name the part of the catalogue; a template that begins with something else is no key.
      if (/^\w+\./.test(written[0] ?? '')) found.push(new RegExp(`^${written.map((part) => escaped(part)).join('[^.]+')}$`))
    }
    for (const part of partsOf(node)) visit(part)
  }
  visit(parseAst(code, { lang }) as unknown as Node)
  return found
}

type Words = { [key: string]: string | Words }
const keysOf = (words: Words, before = ''): string[] =>
  Object.entries(words).flatMap(([key, value]) => (typeof value === 'string' ? [before + key] : keysOf(value, `${before}${key}.`)))
const unusedKeys = (keys: string[], named: RegExp[]): string[] => {
  const exact = new Set(named.map(({ source }) => source))
  const open = named.filter(({ source }) => source.includes('[^.]+'))
  const isNamed = (key: string) => exact.has(`^${escaped(key)}$`) || open.some((pattern) => pattern.test(key))
  // Forms of a plural are chosen by the library.
  return keys.filter((key) => !isNamed(key) && !isNamed(key.replace(/_(?:zero|one|two|few|many|other)$/, '')))
}

const catalogueOf = (file: string) => keysOf(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Words)

/** The sources that a page loads with itself: what it imports, and what that imports. */
function loadedWith(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !sources.includes(file)) return found
  found.add(file)
  for (const [, target] of readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*? from '(\.[^']+)'$/gm))
    loadedWith(path.posix.join(path.posix.dirname(file), target!), found)
  return found
}

describe('texts of the pages', () => {
  test('what is loaded before any other page names no text that is loaded later', () => {
    const first = ['main.tsx', 'frame/Frame.tsx', 'home/HomePage.tsx', 'identity/SignInPage.tsx']
    const files = [...first.reduce((found, file) => loadedWith(`${folder}/${file}`, found), new Set<string>())]
    expect(files).toContain(`${folder}/parts/Button.tsx`)
    const named = files.flatMap((file) => keysNamedIn(readFileSync(file, 'utf8'), file.endsWith('x') ? 'tsx' : 'ts'))
    const later = catalogueOf('words/pages/en.json')
    expect(later.length).toBeGreaterThan(200)
    expect(later.filter((key) => unusedKeys([key], named).length === 0)).toEqual([])
  })

  test.each(sources.filter((file) => file.endsWith('.tsx')))('%s says nothing that is not in the catalogue', (file) => {
    expect(textsOutside(readFileSync(file, 'utf8'))).toEqual([])
  })

  test.each([
    ['text', '<p>Hello</p>', ['line 1: Hello']],
    ['a text among others', '<p>\n  {count} left\n</p>', ['line 2: left']],
    ['an attribute', '<button title="Close" className="p-4" />', ['line 1: Close']],
    ['a label read out', '<a aria-label={open ? `Close ${name}` : undefined} />', ['line 1: Close']],
    ['a condition', '<p>{open ? "Open" : t("closed")}</p>', ['line 1: Open']],
    ['a part of ours', '<ListPage none={{ title: "Nothing" }} />', ['line 1: Nothing']],
    ['a note', 'showNote("Saved")', ['line 1: Saved']],
    ['nothing in keys and names', '<p title={t("a.b", { title: name })}>AutoDM Hub · {t(`a.${kind}`)} – 12 × {"…"}</p>', []],
    ['nothing in technical words', '<input type="text" autoComplete="off" role="search" id="main" value="all" />', []],
  ])('the check finds %s', (_, code, found) => {
    expect(textsOutside(code)).toEqual(found)
  })

  test('every text of the catalogue is used', () => {
    const keys = [...catalogueOf('words/en.json'), ...catalogueOf('words/pages/en.json')]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.length).toBeGreaterThan(300)
    const named = sources.flatMap((file) => keysNamedIn(readFileSync(file, 'utf8'), file.endsWith('x') ? 'tsx' : 'ts'))
    expect(unusedKeys(keys, named)).toEqual([])
    expect(unusedKeys(['home.gone', 'home.days_other', 'activity.kind.comment', 'close'], named)).toEqual(['home.gone'])
  })
})

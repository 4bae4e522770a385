import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'
import { describe, expect, test } from 'vitest'
import { parseSync } from 'vite'

// Every regular expression of the program is run at an input longer than any it meets, made of its own parts and of what people type.
// One that looks back over its input again and again needs seconds there, and the time limit ends it.

const root = path.join(import.meta.dirname, '..')
/** As long as the longest text that a person can send (meta-platform.md 5.4 knows none above it). */
const longest = 65_536
const limitMs = 1_000

type Literal = { file: string; line: number; source: string; flags: string }

const filesOf = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|testing\//.test(name))
    .map((name) => path.join(folder, name))

/** In: a file. Out: its regular expressions, found in the syntax tree, so that none is missed for how it is written. */
function literalsOf(file: string): Literal[] {
  const text = readFileSync(path.join(root, file), 'utf8')
  const found: Literal[] = []
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (typeof node !== 'object' || node === null) return
    const { type, regex, start } = node as { type?: string; regex?: { pattern: string; flags: string }; start?: number }
    if (type === 'Literal' && regex)
      found.push({ file, line: text.slice(0, start).split('\n').length, source: regex.pattern, flags: regex.flags })
    else for (const child of Object.values(node)) walk(child)
  }
  walk(parseSync(file, text).program)
  return found
}

/** What an expression may be waiting for: words that it names, and a sign of each of its classes. */
function partsOf(source: string): string[] {
  const words = source
    .replaceAll(/\\[pPu]\{[^}]*\}|\\u[0-9a-f]{4}|\\[a-zA-Z]|\[(?:\\.|[^\]\\])*\]|\(\?<?[!=:]|\{\d+,?\d*\}/gi, ' ')
    .replaceAll(/\\(.)/g, '$1')
    .split(/[\s()|?*+^$]+/)
    .filter((word) => word.length > 0 && word.length < 20)
  const classes = [...source.matchAll(/\[\^?((?:\\.|[^\]\\])*)\]/g)].flatMap(([, content]) => [
    ...content!.replaceAll(/\\[a-z]/gi, '').replaceAll('\\', ''),
  ])
  return [...new Set([...words, ...classes])].slice(0, 24)
}

const signs = [
  ' ',
  '\t',
  '\n',
  'a',
  'Z',
  '0',
  '9',
  '.',
  ',',
  '-',
  '_',
  '+',
  '@',
  '/',
  '\\',
  ':',
  '{',
  '}',
  '[',
  '(',
  ')',
  '|',
  '"',
  '&',
  '=',
  '%',
  '#',
  'é',
  '’',
  '٣',
  '😀',
  '\u200d',
  '\u00ad',
]

/** Strings that begin like a match, go on for long in what a repetition takes, and then fail. */
function* attacksOn(source: string): Generator<string> {
  const parts = partsOf(source)
  const pumps = [...new Set([...signs, ...parts, 'a ', 'a.', 'a-', '0 ', '0-', 'a@', '{{', '{{ ', ' \n'])]
  const starts = ['', ...parts.slice(0, 2)]
  for (const pump of pumps) {
    const run = pump.repeat(longest / pump.length)
    for (const start of starts) yield start + run + ' \u0001'
  }
  // Each part before each other one, over and over: what begins anew at every place.
  for (const one of parts.slice(0, 8))
    for (const other of signs.slice(0, 16)) yield (one + other.repeat(64)).repeat(longest / (one.length + 64))
}

const run = new vm.Script('for (const text of texts) { expression.lastIndex = 0; text.replace(expression, "") }')

/** Which attack, if any, keeps the expression busy for longer than it may. */
function whatTakesTooLong({ source, flags }: Pick<Literal, 'source' | 'flags'>, mayTakeMs = limitMs): string | null {
  const context = vm.createContext({ expression: new RegExp(source, flags.includes('g') ? flags : `${flags}g`) })
  const isQuickAt = (texts: string[]): boolean => {
    context['texts'] = texts
    try {
      run.runInContext(context, { timeout: mayTakeMs })
      return true
    } catch {
      return false
    }
  }
  const attacks = [...attacksOn(source)]
  // All within the time of one, as a rule; else which one it is.
  const slow = isQuickAt(attacks) ? undefined : attacks.find((text) => !isQuickAt([text]))
  return slow === undefined ? null : `${JSON.stringify(slow.slice(0, 40))}… of ${slow.length} characters`
}

describe('the search for slow expressions', () => {
  test.each([
    ['blanks inside a place of a template, as it once was', String.raw`\{\{\s*([^{}|]+?)\s*(?:\|([^{}]*))?\}\}|\[LINK\]`, 'giu'],
    ['nested repetition', String.raw`^(a+)+$`, ''],
    ['blanks at the end', String.raw`\s+$`, ''],
    ['two repetitions of the same', String.raw`(\d+)\.?(\d*)x`, ''],
    ['an address that is searched from every letter', String.raw`[\w.+-]+@\w+\.\w+`, ''],
  ])('finds %s', (_, source, flags) => expect(whatTakesTooLong({ source, flags }, 200)).not.toBeNull())
  test.each([
    ['a sign', String.raw`\s`, 'g'],
    ['a bounded repetition', String.raw`^\d{1,16}$`, ''],
    ['a place of a template, as it is', String.raw`\{\{([^{}|]+)(?:\|([^{}]*))?\}\}`, 'giu'],
  ])('lets %s pass', (_, source, flags) => expect(whatTakesTooLong({ source, flags })).toBeNull())
})

const literals = ['server', 'web/src', 'simulator', 'fixtures'].flatMap((folder) => filesOf(folder).flatMap(literalsOf))

test('there are expressions to look at', () => expect(literals.length).toBeGreaterThan(50))

describe('every regular expression is quick at the longest input', () => {
  const once = [...new Map(literals.map((one) => [`${one.source}/${one.flags}`, one])).values()]
  test.each(once.map((one) => [`${one.file}:${one.line} /${one.source}/${one.flags}`, one] as const))('%s', (_, one) =>
    expect(whatTakesTooLong(one)).toBeNull(),
  )
})

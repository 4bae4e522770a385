import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

// A line has at most 140 columns, in documents and in code. The formatter wraps code, but neither comments nor SQL nor documents.
const most = 140
const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .filter((file) => ending.test(file) && !file.includes('node_modules/'))
const documents = [
  ...readdirSync('.').filter((file) => file.endsWith('.md') || file === '.env.example'),
  ...filesIn('docs', /\.md$/),
  'fixtures/README.md',
]
const code = ['server', 'simulator', 'web', 'test', 'bench', 'bin'].flatMap((folder) => filesIn(folder, /\.(?:tsx?|mjs|css|html)$/))

const isLong = (line: string): boolean => [...line].length > most
/**
 * Numbers of the lines that could be shorter. Tables, code blocks, what the bench printed, and a word or code span alone are as they are.
 */
function longLinesOfDocument(text: string): number[] {
  let verbatim = false
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*```|^<!-- (?:what npm run bench|end of what)/.test(line)) verbatim = !verbatim
    const words = line.trim().match(/(?:[^\s`]|`[^`]*`)+/g) ?? []
    return isLong(line) && !verbatim && !line.startsWith('|') && words.length > 1 ? [index + 1] : []
  })
}
/** The same for code, where a string or a regular expression on one line is one word. */
const longLinesOfCode = (text: string): number[] =>
  text.split('\n').flatMap((line, index) => {
    const rest = /^\s*(?:\/\/|\/?\*)/.test(line)
      ? line
      : line.replaceAll(/'[^']*'|"[^"]*"|`[^`]*`|\/(?:[^/\\]|\\.)+\/[a-z]*(?=[,;)\s.]|$)/g, '')
    return isLong(line) && isLong(rest) ? [index + 1] : []
  })
const tooLong = (files: string[], find: (text: string) => number[]): string[] =>
  files.flatMap((file) => find(readFileSync(file, 'utf8')).map((line) => `${file}:${line}`))

test('lines of documents have at most 140 columns', () => expect(tooLong(documents, longLinesOfDocument)).toEqual([]))
test('lines of code and its comments have at most 140 columns', () => expect(tooLong(code, longLinesOfCode)).toEqual([]))
test('long text, comments and SQL are found, a long table, block, address or string is not', () => {
  const long = 'word '.repeat(30).trim()
  expect(longLinesOfDocument(`${long}\n| ${long} |\n\`\`\`\n${long}\n\`\`\`\n- ${long}\nhttps://${'a'.repeat(140)}`)).toEqual([1, 6])
  expect(
    longLinesOfCode(`// ${long}\nconst a = '${long}'\nselect ${long}\n * ${long}\nf(${'b, '.repeat(50)})\nconst c = /${long}/g`),
  ).toEqual([1, 3, 4, 5])
})

import { expect, test } from 'vitest'
import { rememberRendered, renderText } from './renderText.ts'

test.each([
  ['paragraphs and lines', 'One\ntwo\n\nThree', '<p>One<br>two</p><p>Three</p>'],
  ['headings, below that of the page', '# A\n\n### B\ntext', '<h2>A</h2><h3>B</h3><p>text</p>'],
  ['a heading after and before a line', 'one\n# A\ntwo', '<p>one</p><h2>A</h2><p>two</p>'],
  ['a list after a line', 'We store:\n- names\n* emails\n  of people', '<p>We store:</p><ul><li>names</li><li>emails of people</li></ul>'],
  ['bold', 'a **b** c', '<p>a <strong>b</strong> c</p>'],
  [
    'links to pages and emails',
    '[here](https://x.example/a?b=1&c) [us](mailto:a@x.example)',
    '<p><a href="https://x.example/a?b=1&amp;c" rel="noopener noreferrer nofollow">here</a> <a href="mailto:a@x.example" rel="noopener noreferrer nofollow">us</a></p>',
  ],
  ['nothing', ' \n\n ', ''],
])('shows %s', (_, text, html) => expect(renderText(text)).toBe(html))

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '[x](https://a.example" onmouseover="alert(1))',
  '# <b onclick=x>',
  '- <iframe>',
  '**<style>**',
  "[a](data:text/html,x) [b](//evil.example) ['](https://x.example/'onclick='x)",
])('makes no element and no attribute of %s', (text) => {
  const html = renderText(text)
  expect(
    html.replaceAll(/<\/?(p|h2|h3|ul|li|strong|br)>|<a href="(https?:|mailto:)[^"<>]*" rel="noopener noreferrer nofollow">|<\/a>/g, ''),
  ).not.toMatch(/[<>]/)
})

/** How many characters and list entries the methods of strings, lists and regular expressions are given while this runs. */
function stepsOf(run: () => void): number {
  let steps = 0
  // A replacement calls exec by itself, with the same text.
  let isReplacing = false
  const restores: (() => void)[] = []
  const count = (holder: object, name: string | symbol) => {
    const own = Object.getOwnPropertyDescriptor(holder, name)!
    const method = own.value as (...args: unknown[]) => unknown
    const counted = function (this: string | unknown[] | RegExp, ...args: unknown[]) {
      if (isReplacing) return method.apply(this, args)
      steps += this instanceof RegExp ? String(args[0]).length : this.length
      isReplacing = name === 'replace' || name === 'split'
      try {
        return method.apply(this, args)
      } finally {
        isReplacing = false
      }
    }
    Object.defineProperty(holder, name, { ...own, value: counted })
    restores.push(() => Object.defineProperty(holder, name, own))
  }
  for (const name of ['split', 'trim', 'replace', 'replaceAll', 'slice', 'startsWith']) count(String.prototype, name)
  for (const name of ['map', 'join', 'slice', 'reduce', 'findIndex', 'filter', 'concat']) count(Array.prototype, name)
  count(Array.prototype, Symbol.iterator)
  for (const name of ['test', 'exec']) count(RegExp.prototype, name)
  steps = 0
  try {
    run()
    return steps
  } finally {
    for (const restore of restores) restore()
  }
}

test.each(['*', '[', '- \n', '- a\n', '# a\n', '# a\n\n', 'a\n', '- a\nb\n', '#', '\n', '[a](', '**a', '**a**', '[a](https://b)', '&'])(
  'reads the longest text of %j a few times at most',
  (sign) => {
    const text = sign.repeat(50_000 / sign.length)
    let html = ''
    expect(stepsOf(() => void (html = renderText(text)))).toBeLessThan(20 * text.length)
    expect(html.length).toBeLessThan(30 * text.length)
  },
)

test('remembers the last texts', () => {
  const rendered = rememberRendered(2)
  const [first, second, third] = ['# a', '# b', '# c'].map((text) => [text, stepsOf(() => void rendered(text))] as const)
  for (const [, steps] of [first!, second!, third!]) expect(steps).toBeGreaterThan(0)
  expect(stepsOf(() => void rendered('# c'))).toBe(0)
  expect(stepsOf(() => void rendered('# b'))).toBe(0)
  expect(stepsOf(() => void rendered('# a'))).toBeGreaterThan(0)
  expect([rendered('# a'), rendered('# b')]).toEqual(['<h2>a</h2>', '<h2>b</h2>'])
})

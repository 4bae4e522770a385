import { expect, test } from 'vitest'
import { renderText } from './renderText.ts'

test.each([
  ['paragraphs and lines', 'One\ntwo\n\nThree', '<p>One<br>two</p><p>Three</p>'],
  ['headings, below that of the page', '# A\n\n### B\ntext', '<h2>A</h2><h3>B</h3><p>text</p>'],
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

test('takes time in proportion to the length of a text', () => {
  const started = performance.now()
  for (const sign of ['*', '[', '- ', '# ', '[a](', '**a']) renderText(sign.repeat(20_000 / sign.length))
  expect(performance.now() - started).toBeLessThan(2_000)
})

import { expect, test } from 'vitest'
import type { Run } from '../model/run.ts'
import { conversation } from './examples.ts'
import { fillTemplate, templateValues } from './fillTemplate.ts'

const run = { saved: { size: 'M', email: 'new@x.com' } } as unknown as Run
const known = conversation({ name: 'Ana López', username: 'ana', fields: { email: 'old@x.com', City: 'Lima', empty: '' } })
const fill = (text: string, said = 'is {{email}} [LINK] yours?'): string =>
  fillTemplate(text, templateValues(known, run, said), 'https://l.example')

test.each([
  ['a name', 'Hi {{name}}!', 'Hi Ana López!'],
  ['a first name, blanks and case aside', 'Hi {{ First_Name }}!', 'Hi Ana!'],
  ['a user name', '@{{username}}', '@ana'],
  ['a field of the contact', '{{city}}', 'Lima'],
  ['a field saved just now', '{{size}}', 'M'],
  ['what this run saved before what was known', '{{email}}', 'new@x.com'],
  ['a fallback', 'Hi {{nick|there}}!', 'Hi there!'],
  ['no fallback for what is known', '{{name|there}}', 'Ana López'],
  ['a fallback for what is empty', '{{empty| none }}', 'none'],
  ['nothing for what nobody knows', 'Hi {{nick}}!', 'Hi !'],
  ['the link', 'Here: [LINK], again [link]', 'Here: https://l.example, again https://l.example'],
  ['what the person wrote, as it is', 'You wrote: {{text}}', 'You wrote: is {{email}} [LINK] yours?'],
  ['the same as comment or message', '{{comment}}={{message}}', 'is {{email}} [LINK] yours?=is {{email}} [LINK] yours?'],
  ['no program', '{{constructor}}{{__proto__}}${1+1}', '${1+1}'],
  ['half a place not at all', '{{name', '{{name'],
])('a template is filled with %s', (_, text, filled) => {
  expect(fill(text)).toBe(filled)
})

test('without a link nothing stands in its place', () => {
  expect(fillTemplate('Here: [LINK]', new Map(), null)).toBe('Here: ')
})

test.each([
  ['two brackets and blanks', '{{', ' '],
  ['two brackets, a name and blanks', '{{ name', ' '],
  ['brackets alone', '', '{'],
  ['a name that never ends', '{{', 'name'],
  ['a fallback that never ends', '{{name|', 'there '],
  ['places that begin anew', '', '{{ name '],
])('%s, as long as a text may be, are filled at once', (_, start, rest) => {
  const text = start + rest.repeat(100_000 / rest.length)
  const began = performance.now()
  expect(fillTemplate(text, new Map([['name', 'Ana']]), null)).toBe(text)
  expect(performance.now() - began).toBeLessThan(500)
})

test('blanks around a name and its fallback do not count', () => {
  expect(fillTemplate('{{ name }}, {{\tNAME\n| there }}, {{ nobody | you }}', new Map([['name', 'Ana']]), null)).toBe('Ana, Ana, you')
})

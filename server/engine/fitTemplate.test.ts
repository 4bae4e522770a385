import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChannelLimits } from '../model/channel.ts'
import { automation, comment, dm, shop, shopLimits, texts, trigger } from './examples.ts'
import { explainStep } from './explain.ts'
import { inEnglish } from '../texts.ts'
import { charsOf, cutAtWord, fits, fitTemplate } from './fitTemplate.ts'

const limits: ChannelLimits = { ...shopLimits, maxTextBytes: 100, maxPublicReplyChars: 30, maxButtonTemplateChars: 40 }

test.each([
  ['one two three', 13, 'one two three'],
  ['one two three', 9, 'one two…'],
  ['one two three', 8, 'one two…'],
  ['one two three', 7, 'one…'],
  ['abcdefghij', 5, 'abcd…'],
  ['🔥🔥🔥🔥', 3, '🔥🔥…'],
  ['one', 0, '…'],
])('"%s" cut to %i signs is "%s"', (text, chars, cut) => {
  expect(cutAtWord(text, chars)).toBe(cut)
})

test('what was filled in is shortened at a word, and the owner’s words and link stay', () => {
  const said = 'a long story about a print that never came and was never paid'
  const { text, cut } = fitTemplate(
    'You wrote: {{text}}. See [LINK]',
    new Map([['text', said]]),
    'https://x.example',
    (filled) => charsOf(filled) <= 60,
  )
  expect(text).toBe('You wrote: a long story about a…. See https://x.example')
  expect(cut).toBe(true)
})

test('a text that is too long by itself is cut at its end', () => {
  expect(fitTemplate('one two three', new Map(), null, (filled) => charsOf(filled) <= 9)).toEqual({ text: 'one two…', cut: true })
})

test.each([
  ['a direct message is measured in bytes', 'é'.repeat(51), { where: 'direct' as const, buttons: [] }, false],
  ['a public reply in signs', 'é'.repeat(30), { where: 'public' as const, buttons: [] }, true],
  ['a text above buttons in signs', 'x'.repeat(41), { where: 'direct' as const, buttons: [{ title: 'Go' }] }, false],
])('%s', (_, text, around, fit) => {
  expect(fits(text, around, limits)).toBe(fit)
})

test('whatever people write, what is planned fits, and the trace says that it was cut', () => {
  let cuts = 0
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200, size: 'max' }), (written) => {
      const steps = [
        { id: 'reply', type: 'reply' as const, texts: ['Thanks: {{text}}!'] },
        { id: 'dm', type: 'message' as const, texts: ['You wrote “{{text}}”, {{name|friend}}'] },
      ]
      const here = shop([automation('echo', { triggers: [trigger()], steps })])
      const decision = here.hear(comment(written), { account: { active: true, defaultCountry: 'US', limits } })
      const [reply, message] = texts(decision)
      expect(fits(reply!, { where: 'public', buttons: [] }, limits)).toBe(true)
      expect(fits(message!, { where: 'direct', buttons: [] }, limits)).toBe(true)
      const told = decision.trace.filter(({ stage }) => stage === 'text_cut')
      const full = `Thanks: ${written}!`
      expect(told.some(({ data }) => data['stepId'] === 'reply')).toBe(charsOf(full) > 30)
      if (charsOf(full) <= 30) expect(reply).toBe(full)
      cuts += told.length
    }),
    { numRuns: 300 },
  )
  expect(cuts).toBeGreaterThan(50)
  const here = shop([
    automation('echo', { triggers: [trigger({ on: 'message' })], steps: [{ id: 'dm', type: 'message', texts: ['{{text}}'] }] }),
  ])
  const decision = here.hear(dm('word '.repeat(50)), { account: { active: true, defaultCountry: 'US', limits } })
  expect(texts(decision)[0]).toMatch(/^(word )+word…$/)
  expect(decision.trace.map(explainStep).map(inEnglish)).toContain(
    'The direct message of step “dm” was too long for the channel with its placeholders filled in, so it was cut at a word.',
  )
})

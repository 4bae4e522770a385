import { describe, expect, test } from 'vitest'
import { placesOf } from '../server/model/sentence.ts'
import { catalogues, english, languagesOf, makeTexts, translations } from '../server/texts.ts'

const keys = Object.keys(english)

describe('the sentences of rows', () => {
  test.each(keys)('%s is a key of a module, and says something', (key) => {
    expect(key).toMatch(/^[a-z]+(\.[a-z\d_]+)+$/)
    expect(english[key]).toMatch(/\S/)
  })

  test('no two modules have the same key', () => {
    expect(catalogues.flatMap(Object.keys).toSorted()).toEqual(keys.toSorted())
  })

  test.each(Object.entries(translations))('the language %s has every sentence, with the same places', (_language, own) => {
    expect(Object.keys(own).toSorted()).toEqual(keys.toSorted())
    for (const [key, text] of Object.entries(own)) expect([key, placesOf(text)]).toEqual([key, placesOf(english[key]!)])
  })

  test.each([
    [undefined, 'en', 'Closed by a person.'],
    ['de', 'de', 'Von einem Menschen geschlossen.'],
    ['fr-FR, de-CH;q=0.8, en;q=0.9', 'en', 'Closed by a person.'],
    ['fr;q=0.9, de-CH;q=0.8, en;q=0.1', 'de', 'Von einem Menschen geschlossen.'],
    ['*', 'en', 'Closed by a person.'],
  ])('whoever accepts %s reads %s', (accepted, _language, text) => {
    const textsFor = makeTexts({ de: { 'outbox.closed': 'Von einem Menschen geschlossen.' } })
    expect(textsFor({ headers: { 'accept-language': accepted } })('outbox.closed')).toBe(text)
  })

  test('the most wanted language comes first', () => {
    expect(languagesOf('pt-BR;q=0.5, de, en;q=0.7')).toEqual(['de', 'en', 'pt'])
  })
})

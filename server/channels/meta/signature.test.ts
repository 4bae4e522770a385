import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appSecretProof, hasValidSignature } from './signature.ts'

// The vector of meta-platform.md 1.3: 260 bytes with \u escapes, as the platform sends them.
const body = readFileSync(new URL('../../../fixtures/instagram/signature-vector.json', import.meta.url))
const header = 'sha256=7b2076fba150ccdebc293523f1d65aed612c0c003e186768f3688be2004d05b4'
const secret = 'test_app_secret'

describe('a webhook is believed', () => {
  test('when our app secret signed exactly these bytes', () => {
    expect(body.length).toBe(260)
    expect(hasValidSignature(body, header, [secret])).toBe(true)
  })

  test('when any of several secrets signed it', () => {
    expect(hasValidSignature(body, header, ['another', '', secret])).toBe(true)
  })
})

describe('a webhook is refused', () => {
  test.each([
    ['without a header', undefined],
    ['with an empty header', ''],
    ['with a short one', header.slice(0, -1)],
    ['with a long one', `${header}0`],
    ['with one wrong digit', `${header.slice(0, -1)}5`],
    ['with letters that are no digits', `sha256=${'g'.repeat(64)}`],
    ['with the old sha1 header', `sha1=${'a'.repeat(66)}`],
    ['with the digest alone', header.slice(7)],
  ])('%s', (_, wrong) => {
    expect(hasValidSignature(body, wrong, [secret])).toBe(false)
  })

  test('when nobody configured a secret, or an empty one that anybody could sign with', () => {
    expect(hasValidSignature(body, header, [])).toBe(false)
    const bySomebody = `sha256=${appSecretProof('', body.toString())}`
    expect(hasValidSignature(body, bySomebody, [''])).toBe(false)
  })

  test('when it was parsed and written again, which turns the escapes into letters', () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString())))
    expect(rewritten.length).toBe(246)
    expect(hasValidSignature(rewritten, header, [secret])).toBe(false)
  })

  test('when any single byte was changed', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(body)
        changed[at] = changed[at]! ^ by
        return !hasValidSignature(changed, header, [secret])
      }),
    )
  })
})

test('the proof of the app secret is the one of meta-platform.md 7.1', () => {
  expect(appSecretProof('test_app_secret', 'EAAB_test_token')).toBe('e9d107fd0932dca1e0bad1e5d56be07ff87824d7ed79aaddcb06139adfcad459')
})

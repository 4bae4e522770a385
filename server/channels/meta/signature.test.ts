import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appSecretProof, findSigningKey, readSignature } from './signature.ts'

// The vector of meta-platform.md 1.3: 260 bytes with \u escapes, as the platform sends them.
const body = readFileSync(new URL('../../../fixtures/instagram/signature-vector.json', import.meta.url))
const header = 'sha256=7b2076fba150ccdebc293523f1d65aed612c0c003e186768f3688be2004d05b4'
const secret = 'test_app_secret'

const signedBy = (rawBody: Buffer, claimed: string | string[] | undefined, secrets: string[]): string | null => {
  const signature = readSignature(claimed)
  return (
    signature &&
    (findSigningKey(
      rawBody,
      signature,
      secrets.map((one) => ({ secret: one })),
    )?.secret ??
      null)
  )
}

describe('a webhook is believed', () => {
  test('when our app secret signed exactly these bytes', () => {
    expect(body.length).toBe(260)
    expect(signedBy(body, header, [secret])).toBe(secret)
  })

  test('when any of several secrets signed it, and it is told which', () => {
    expect(signedBy(body, header, ['another', '', secret, 'a third'])).toBe(secret)
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
    ['with the digest in capitals after another word', header.toUpperCase()],
    ['with two headers', [header, header]],
    ['with digits of another script', `sha256=${'٣'.repeat(64)}`],
    ['with a line break after it', `${header.slice(0, -1)}\n`],
  ])('%s', (_, wrong) => {
    expect(signedBy(body, wrong, [secret])).toBeNull()
  })

  test('when nobody configured a secret, or an empty one that anybody could sign with', () => {
    expect(signedBy(body, header, [])).toBeNull()
    const bySomebody = `sha256=${appSecretProof('', body.toString())}`
    expect(signedBy(body, bySomebody, [''])).toBeNull()
  })

  test('when it was parsed and written again, which turns the escapes into letters', () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString())))
    expect(rewritten.length).toBe(246)
    expect(signedBy(rewritten, header, [secret])).toBeNull()
  })

  test('when any single byte was changed', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(body)
        changed[at] = changed[at]! ^ by
        return signedBy(changed, header, [secret]) === null
      }),
    )
  })
})

test('the proof of the app secret is the one of meta-platform.md 7.1', () => {
  expect(appSecretProof('test_app_secret', 'EAAB_test_token')).toBe('e9d107fd0932dca1e0bad1e5d56be07ff87824d7ed79aaddcb06139adfcad459')
})

import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readSignedRequest } from './signedRequest.ts'

const secret = 'test_app_secret'
/** meta-platform.md 7.4 */
const vector =
  '2DptAmfu_BK6k1bOAyzVV7VS_r9ktBAudYG_HVHsDdc.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImV4cGlyZXMiOjE3NjM2MDM2MDAsImlzc3VlZF9hdCI6MTc2MzYwMDAwMCwidXNlcl9pZCI6IjIxODQ3MSJ9'
const signed = (payload: string, by = secret) => {
  const encoded = Buffer.from(payload).toString('base64url')
  return `${createHmac('sha256', by).update(encoded).digest('base64url')}.${encoded}`
}
const plain = { algorithm: 'HMAC-SHA256', issued_at: 1763600000, user_id: '218471' }
const keys = [{ secret: 'another_app_secret' }, { secret }]

describe('a signed request', () => {
  test('as the platform documents it: who, when, and which secret signed it', () =>
    expect(readSignedRequest(vector, keys)).toMatchObject({ key: keys[1], userId: '218471', issuedAt: new Date(1763600000_000) }))

  test('may have a number as id, of any length, and no time', () => {
    expect(readSignedRequest(signed('{"algorithm":"HMAC-SHA256","user_id":17841405309211844}'), keys)).toMatchObject({
      userId: '17841405309211844',
      issuedAt: null,
    })
  })

  test.each([
    ['nothing', ''],
    ['one part', vector.split('.')[1]!],
    ['three parts', `${vector}.x`],
    ['another signature', `A${vector.slice(1)}`],
    ['a changed payload', `${vector.slice(0, -2)}J9`.replace('IjIxODQ3MSJ9', 'IjIxODQ3MiJ9')],
    ['another secret', signed(JSON.stringify(plain), 'guessed')],
    ['an empty secret', signed(JSON.stringify(plain), '')],
    ['another algorithm', signed(JSON.stringify({ ...plain, algorithm: 'none' }))],
    ['no algorithm', signed(JSON.stringify({ user_id: '218471' }))],
    ['no person', signed(JSON.stringify({ ...plain, user_id: undefined }))],
    ['a person that is no number', signed(JSON.stringify({ ...plain, user_id: "1' or '1'='1" }))],
    ['no JSON', signed('user_id=218471')],
    ['a list', signed('[{"user_id":"218471"}]')],
    ['a signature in hex', vector.replace(/^[^.]+/, Buffer.from(vector.split('.')[0]!, 'base64url').toString('hex'))],
  ])('with %s is refused', (_, text) => expect(readSignedRequest(text, [...keys, { secret: '' }])).toBeNull())
})

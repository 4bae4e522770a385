import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { multipart } from '../channels/meta/multipart.ts'
import { boundaryIn, FormError, readForm } from './readForm.ts'

async function* inPieces(bytes: Uint8Array, cuts: number[]) {
  let from = 0
  for (const cut of [...cuts.map((one) => one % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]) {
    if (cut > from) yield bytes.subarray(from, cut)
    from = Math.max(from, cut)
  }
}
async function fieldsOf(bytes: Uint8Array, type: string, cuts: number[]) {
  const fields: { name: string; fileName: string | null; bytes: Buffer }[] = []
  for await (const { name, fileName, content } of readForm(inPieces(bytes, cuts), boundaryIn(type)!)) {
    const pieces: Buffer[] = []
    for await (const piece of content) pieces.push(Buffer.from(piece))
    fields.push({ name, fileName, bytes: Buffer.concat(pieces) })
  }
  return fields
}

test('a form is read as it was written, wherever its bytes are cut', async () => {
  const awkward = fc.constantFrom('\r\n', '--', '\r\n--form-', '\r', '\n')
  const content = fc
    .array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
        awkward.map((text) => Buffer.from(text)),
      ),
    ) // prettier-ignore
    .map((parts) => Buffer.concat(parts))
  await fc.assert(
    fc.asyncProperty(content, fc.array(fc.nat(10_000), { maxLength: 30 }), async (bytes, cuts) => {
      const { type, body } = multipart([
        { name: 'accountId', text: 'a "1"' },
        { name: 'file', fileName: 'a "b"\r\n.png', type: 'image/png', bytes },
      ])
      expect(await fieldsOf(body, type, cuts)).toEqual([
        { name: 'accountId', fileName: null, bytes: Buffer.from('a "1"') },
        { name: 'file', fileName: 'a "b"\r\n.png', bytes },
      ])
    }),
    { numRuns: 200 },
  )
})

test.each([
  ['ends early', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nabc'],
  ['has a field without a name', '--x\r\nContent-Type: text/plain\r\n\r\nabc\r\n--x--'],
  ['has no boundary', 'nothing'],
  ['has an endless header', `--x\r\n${'a'.repeat(20_000)}`],
])('a form that %s is refused', async (_, text) => {
  await expect(fieldsOf(Buffer.from(text), 'multipart/form-data; boundary=x', [])).rejects.toBeInstanceOf(FormError)
})

test.each([
  ['multipart/form-data; boundary=abc', 'abc'],
  ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
  ['multipart/form-data', null],
  ['application/json', null],
])('the boundary of %s is %s', (type, boundary) => expect(boundaryIn(type)).toBe(boundary))

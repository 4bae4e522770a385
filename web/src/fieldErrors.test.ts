import { expect, test } from 'vitest'
import { ApiError } from './callApi.ts'
import { asSentence } from './asSentence.ts'
import { setFieldErrors } from './fieldErrors.ts'

const names = ['name', 'email'] as const
function placed(trouble: unknown) {
  const errors: Record<string, string> = {}
  const all = setFieldErrors(trouble, names, (name, { message }) => (errors[name] = message))
  return { all, errors }
}
const refused = (...paths: string[]) =>
  new ApiError(
    400,
    'invalid_input',
    'body.name: Too long.',
    paths.map((path) => ({ path, message: `about ${path}` })),
  )

test('each error is shown at its field', () => {
  expect(placed(refused('body.name', 'body.email'))).toEqual({
    all: true,
    errors: { name: 'About body.name.', email: 'About body.email.' },
  })
})

test('an error inside a field is shown at the field', () => {
  expect(placed(refused('body.name.first', 'email'))).toEqual({
    all: true,
    errors: { name: 'About body.name.first.', email: 'About email.' },
  })
})

test('one that no field is about needs a notice', () => {
  expect(placed(refused('body.name', 'body.other'))).toEqual({ all: false, errors: { name: 'About body.name.' } })
})

test('so does an error without details, or another kind of error', () => {
  expect(placed(refused()).all).toBe(false)
  expect(placed(new Error('broken')).all).toBe(false)
})

test('what the server says of a field is a sentence under it', () => {
  expect(asSentence('must be an email address')).toBe('Must be an email address.')
  expect(asSentence('Write to an address such as ana@example.com.')).toBe('Write to an address such as ana@example.com.')
})

import { expect, test } from 'vitest'
import { ApiError } from './api.ts'
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
  expect(placed(refused('body.name', 'body.email'))).toEqual({ all: true, errors: { name: 'about body.name', email: 'about body.email' } })
})

test('an error inside a field is shown at the field', () => {
  expect(placed(refused('body.name.first', 'email'))).toEqual({
    all: true,
    errors: { name: 'about body.name.first', email: 'about email' },
  })
})

test('one that no field is about needs a notice', () => {
  expect(placed(refused('body.name', 'body.other'))).toEqual({ all: false, errors: { name: 'about body.name' } })
})

test('so does an error without details, or another kind of error', () => {
  expect(placed(refused()).all).toBe(false)
  expect(placed(new Error('broken')).all).toBe(false)
})

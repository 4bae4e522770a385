import type { TFunction } from 'i18next'
import { expect, test } from 'vitest'
import { ApiError } from './callApi.ts'
import { problemText } from './problem.ts'

const t = ((key: string) => key) as TFunction

test('a refusal names no permission, and keeps what else it says', () => {
  const refused = (message: string) => problemText(t, new ApiError(403, 'forbidden', message))
  expect(refused('This needs the permission accounts.write. Your role (member) does not include it.')).toBe('problem.forbidden')
  expect(refused('Begin the login on a page of this instance; this request came from another site.')).toMatch(/^Begin the login/)
  expect(refused('')).toBe('problem.forbidden')
})

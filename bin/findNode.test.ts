import { expect, test } from 'vitest'
import { isNewEnough } from './findNode.mjs'

test.each([
  ['v20.20.2', false],
  ['v22.18.9', false],
  ['v22.19.0', true],
  ['v23.0.0', true],
  ['v24.21.0', true],
])('Node %s can run our programs: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected)
})

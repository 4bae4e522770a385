import { expect, test } from 'vitest'
import { comparePackages } from './missingPackages.mjs'

const machine = { os: 'linux', cpu: 'x64', libc: () => 'glibc' }
const missing = (wanted: object, present: Record<string, object>, needsDev = false) =>
  comparePackages({ packages: { '': {}, 'node_modules/a': wanted } }, { packages: present }, needsDev, machine).length > 0

test.each([
  ['nothing is installed', { version: '1.0.0' }, {}, true],
  ['another version is installed', { version: '2.0.0' }, { 'node_modules/a': { version: '1.0.0' } }, true],
  [
    'the same version has other content',
    { version: '1.0.0', integrity: 'x' },
    { 'node_modules/a': { version: '1.0.0', integrity: 'y' } },
    true,
  ],
  ['all is there', { version: '1.0.0', integrity: 'x' }, { 'node_modules/a': { version: '1.0.0', integrity: 'x' } }, false],
  ['only a package for tests is missing', { version: '1.0.0', dev: true }, {}, false],
  ['an optional package of another system is missing', { version: '1.0.0', optional: true, os: ['darwin'], cpu: ['x64'] }, {}, false],
  ['an optional package of another C library is missing', { version: '1.0.0', optional: true, os: ['linux'], libc: ['musl'] }, {}, false],
  ['an optional package made for this machine is missing', { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] }, {}, true],
])('when %s', (_, wanted, present, expected) => {
  expect(missing(wanted, present)).toBe(expected)
})

test('the tests need their own packages too', () => {
  expect(missing({ version: '1.0.0', dev: true }, {}, true)).toBe(true)
  expect(missing({ version: '1.0.0', devOptional: true }, {}, true)).toBe(true)
  expect(missing({ version: '1.0.0', devOptional: true }, {}, false)).toBe(false)
})

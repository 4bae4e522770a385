import { expect, test } from 'vitest'
import { EmbeddedPostgresError, explainFailure } from './EmbeddedPostgresError.ts'

test.each([
  ['a full disk, from the file system', "ENOSPC: no space left on device, write '/d/x'", /^The disk that holds \/d is full/],
  [
    'a full disk, from PostgreSQL',
    'FATAL:  could not write lock file "postmaster.pid": No space left on device',
    /is full: free some space/,
  ],
  ['a read-only disk', "EROFS: read-only file system, mkdir '/d'", /read-only file system: choose another folder with DATA_DIR/],
  ['missing rights', "EACCES: permission denied, mkdir '/d'", /^The folder \/d cannot be written by /],
  ['too little memory', 'FATAL:  could not map anonymous shared memory: Cannot allocate memory', /not enough memory/],
  ['leftovers of a killed server', 'FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use', /wait a minute/],
  [
    'a damaged folder',
    'LOG:  x\nPANIC:  could not locate a valid checkpoint record at 0/1',
    /is damaged \(could not locate a valid checkpoint record at 0\/1\)/,
  ],
  ['a system without its C library', 'spawn /p/bin/postgres ENOENT', /DATABASE_URL/],
  [
    'anything else, in its own words',
    'LOG:  a\nFATAL:  the moon is full\nLOG:  b',
    /did not start \(the moon is full\): details are in \/d\/postgres.log/,
  ],
])('explains %s in one line', (_, said, line) => {
  const error = explainFailure('/d', new Error(said))
  expect(error).toBeInstanceOf(EmbeddedPostgresError)
  expect(error.message).toMatch(line)
  expect(error.message).not.toContain('\n')
})

test('an explanation is not explained again', () => {
  const error = new EmbeddedPostgresError('clear enough')
  expect(explainFailure('/d', error)).toBe(error)
})

import { expect, test } from 'vitest'
import { serverArguments } from './serverSettings.ts'

test.each([
  ['a disk of 100 MB', 100, '64MB', '32MB'],
  ['a disk of 1 GB', 1_000, '100MB', '50MB'],
  ['a disk of 4 GB', 4_000, '400MB', '80MB'],
  ['a disk of 500 GB', 500_000, '1024MB', '80MB'],
])('the write-ahead log takes a tenth of %s, and as much as PostgreSQL usually takes at most', (_, diskMb, most, least) => {
  expect(serverArguments(5432, diskMb, {})).toEqual(expect.arrayContaining([`max_wal_size=${most}`, `min_wal_size=${least}`]))
})

import { expect, test } from 'vitest'
import { bestWay } from './compressAnswers.ts'

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['GZIP;q=0.5', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.000', null],
  ['br;q=0.001', 'br'],
  ['identity', null],
  ['brotli, gzipped', null],
  ['', null],
])('of "%s" it takes %s', (accepted, way) => expect(bestWay(accepted)).toBe(way))

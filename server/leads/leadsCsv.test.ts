import { expect, test } from 'vitest'
import { byteOrderMark, csvCell } from '../platform/csv.ts'
import { csvHead } from './leadsCsv.ts'

test.each([
  ['=1+1', `'=1+1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['＝1+1', `'＝1+1`],
  ['＋49', `'＋49`],
  ['－1', `'－1`],
  ['＠x', `'＠x`],
  [' =1', `' =1`],
  ['\u00A0=1', `'\u00A0=1`],
  ['\u200B=1', `'\u200B=1`],
  ['\uFEFF=1', `'\uFEFF=1`],
  ['\n=1', `"'\n=1"`],
  ['\nharmless', `"'\nharmless"`],
  ['\t=1', `'\t=1`],
  ['+49', '+49'],
  ['+49 151 23456789', '+49 151 23456789'],
  ['+49+1', `'+49+1`],
  ['+A1', `'+A1`],
  ['-5', `'-5`],
  ['a=1', 'a=1'],
  ['Ćevapčići', 'Ćevapčići'],
  ['', ''],
  ['say "hi", twice', '"say ""hi"", twice"'],
])('a spreadsheet runs nothing of %j', (value, cell) => expect(csvCell(value)).toBe(cell))

test('a file begins with the mark by which spreadsheets know UTF-8', () =>
  expect([...Buffer.from(byteOrderMark + csvHead({ fields: new Set(), hasMore: false })).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]))

import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import type { LeadRow } from './leadRows.queries.ts'
import { leadHead, type FieldColumns } from './leadCells.ts'
import { csvLine } from './leadsCsv.ts'
import { xlsxOf } from './leadsXlsx.ts'

const lead = (name: string, customFields: Record<string, string> = {}): LeadRow => ({ ...blank, name, customFields })
// What an export does not show is left out.
const blank = {
  id: 'id',
  seq: 1,
  source: 'api',
  accountId: null,
  contactId: null,
  username: null,
  contactName: null,
  channel: null,
  automationId: null,
  automationName: null,
  eventId: null,
  email: 'ana@x.com',
  phone: '+14155552671',
  isPhoneValid: true,
  capturedAt: new Date('2026-11-30T10:00:00Z'),
} as unknown as LeadRow
async function* inPages(leads: LeadRow[], size = 500) {
  for (let at = 0; at < leads.length; at += size) yield leads.slice(at, at + size)
}
const only = (...fields: string[]): FieldColumns => ({ fields: new Set(fields), hasMore: false })
const sheetOf = async (leads: LeadRow[], sheet = 1, mostRows?: number) =>
  readSheet(await buffer(Readable.from(xlsxOf(inPages(leads), only('note'), mostRows))), sheet)

test('another program reads what was written: signs of all scripts, what looks like a formula, markup and line breaks', async () => {
  const texts = [
    'é and 日本',
    '=HYPERLINK("http://evil.example")',
    '+1',
    '<b>&amp;',
    'two\nlines',
    '_x0041_',
    '  spaces  ',
    '😀',
    'a\u0000\u0008b',
  ]
  const rows = await sheetOf(texts.map((text) => lead(text, { note: text })))
  expect(rows[0]).toEqual(leadHead(only('note')))
  expect(rows.slice(1).map((row) => row[8])).toEqual([...texts.slice(0, 8).map((text) => text.trim()), 'ab'])
  expect(rows[1]).toEqual(['id', '2026-11-30T10:00:00.000Z', 'api', null, null, 'é and 日本', 'ana@x.com', '+14155552671', 'é and 日本'])
})

test('a custom field may have the name of something that every object has', async () => {
  const names = ['constructor', 'toString', 'valueOf', '__proto__']
  const own = lead('Ana', Object.fromEntries(names.map((name) => [name, `own ${name}`])))
  const rows = await readSheet(await buffer(Readable.from(xlsxOf(inPages([lead('Bea'), own]), only(...names)))))
  expect(rows.slice(1).map((row) => row.slice(8))).toEqual([[null, null, null, null], names.map((name) => `own ${name}`)])
  expect(csvLine(lead('Bea'), only(...names))).toMatch(/,,,,\r\n$/)
})

test('no leads are a sheet with its head', async () => expect(await sheetOf([])).toEqual([leadHead(only('note'))]))

test('more leads than a sheet may have go on in the next one', async () => {
  const leads = Array.from({ length: 1_000 }, (_, n) => lead(`N${n}`))
  expect(await sheetOf(leads, 1, 500)).toHaveLength(501)
  expect((await sheetOf(leads, 2, 500)).at(-1)![5]).toBe('N999')
  await expect(sheetOf(leads, 3, 500)).rejects.toThrow()
})

test('custom fields beyond the limit are one column, as JSON', async () => {
  const columns = { fields: new Set(['note']), hasMore: true }
  const leads = [lead('Ana', { note: 'n', city: 'Porto', size: '"38"' }), lead('Bea', { note: 'm' })]
  const rows = await readSheet(await buffer(Readable.from(xlsxOf(inPages(leads), columns))))
  expect(rows.map((row) => row.slice(8))).toEqual([
    ['note', 'more_fields'],
    ['n', '{"city":"Porto","size":"\\"38\\""}'],
    ['m', null],
  ])
  expect(csvLine(leads[1]!, columns)).toMatch(/,m,\r\n$/)
})

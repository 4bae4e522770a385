import { expect, test } from 'vitest'
import { auditOf } from './audit.ts'

test('an audit row shows what harmless fields were and are, and only names the others', () => {
  const before = { role: 'viewer', accountIds: null, name: 'Ben' }
  expect(auditOf('member', before, { role: 'admin', accountIds: null, name: 'Ben B.', email: undefined })).toEqual({
    fields: ['role', 'accountIds', 'name'],
    changes: { role: ['viewer', 'admin'] },
  })
  expect(auditOf('contact', {}, { name: 'Ana' })).toEqual({ fields: ['name'], changes: {} })
})

test('neither an object nor a long text is shown, even in a field that may be', () => {
  expect(auditOf('workspace', { language: 'en' }, { language: 'x'.repeat(300), timeZone: { any: 'thing' } }).changes).toEqual({})
})

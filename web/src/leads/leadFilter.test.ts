import { expect, test } from 'vitest'
import { filterOf } from './leadFilter.ts'

test('archived leads are shown only where they are asked for, and new ones apart from those that are kept', () => {
  expect(filterOf({}, null)).toEqual({ archived: 'false' })
  expect(filterOf({ status: 'ARCHIVED' }, null)).toEqual({ status: 'ARCHIVED' })
  expect(filterOf({ status: 'NEW' }, null)).toEqual({ status: 'QUEUED' })
  expect(filterOf({ status: 'KEPT', q: 'ana' }, 'a')).toEqual({ status: 'KEPT', q: 'ana', accountId: 'a' })
})

test('both days are whole: from midnight to the midnight after', () => {
  const { since, until } = filterOf({ from: '2026-02-28', to: '2026-02-28' }, null)
  expect([since, until]).toEqual([new Date(2026, 1, 28).toISOString(), new Date(2026, 2, 1).toISOString()])
})

test('what an address has wrong filters nothing', () => {
  expect(filterOf({ status: 'GONE', source: 'nowhere', from: 'yesterday', to: '2026-13-99x' }, null)).toEqual({ archived: 'false' })
})

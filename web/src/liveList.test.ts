import { expect, test } from 'vitest'
import type { PageOf } from '../../server/model/page.ts'
import { mergeFresh } from './liveList.ts'

const page = (ids: string, nextCursor: string | null): PageOf<{ id: string }> => ({ data: [...ids].map((id) => ({ id })), nextCursor })
const idsOf = (pages: PageOf<{ id: string }>[] | null) => pages?.map((one) => one.data.map((item) => item.id).join(''))

test('what is new stands on top, and what was read before stays below', () => {
  const pages = mergeFresh([page('dcb', '1'), page('a', null)], page('fed', '2'))
  expect(idsOf(pages)).toEqual(['fedcb', 'a'])
  expect(pages?.[0]?.nextCursor).toBe('1')
})

test('an item that changed is shown as it is now', () => {
  const fresh = { data: [{ id: 'b', state: 'sent' }], nextCursor: '2' }
  const pages = mergeFresh(
    [
      {
        data: [
          { id: 'b', state: 'waiting' },
          { id: 'a', state: 'sent' },
        ],
        nextCursor: null,
      },
    ],
    fresh,
  )
  expect(pages?.[0]?.data).toEqual([
    { id: 'b', state: 'sent' },
    { id: 'a', state: 'sent' },
  ])
})

test('when more came than a page holds, the list is read anew instead of hiding what lies between', () => {
  expect(mergeFresh([page('cba', '1')], page('hgf', '2'), 3)).toBeNull()
})

test('what is gone from a list of one page is gone from the screen', () => {
  expect(idsOf(mergeFresh([page('cba', null)], page('ca', null)))).toEqual(['ca'])
})

test('what left the top of a longer list is gone from the screen, and what was read below it stays', () => {
  expect(idsOf(mergeFresh([page('edcb', '1'), page('a', null)], page('ec', '2'), 2))).toEqual(['ecb', 'a'])
})

test('the first that ever came fills the empty list', () => {
  expect(idsOf(mergeFresh([page('', null)], page('a', null)))).toEqual(['a'])
})

test('a filtered page that holds little does not throw away what was found further on', () => {
  expect(idsOf(mergeFresh([page('', '1'), page('a', null)], page('', '9')))).toEqual(['', 'a'])
  expect(idsOf(mergeFresh([page('', '1'), page('a', null)], page('b', '9')))).toEqual(['b', 'a'])
})

import { expect, test } from 'vitest'
import type { EventItem } from '../../../server/inbox/events.schemas.ts'
import { foldStatuses } from './foldStatuses.ts'

const event = (id: string, kind: string, more: object = {}) =>
  ({ id, kind, accountId: 'a', externalId: null, ...more }) as unknown as EventItem
const status = (id: string, word: string, externalId = 'm1', accountId = 'a') =>
  event(id, 'status', { status: word, externalId, accountId })

test('the statuses of one message are one row where its newest is, the first first, each once', () => {
  const items = [
    status('6', 'read'),
    event('5', 'message'),
    status('4', 'delivered'),
    status('3', 'sent', 'm2'),
    status('2', 'sent'),
    status('1', 'sent'),
    status('0', 'sent', 'm1', 'another account'),
  ]
  expect(foldStatuses(items).map(({ id, statuses }) => [id, statuses])).toEqual([
    ['6', ['sent', 'delivered', 'read']],
    ['5', undefined],
    ['3', ['sent']],
    ['0', ['sent']],
  ])
})

test('what Messenger tells by message is folded too; a mark that names none stays by itself', () => {
  const items = [
    event('4', 'read'),
    event('3', 'read'),
    event('2', 'read', { externalId: 'm1' }),
    event('1', 'delivered', { externalId: 'm1' }),
  ]
  expect(foldStatuses(items).map(({ id, statuses }) => [id, statuses])).toEqual([
    ['4', ['read']],
    ['3', ['read']],
    ['2', ['delivered', 'read']],
  ])
  expect(items[2]).not.toHaveProperty('statuses')
})

import { describe, expect, test } from 'vitest'
import type { Outcome } from '../model/channel.ts'
import { connectionOf, breakerResultsOf } from './breakers.ts'
import { sentence } from './sentences.ts'

const sent: Outcome = { kind: 'sent', channelMessageId: 'm', recipientId: null, httpStatus: 200 }
const refused: Outcome = {
  kind: 'refused',
  code: 'outside_window',
  words: sentence('outbox.closed'),
  class: 'window',
  platform: '10',
  httpStatus: 400,
}
const unasked: Outcome = { ...refused, httpStatus: null, platform: null }
const down: Outcome = {
  kind: 'later',
  code: 'unreachable',
  words: sentence('outbox.suspended'),
  class: 'retry',
  platform: null,
  httpStatus: null,
  afterMs: null,
  usesAttempt: false,
  line: 'down',
}
const shaky: Outcome = {
  kind: 'in_doubt',
  code: 'no_answer',
  words: sentence('outbox.outcome_unknown'),
  platform: null,
  httpStatus: null,
  line: 'shaky',
}
const told = (outcomes: Outcome[], troubled = false, accountId = 'a') =>
  outcomes.map((outcome) => ({ accountId, workspaceId: 'w', troubled, outcome }))

describe('what calls tell about the line to the platform', () => {
  test.each<[string, Outcome, ReturnType<typeof connectionOf>]>([
    ['what arrived shows that it is good', sent, 'good'],
    ['a refusal too: somebody answered', refused, 'good'],
    ['a platform that cannot be reached', down, 'down'],
    ['a call without an answer', shaky, 'shaky'],
    ['a message that was not called for tells nothing', unasked, null],
  ])('%s', (_, outcome, line) => expect(connectionOf(outcome)).toBe(line))

  test('a calm day writes nothing', () => expect(breakerResultsOf(told([sent, refused, unasked, sent]))).toEqual([]))

  test('troubles are counted from the last answer on', () => {
    expect(breakerResultsOf(told([shaky, shaky, sent, shaky]))).toMatchObject([
      { answered: true, troubles: 1, down: false, code: 'no_answer' },
    ])
    expect(breakerResultsOf(told([shaky, shaky]))).toMatchObject([{ answered: false, troubles: 2, down: false }])
    expect(breakerResultsOf(told([shaky, down]))).toMatchObject([{ answered: false, troubles: 2, down: true, code: 'unreachable' }])
  })

  test('an answer after the trouble takes it back', () => {
    expect(breakerResultsOf(told([down, sent], true))).toMatchObject([{ answered: true, troubles: 0, down: false }])
  })

  test('each account has its own line', () => {
    const notes = breakerResultsOf([...told([down], false, 'a'), ...told([sent], true, 'b'), ...told([sent], false, 'c')])
    expect(notes.map((note) => [note.account_id, note.answered, note.troubles])).toEqual([
      ['a', false, 1],
      ['b', true, 0],
    ])
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ErrorClass, Outcome } from '../../model/channel.ts'
import { outcomeOfError, rowOf } from '../meta/judge.ts'
import { inEnglish } from '../../texts.ts'
import { errors } from './errors.ts'

const error = (code: number, subcode: number | null = null, message = '', transient = false): Parameters<typeof rowOf>[1] => ({
  code,
  subcode,
  message,
  userMessage: null,
  transient,
})
const outcomeOf = (code: number, subcode: number | null = null, status = 400, headers: Record<string, string> = {}): Outcome =>
  outcomeOfError(errors, { status, headers, json: {}, error: error(code, subcode) }, error(code, subcode))

/** The lines of the table in docs/meta-platform.md 8.2: every code or pair in the first column, with the letter of its class. */
function documented(): [pair: string, letter: string][] {
  const text = readFileSync(new URL('../../../docs/meta-platform.md', import.meta.url), 'utf8')
  const section = text.slice(text.indexOf('### 8.2'), text.indexOf('### 8.3'))
  const lines = section.split('\n').filter((line) => /^\| \d/.test(line))
  return lines.flatMap((line) => {
    const [, codes = '', , letter = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    const words = codes
      .replace(/\(.*\)/, '')
      .split(', ')
      .map((word) => word.trim())
    // "100/2018008, 2018047": what follows a pair is another subcode of the same code.
    const code = words[0]!.includes('/') && words.slice(1).every((word) => /^\d{6,}$/.test(word)) ? `${words[0]!.split('/')[0]}/` : ''
    return words
      .flatMap((word, i) => (word.includes('–') ? word.split('–') : [i > 0 && !word.includes('/') ? code + word : word]))
      .map((pair): [string, string] => [pair, letter])
  })
}

const classes: Record<string, ErrorClass> = {
  R: 'retry',
  T: 'throttle',
  A: 'auth',
  P: 'permission',
  C: 'contact',
  W: 'window',
  B: 'bug',
  S: 'sanction',
}
/** Lines whose class is a sentence: the class we use, and why. */
const readBySentence: Record<string, ErrorClass> = {
  '1/1357046': 'retry', // "do not retry": counted as sent
  '33': 'bug', // "B / P": one missing comment must not stop a whole account
  '100/33': 'bug',
  '230': 'contact', // "not an error; wait for message"
  '9000001': 'bug', // "ignore"
}

/** What each class does to a message (meta-platform.md 8.1, requirement C6). */
const reactions: Record<ErrorClass, string> = {
  retry: 'in doubt', // it is ambiguous whether anything was sent
  throttle: 'later, no try used',
  auth: 'account: reconnect',
  permission: 'kind: waits', // a permission that one kind of message needs blocks no other kind
  sanction: 'account: paused',
  contact: 'refused',
  window: 'refused',
  bug: 'refused',
}
/** Lines that are handled differently from what their class says, and why. */
const otherwise: Record<string, string> = {
  '1/1357046': 'sent', // "sent, yet error returned"
  '100/2018008': 'later', // "2018008: R ×2": the platform could not fetch a file, so it certainly sent nothing
  '100/2534037': 'refused', // routing: another app holds this thread; the account is not affected
  '200/2018028': 'refused', // "test users only in dev mode": this person
  '100/2534013': 'account: paused', // nothing of the account is reachable without its Page
  '2018300': 'refused',
}
function reactionOf(outcome: Outcome): string {
  if (outcome.kind === 'stopped') {
    if (outcome.reach === 'kind') return 'kind: waits'
    return outcome.status === 'paused' ? 'account: paused' : 'account: reconnect'
  }
  if (outcome.kind === 'later') return outcome.usesAttempt ? 'later' : 'later, no try used'
  return outcome.kind === 'in_doubt' ? 'in doubt' : outcome.kind
}

describe('the error table knows every line of meta-platform.md 8.2', () => {
  const lines = documented()

  test('the whole table was found', () => {
    expect(lines).toHaveLength(81)
    expect(lines).toContainEqual(['100/2018294', 'B (2018008: R ×2)'])
    expect(lines).toContainEqual(['10/1893015', 'S'])
  })

  test.each(lines)('%s is of class %s', (pair, letter) => {
    const [code, subcode] = pair.split('/').map(Number)
    const row = rowOf(errors, error(code!, subcode ?? null), 400)
    expect(row.code).not.toBe('unknown_error')
    expect(row.class).toBe(readBySentence[pair] ?? classes[letter[0]!])
    expect(inEnglish(row.words)).toMatch(/^[A-Z].{20,}\.$/s)
  })

  test.each(lines)('%s leads to what its class says', (pair, letter) => {
    const [code, subcode] = pair.split('/').map(Number)
    const errorClass = readBySentence[pair] ?? classes[letter[0]!]!
    expect(reactionOf(outcomeOf(code!, subcode ?? null))).toBe(otherwise[pair] ?? reactions[errorClass])
  })
})

describe('what becomes of a message', () => {
  test.each<[string, [number, number?], Partial<Outcome>]>([
    ['outside the 24 hours', [10, 2534022], { kind: 'refused', code: 'outside_window', platform: '10/2534022' }],
    ['a comment that was answered already', [100, 2534025], { kind: 'refused', code: 'comment_not_answerable' }],
    ['a person who blocked the account', [551, 1545041], { kind: 'refused', code: 'person_unavailable' }],
    ['a person of another account', [100, 2534014], { kind: 'refused', code: 'person_unknown' }],
    [
      'a thread that another app holds: this message alone, not the account',
      [100, 2534037],
      { kind: 'refused', code: 'other_app_owns_thread' },
    ],
    ['a wrong parameter', [100], { kind: 'refused', code: 'invalid_message' }],
    ['an unknown subcode of a known code: least far', [10, 777], { kind: 'refused', code: 'not_permitted', class: 'permission' }],
    ['an expired token', [190, 463], { kind: 'stopped', code: 'token_expired', status: 'reconnect_needed' }],
    ['a token trouble nobody knows', [190, 9999], { kind: 'stopped', status: 'reconnect_needed' }],
    ['a session trouble', [102], { kind: 'stopped', status: 'reconnect_needed' }],
    ['a permission of the 200 family', [273], { kind: 'stopped', code: 'permission_missing', reach: 'kind' }],
    ['an app that is gone', [101], { kind: 'stopped', code: 'app_blocked', status: 'paused' }],
    ['a Page that may not send for a time', [10, 1893063], { kind: 'stopped', code: 'account_restricted', status: 'paused' }],
    ['an unexpected error without a number of its own', [-1], { kind: 'in_doubt', code: 'platform_trouble' }],
    ['a sanction', [368, 1390008], { kind: 'stopped', code: 'account_restricted', status: 'paused' }],
    ['a throttle', [613, 2534040], { kind: 'later', usesAttempt: false, afterMs: null }],
    ['a throttle of the 80000 family', [80002], { kind: 'later', usesAttempt: false }],
    ['a file the platform could not fetch', [100, 2018008], { kind: 'later', usesAttempt: true }],
    ['an unknown trouble', [1], { kind: 'in_doubt' }],
    ['a service away', [2], { kind: 'in_doubt' }],
    ['an error although it was sent', [1, 1357046], { kind: 'sent', channelMessageId: null }],
    ['an error nobody knows', [424242], { kind: 'refused', code: 'unknown_error' }],
  ])('%s', (_, [code, subcode], expected) => {
    expect(outcomeOf(code, subcode)).toMatchObject(expected)
  })

  test('the HTTP status changes nothing while the code is known', () => {
    for (const status of [200, 400, 401, 403, 429, 500, 503])
      expect(outcomeOf(10, 2534022, status)).toMatchObject({ kind: 'refused', httpStatus: status })
  })

  test('a code that nobody knows is in doubt when the platform calls it passing or is itself in trouble', () => {
    expect(outcomeOf(424242, null, 500)).toMatchObject({ kind: 'in_doubt' })
    const passing = error(424242, null, '', true)
    expect(outcomeOfError(errors, { status: 400, headers: {}, json: {}, error: passing }, passing)).toMatchObject({ kind: 'in_doubt' })
  })

  test('a throttle waits as long as the platform says', () => {
    const headers = {
      'x-business-use-case-usage': '{"17841405309211844":[{"type":"instagram","call_count":101,"estimated_time_to_regain_access":7}]}',
    }
    expect(outcomeOf(80002, null, 400, headers)).toMatchObject({ kind: 'later', afterMs: 7 * 60_000, usesAttempt: false })
  })

  test('a missing proof of the app secret stops the account, although it comes as a wrong parameter', () => {
    const given = error(100, null, 'API calls from the server require an appsecret_proof argument')
    expect(outcomeOfError(errors, { status: 400, headers: {}, json: {}, error: given }, given)).toMatchObject({
      kind: 'stopped',
      code: 'secret_proof_wrong',
    })
  })

  test('the platform’s own sentence is quoted where it alone says what is wrong, without the token that it may repeat', () => {
    const given = error(100, null, 'Param text is wrong for IGAAJb1234567890abcdefXYZ')
    const outcome = outcomeOfError(errors, { status: 400, headers: {}, json: {}, error: given }, given)
    expect('words' in outcome && inEnglish(outcome.words)).toBe(
      'The platform did not accept the message as it is. Change it and send again. The platform says: “Param text is wrong for …”.',
    )
  })

  test('names that every object has are no error codes', () => {
    expect(Object.keys(errors.rows).every((key) => /^-?\d+(\/\d+)?$/.test(key))).toBe(true)
  })
})

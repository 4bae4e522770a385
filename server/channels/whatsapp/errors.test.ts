import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ErrorClass, Outcome } from '../../model/channel.ts'
import { outcomeOfError, rowOf } from '../meta/judge.ts'
import { inEnglish } from '../../texts.ts'
import { readBody } from '../channels.ts'
import { errors } from './errors.ts'

const error = (code: number): Parameters<typeof rowOf>[1] => ({ code, subcode: null, message: '', userMessage: null, transient: false })
const outcomeOf = (code: number, status = 400): Outcome =>
  outcomeOfError(errors, { status, headers: {}, json: {}, error: error(code) }, error(code))

/**
 * The lines of the table in docs/meta-platform.md 8.3: every code in the first column (both ends of a family), with the letter of its
 * class.
 */
function documented(): [code: string, letter: string][] {
  const text = readFileSync(new URL('../../../docs/meta-platform.md', import.meta.url), 'utf8')
  const section = text.slice(text.indexOf('### 8.3'), text.indexOf('Where = typical channel'))
  const lines = section.split('\n').filter((line) => /^\| \d/.test(line))
  return lines.flatMap((line) => {
    const [, codes = '', , , letter = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    return codes
      .split(/, | \/ /)
      .flatMap((word) => word.split('–'))
      .flatMap((word) => (word.includes('x') ? [word.replaceAll('x', '0'), word.replaceAll('x', '9')] : [word]))
      .map((code): [string, string] => [code, letter])
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
/** Lines whose class is a sentence or a choice: the class we use, and why. */
const readBySentence: Record<string, ErrorClass> = {
  '131049': 'contact', // "no retry <24h": final for this message
  '131050': 'contact', // "opt out contact for marketing"
  '131052': 'bug', // "ask again"
  '131048': 'sanction', // "S/T long"
  '132069': 'throttle', // "P / T": 132068 is blocked, 132069 throttled
  '2494100': 'retry', // "P / R": maintenance
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
  // Refused before anything was sent, for a temporary reason.
  '131053': 'later', // "R ×1 then B": a file
  '131057': 'later', // "R minutes": the number is being upgraded
  '133000': 'later',
  '133004': 'later',
  '133015': 'later',
  '2494100': 'later',
  // Nothing can be sent from this number until this is resolved.
  '33': 'account: paused',
  '131037': 'account: paused',
  '131042': 'account: paused',
  '131045': 'account: paused',
  '133005': 'account: paused',
  '133006': 'account: paused',
  '133010': 'account: paused',
  '134011': 'account: paused',
  '141000': 'account: paused',
  // Adding and moving numbers, calls: no other message waits for these.
  '2388012': 'refused',
  '2388091': 'refused',
  '2388093': 'refused',
  '2388103': 'refused',
  '131044': 'refused',
  // A permission of this message, person or template; the account may keep sending.
  '131030': 'refused',
  '131063': 'refused',
  '132001': 'refused',
  '132015': 'refused',
  '132016': 'refused',
  '132068': 'refused',
  '137000': 'refused', // "confirm identity" of this person
}
function reactionOf(outcome: Outcome): string {
  if (outcome.kind === 'stopped') {
    if (outcome.reach === 'kind') return 'kind: waits'
    return outcome.status === 'paused' ? 'account: paused' : 'account: reconnect'
  }
  if (outcome.kind === 'later') return outcome.usesAttempt ? 'later' : 'later, no try used'
  return outcome.kind === 'in_doubt' ? 'in doubt' : outcome.kind
}

describe('the error table knows every line of meta-platform.md 8.3', () => {
  const lines = documented()

  test('the whole table was found', () => {
    expect(lines).toHaveLength(82)
    expect(lines).toContainEqual(['131056', 'T 4^X s on that pair'])
    expect(lines).toContainEqual(['131299', 'B'])
    expect(lines).toContainEqual(['2494100', 'P / R'])
  })

  test.each(lines)('%s is of class %s', (code, letter) => {
    const row = rowOf(errors, error(Number(code)), 400)
    expect(row.code).not.toBe('unknown_error')
    expect(row.class).toBe(readBySentence[code] ?? classes[letter[0]!])
    expect(inEnglish(row.words)).toMatch(/^[A-Z].{20,}\.$/s)
  })

  test.each(lines)('%s leads to what its class says', (code, letter) => {
    const errorClass = readBySentence[code] ?? classes[letter[0]!]!
    expect(reactionOf(outcomeOf(Number(code)))).toBe(otherwise[code] ?? reactions[errorClass])
  })
})

describe('told afterwards, as a failed status, there is no doubt that nothing arrived', () => {
  const failed = (code: number) => ({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '1',
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { phone_number_id: '2' },
              statuses: [{ id: 'wamid.A', status: 'failed', timestamp: '1763600000', recipient_id: '16505551234', errors: [{ code }] }],
            },
          },
        ],
      },
    ],
  })
  test.each(documented())('%s', (code, letter) => {
    const [event] = readBody(Buffer.from(JSON.stringify(failed(Number(code)))), new Date('2026-11-20T10:00:00Z')).events
    const report = event!.status!
    const errorClass = readBySentence[code] ?? classes[letter[0]!]!
    const reaction = otherwise[code] ?? reactions[errorClass]
    // Certainly not delivered: what would be in doubt, or later without end, is tried again and counted.
    const expected = reaction === 'in doubt' || reaction === 'later, no try used' ? 'later' : reaction
    expect(report.state === 'failed' && reactionOf(report.failure)).toBe(expected)
  })
})

describe('what becomes of a message', () => {
  test.each<[string, number, Partial<Outcome>]>([
    ['outside the 24 hours', 131047, { kind: 'refused', code: 'outside_window', platform: '131047' }],
    ['somebody who is not on WhatsApp', 131026, { kind: 'refused', code: 'person_unavailable' }],
    ['a token nobody can read', 0, { kind: 'stopped', status: 'reconnect_needed' }],
    ['an expired token', 190, { kind: 'stopped', status: 'reconnect_needed' }],
    ['a number that is gone', 33, { kind: 'stopped', status: 'paused' }],
    ['a business that cannot pay', 131042, { kind: 'stopped', code: 'payment_problem' }],
    ['a locked account', 131031, { kind: 'stopped', code: 'account_restricted' }],
    ['too many messages of the number', 130429, { kind: 'later', class: 'throttle', usesAttempt: false }],
    ['too many messages to one person: nobody else waits', 131056, { kind: 'later', class: 'throttle', per: 'person', usesAttempt: false }],
    ['an upgrade of the number', 131057, { kind: 'later', usesAttempt: true, afterMs: 120_000 }],
    ['something that went wrong', 131000, { kind: 'in_doubt' }],
    ['a service away', 131016, { kind: 'in_doubt' }],
    ['a missing parameter', 131008, { kind: 'refused', class: 'bug' }],
    ['another identity: this message alone, not the account', 137000, { kind: 'refused', code: 'identity_changed' }],
  ])('%s', (_, code, expected) => {
    expect(outcomeOf(code)).toMatchObject(expected)
  })

  test('the HTTP status changes nothing while the code is known', () => {
    for (const status of [200, 400, 401, 403, 429, 500])
      expect(outcomeOf(131047, status)).toMatchObject({ kind: 'refused', httpStatus: status })
  })
})

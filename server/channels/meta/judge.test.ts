import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../model/channel.ts'
import { errors as instagram } from '../instagram/errors.ts'
import { errors as whatsapp } from '../whatsapp/errors.ts'
import { type ErrorTable, outcomeOfError } from './judge.ts'

// How far an error reaches (meta-platform.md 8.4): recipient, kind of message, account. Sentences are the platform's, as public reports
// quote them, and variations of them that no list has.
type Given = { code: number; subcode?: number; message?: string; details?: string; transient?: boolean; status?: number }
function outcomeOf(table: ErrorTable, { code, subcode, message = '', details, transient = false, status = 400 }: Given): Outcome {
  const error = { code, subcode: subcode ?? null, message, userMessage: details ?? null, transient }
  return outcomeOfError(table, { status, headers: {}, json: {}, error }, error)
}
function reachOf(outcome: Outcome): 'recipient' | 'kind' | 'account' {
  if (outcome.kind === 'stopped') return outcome.reach
  return outcome.kind === 'later' && outcome.class === 'throttle' && outcome.per !== 'person' ? 'kind' : 'recipient'
}
const both: [string, ErrorTable][] = [
  ['Instagram', instagram],
  ['WhatsApp', whatsapp],
]

describe.each(both)('%s: what is about one person', (_, table) => {
  test.each<[string, Given, string]>([
    [
      'an app without Advanced Access',
      {
        code: 200,
        message:
          '(#200) App does not have Advanced Access to instagram_manage_messages permission, and recipient user does not have role on app.',
      },
      'person_without_role',
    ],
    [
      'the same of another permission and host',
      {
        code: 10,
        message: '(#10) Your app does not have Advanced Access to instagram_business_manage_messages and the person has no role on the app',
      },
      'person_without_role',
    ],
    [
      'an app in development, in older words',
      {
        code: 200,
        message:
          '(#200) Cannot message users who are not admins, developers or testers of the app until pages_messaging permission is ' +
          'reviewed and the app is live.',
      },
      'person_without_role',
    ],
    ['a list of testers', { code: 3, message: '(#3) This user is not a tester; the app is in development mode.' }, 'person_without_role'],
    [
      'a window that is over, without a subcode',
      { code: 10, message: 'This message is sent outside of allowed window.' },
      'outside_window',
    ],
    ['a window in other words', { code: 100, message: '(#100) Message sent outside the 24-hour window' }, 'outside_window'],
    ['a window told in hours', { code: 200, message: '(#200) More than 24 hours have passed since the last reply' }, 'outside_window'],
    ['somebody who is away', { code: 200, message: "(#200) This person isn't available right now." }, 'person_unavailable'],
    ['with a curly apostrophe', { code: 10, message: '(#10) The person can’t receive your message' }, 'person_unavailable'],
    ['somebody who cannot be reached', { code: 10, message: '(#10) User cannot be contacted by this business' }, 'person_unavailable'],
    ['nobody', { code: 100, message: '(#100) No matching user found' }, 'person_unknown'],
    ['nobody, in other words', { code: 100, message: '(#100) The requested user cannot be found' }, 'person_unknown'],
    ['somebody who blocked the account', { code: 200, message: '(#200) User has blocked this page' }, 'person_unavailable'],
    ['a window in another language', { code: 10, message: '(#10) Este mensaje se envió fuera del período permitido.' }, 'not_permitted'],
    ['a permission in another language', { code: 200, message: '(#200) No tienes permiso para hacer esto.' }, 'not_permitted'],
    [
      'a thread of another app',
      { code: 10, message: '(#10) The thread owner has been changed: another app is in control' },
      'other_app_owns_thread',
    ],
    ['a comment that is gone', { code: 100, message: 'Unsupported request - method type: post' }, 'object_missing'],
    ['a permission, as far as this comment goes', { code: 200, message: '(#200) Permission denied for this comment' }, 'not_permitted'],
    ['a recipient in words nobody knows', { code: 10, message: '(#10) The recipient opted out of the feature' }, 'not_permitted'],
    ['words nobody knows', { code: 200, message: '(#200) Nope.' }, 'not_permitted'],
    ['a subcode nobody knows', { code: 200, subcode: 2534999 }, 'not_permitted'],
    [
      'a subcode nobody knows beside a permission',
      { code: 10, subcode: 99, message: '(#10) Requires pages_messaging permission' },
      'not_permitted',
    ],
    ['a number of the 200s nobody knows', { code: 287, subcode: 12 }, 'not_permitted'],
  ])('%s is refused, and reaches nobody else', (_, given, code) => {
    expect(outcomeOf(table, given)).toMatchObject({ kind: 'refused', code })
  })
})

describe.each(both)('%s: what is about a kind of message', (_, table) => {
  test.each<[string, Given]>([
    ['a bare 10', { code: 10 }],
    ['a bare 200', { code: 200 }],
    ['a bare number of the 200s', { code: 230 + 43 }],
    [
      'its permission by name',
      { code: 10, message: '(#10) Application does not have permission for this action: instagram_manage_comments is missing.' },
    ],
    [
      'a feature that was not reviewed',
      { code: 10, message: "(#10) To use 'Human Agent', your use of this endpoint must be reviewed and approved by Facebook" },
    ],
    ['another way to say so', { code: 200, message: '(#200) Requires pages_messaging permission to manage the object' }],
    ['a task on the Page', { code: 200, message: '(#200) To perform this action, the user must have the MESSAGING task on the Page' }],
    [
      'who runs the Page',
      { code: 200, message: '(#200) The user must be an administrator, editor, or moderator of the page in order to impersonate it.' },
    ],
    [
      'a feature that waits for its review',
      { code: 10, message: "(#10) To use 'Page Public Content Access', your use of this endpoint must be reviewed" },
    ],
    ['the shortest', { code: 200, message: '(#200) Permissions error' }],
    ['a capability', { code: 3, message: '(#3) Application does not have the capability to make this API call.' }],
    [
      'somebody who did not authorize the app',
      { code: 200, message: '(#200) The user hasn’t authorized the application to perform this action' },
    ],
  ])('%s stops that kind, not the account', (_, given) => {
    expect(outcomeOf(table, given)).toMatchObject({ kind: 'stopped', reach: 'kind', class: 'permission' })
  })

  test('a limit holds the kind up for a time, whatever its subcode', () => {
    for (const given of [{ code: 613, subcode: 4242 }, { code: 80006 }, { code: 100, message: '(#100) Application request limit reached' }])
      expect(outcomeOf(table, given)).toMatchObject({ kind: 'later', class: 'throttle', usesAttempt: false })
  })
})

describe.each(both)('%s: what is certainly about the account', (_, table) => {
  test.each<[string, Given, object]>([
    ['a token, whatever its subcode', { code: 190, subcode: 31337 }, { status: 'reconnect_needed' }],
    ['a sanction, whatever its subcode', { code: 368, subcode: 31337 }, { status: 'paused', code: 'account_restricted' }],
    ['an app that is gone', { code: 101, message: 'Error validating application. Application has been deleted.' }, { status: 'paused' }],
    ['an app that is blocked', { code: 200, message: '(#200) API access blocked.' }, { status: 'paused', code: 'app_blocked' }],
    ['a version that never was', { code: 2635 }, { status: 'paused', code: 'unknown_version' }],
    [
      'the proof of the secret',
      { code: 100, message: 'Invalid appsecret_proof provided in the API argument' },
      { code: 'secret_proof_wrong' },
    ],
  ])('%s stops the account', (_, given, expected) => {
    expect(outcomeOf(table, given)).toMatchObject({ kind: 'stopped', reach: 'account', ...expected })
  })

  test('of numbers and subcodes drawn at random only tokens, sanctions and what is listed stop an account', () => {
    const listed = new Set(Object.entries(table.rows).flatMap(([key, row]) => (row.reach === 'account' ? [key] : [])))
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 140_000 }), fc.option(fc.integer({ min: 1, max: 3_000_000 })), (code, subcode) => {
        const reach = reachOf(outcomeOf(table, { code, ...(subcode === null ? {} : { subcode }) }))
        const isListed = listed.has(`${code}`) || (subcode !== null && listed.has(`${code}/${subcode}`))
        return reach === 'account' ? isListed : true
      }),
      { numRuns: 3_000 },
    )
  })
})

describe.each(both)('%s: what asks to try again', (_, table) => {
  test.each<[string, Given]>([
    ['-1', { code: -1, message: 'Fatal' }],
    ['1', { code: 1 }],
    ['2 under 503', { code: 2, status: 503 }],
    ['a number nobody knows under 500', { code: 5_555, status: 500 }],
    ['a wrong parameter under 500', { code: 100, status: 500 }],
    ['a number nobody knows that is called passing', { code: 5_555, transient: true }],
    ['a permission that is called passing', { code: 200, transient: true, message: '(#200) Hm' }],
    [
      'a number nobody knows, in words',
      { code: 5_555, message: '(#5555) An unexpected error has occurred. Please retry your request later.' },
    ],
    ['temporarily, in words', { code: 100, message: "(#100) We're temporarily unable to process your request" }],
    ['100, in words', { code: 100, message: '(#100) Something went wrong, please try again in a few minutes' }],
    ['in the details', { code: 5_555, message: '(#5555) Failed', details: 'Service is temporarily unavailable' }],
  ])('%s is not final: it is looked for, then sent again', (_, given) => {
    expect(outcomeOf(table, given)).toMatchObject({ kind: 'in_doubt', code: 'platform_trouble' })
  })

  test('but not what would have to be another message', () => {
    expect(outcomeOf(table, { code: 100, message: '(#100) Invalid image, try again with another file' })).toMatchObject({ kind: 'refused' })
  })
})

test('what a sentence could mean does not overrule a number that says enough', () => {
  expect(outcomeOf(instagram, { code: 190, message: 'This person isn’t available' })).toMatchObject({ kind: 'stopped', reach: 'account' })
  expect(outcomeOf(instagram, { code: 551, message: 'Permission denied' })).toMatchObject({ kind: 'refused', code: 'person_unavailable' })
  expect(outcomeOf(whatsapp, { code: 131037, message: '(#131037) Display name approval is needed before this recipient' })).toMatchObject({
    kind: 'stopped',
    code: 'name_not_approved',
  })
})

test('a number of WhatsApp that cannot be seen is about all that is sent from it; a comment of Instagram is not', () => {
  const given = { code: 100, subcode: 33, message: "Unsupported post request. Object with ID '1' does not exist" }
  expect(outcomeOf(whatsapp, given)).toMatchObject({ kind: 'stopped', reach: 'account', code: 'number_missing' })
  expect(outcomeOf(instagram, given)).toMatchObject({ kind: 'refused', code: 'object_missing' })
})

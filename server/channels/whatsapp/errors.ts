import { graphErrorRanges, graphErrors, graphErrorSentences } from '../meta/graphErrors.ts'
import type { ErrorRow, ErrorTable } from '../meta/judge.ts'
import { numberErrors } from './numberErrors.ts'

const busy: ErrorRow = {
  class: 'retry',
  reach: 'recipient',
  code: 'platform_trouble',
  words: 'WhatsApp had a problem and did not confirm the message. We wait for its status before sending it again.',
}
const limited: ErrorRow = {
  class: 'throttle',
  reach: 'kind',
  code: 'rate_limited',
  words: 'WhatsApp’s rate limit is reached. The message is sent automatically when the limit allows.',
}
const invalid: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'invalid_message',
  words: 'WhatsApp did not accept the message as it is. Change it and send again.',
  quote: true,
}
const unreachable: ErrorRow = {
  class: 'contact',
  reach: 'recipient',
  code: 'person_unavailable',
  words: 'WhatsApp cannot deliver to this person: not on WhatsApp, an old app, its terms not accepted, or blocked. Wait until they write.',
}
const noGroups: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'group_not_possible',
  words: 'WhatsApp does not take this for a group. Write to the person.',
}
const punished: ErrorRow = {
  class: 'sanction',
  reach: 'account',
  code: 'account_restricted',
  words:
    'WhatsApp has restricted this business. Read the notices in WhatsApp Manager, settle what they ask, then switch the account on in Settings.',
}
const refused: ErrorRow = {
  class: 'permission',
  reach: 'kind',
  code: 'permission_missing',
  words: 'The connection lacks a permission for this number. Reconnect it with a token that may send messages from it.',
}

/** A call for a number names no other object, so what is missing or hidden is the number (meta-platform.md 5.2). */
const numberMissing: ErrorRow = {
  class: 'permission',
  reach: 'account',
  code: 'number_missing',
  words: 'WhatsApp no longer knows this number, or the token may not use it. Look in WhatsApp Manager, then reconnect it.',
}

/** What sending a message may answer, or a status may bring later: meta-platform.md 8.3 up to 1320xx. */
const messageErrors: Record<string, ErrorRow> = {
  '0': {
    class: 'auth',
    reach: 'account',
    code: 'token_invalid',
    words: 'WhatsApp could not read the token. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  },
  '33': numberMissing,
  '100/33': numberMissing,
  '130403': {
    class: 'contact',
    reach: 'recipient',
    code: 'person_blocked',
    words: 'The business has blocked this person on WhatsApp. Unblock them to write to them.',
  },
  '130429': { ...limited, afterMs: 5_000 },
  '130472': {
    class: 'contact',
    reach: 'recipient',
    code: 'marketing_held_back',
    words: 'This person is part of an experiment of WhatsApp and gets no marketing. Sending it again changes nothing.',
  },
  '130497': {
    class: 'contact',
    reach: 'recipient',
    code: 'country_restricted',
    words: 'WhatsApp does not let this business write to people of this country.',
  },
  '131000': busy,
  '131005': refused,
  '131008': invalid,
  '131009': invalid,
  '131014': {
    class: 'bug',
    reach: 'recipient',
    code: 'file_not_fetched',
    words: 'WhatsApp could not fetch the file. Check that its address opens without login, then send again.',
  },
  '131016': busy,
  '131020': noGroups,
  '131021': { class: 'bug', reach: 'recipient', code: 'own_number', words: 'A number cannot write to itself. Choose another person.' },
  '131026': unreachable,
  '131030': {
    class: 'permission',
    reach: 'recipient',
    code: 'test_number',
    words: 'This is a test number, and it may write to listed people only. Add the person in the app dashboard, or connect a real number.',
  },
  '131031': punished,
  '131037': {
    class: 'permission',
    reach: 'account',
    code: 'name_not_approved',
    words: 'WhatsApp has not approved the display name of this number yet. See WhatsApp Manager, then switch the account on in Settings.',
  },
  '131041': noGroups,
  '131042': {
    class: 'permission',
    reach: 'account',
    code: 'payment_problem',
    words: 'WhatsApp cannot charge this business. Settle the payment method in WhatsApp Manager, then switch the account on in Settings.',
  },
  '131044': {
    class: 'permission',
    reach: 'recipient',
    code: 'payment_problem',
    words: 'WhatsApp cannot charge calls to this business. Settle the payment method in WhatsApp Manager.',
  },
  '131045': {
    class: 'permission',
    reach: 'account',
    code: 'number_not_registered',
    words: 'The registration of this number failed. Register it again in WhatsApp Manager, then switch the account on in Settings.',
  },
  '131047': {
    class: 'window',
    reach: 'recipient',
    code: 'outside_window',
    words: 'More than 24 hours passed since the person last wrote. Wait until they write again.',
  },
  '131048': {
    ...punished,
    code: 'blocked_as_spam',
    words:
      'WhatsApp holds messages of this number back, because too many people blocked or reported it. Send less, wait a day, then switch the account on in Settings.',
  },
  '131049': {
    class: 'contact',
    reach: 'recipient',
    code: 'held_back',
    words: 'WhatsApp held this back, since the person got enough from businesses lately. Do not send it again within a day.',
  },
  '131050': {
    class: 'contact',
    reach: 'recipient',
    code: 'marketing_stopped',
    words: 'This person stopped marketing messages of the business. Reply to what they ask, and send no marketing.',
  },
  '131051': {
    class: 'bug',
    reach: 'recipient',
    code: 'unsupported_type',
    words: 'WhatsApp does not support a message of this kind. Send it as text.',
  },
  '131052': {
    class: 'bug',
    reach: 'recipient',
    code: 'file_not_loaded',
    words: 'The file that the person sent could not be loaded. Ask them to send it again.',
  },
  // The file could not be taken, so certainly nothing was said; a second try may work, tries are counted.
  '131053': {
    class: 'retry',
    reach: 'recipient',
    code: 'file_not_accepted',
    instead: 'later',
    words: 'WhatsApp could not take the file. We retry; check its kind and its address.',
  },
  '131055': {
    class: 'bug',
    reach: 'recipient',
    code: 'method_not_allowed',
    words: 'WhatsApp does not allow this for the number. Send it another way.',
  },
  // One message in six seconds, and a burst borrows from the future (5.7): this thread waits, nobody else.
  '131056': {
    ...limited,
    code: 'too_many_to_person',
    words: 'Too many messages to this person in a short time. The message is sent automatically a little later.',
    afterMs: 30_000,
    reach: 'recipient',
  },
  '131057': {
    class: 'retry',
    reach: 'recipient',
    code: 'maintenance',
    instead: 'later',
    afterMs: 120_000,
    words: 'WhatsApp is upgrading this number. The message is sent automatically in a few minutes.',
  },
  '131059': noGroups,
  '131062': {
    class: 'bug',
    reach: 'recipient',
    code: 'phone_needed',
    words: 'This needs the telephone number of the person, and WhatsApp gave only a user id. Ask them for their number.',
  },
  '131063': {
    class: 'permission',
    reach: 'recipient',
    code: 'marketing_disabled',
    words: 'Marketing templates are switched off for this number. Switch them on in WhatsApp Manager, then send again.',
  },
  '131064': {
    ...limited,
    code: 'messaging_limit',
    afterMs: 60 * 60_000,
    words: 'WhatsApp lowered how many people may be written to, because of how templates were classed. We retry every hour.',
  },
}

/** Errors of WhatsApp: what the whole platform may answer (8.2), and all of meta-platform.md 8.3. */
export const errors: ErrorTable = {
  rows: { ...graphErrors, ...messageErrors, ...numberErrors },
  ranges: [
    ...graphErrorRanges,
    { from: 131200, to: 131299, row: noGroups },
    {
      from: 138000,
      to: 138999,
      row: {
        class: 'bug',
        reach: 'recipient',
        code: 'calling_not_possible',
        words: 'Calls are not enabled for this number, or the person did not allow them. Write instead.',
      },
    },
  ],
  sentences: graphErrorSentences,
}

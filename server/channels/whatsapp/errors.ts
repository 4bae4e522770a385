import { graphErrorRanges, graphErrors, graphErrorSentences } from '../meta/graphErrors.ts'
import type { ErrorRow, ErrorTable } from '../meta/judge.ts'
import { numberErrors } from './numberErrors.ts'
import { sentence } from './sentences.ts'

const busy: ErrorRow = {
  class: 'retry',
  reach: 'recipient',
  code: 'platform_trouble',
  words: sentence('whatsapp.platform_trouble'),
}
const limited: ErrorRow = {
  class: 'throttle',
  reach: 'kind',
  code: 'rate_limited',
  words: sentence('whatsapp.rate_limited'),
}
const invalid: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'invalid_message',
  words: sentence('whatsapp.invalid_message'),
  quote: true,
}
const unreachable: ErrorRow = {
  class: 'contact',
  reach: 'recipient',
  code: 'person_unavailable',
  words: sentence('whatsapp.person_unavailable'),
}
const noGroups: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'group_not_possible',
  words: sentence('whatsapp.group_not_possible'),
}
const punished: ErrorRow = {
  class: 'sanction',
  reach: 'account',
  code: 'account_restricted',
  words: sentence('whatsapp.account_restricted'),
}
const refused: ErrorRow = {
  class: 'permission',
  reach: 'kind',
  code: 'permission_missing',
  words: sentence('whatsapp.permission_missing'),
}

/** A request for a number names no other object, so the missing or hidden object is the number (meta-platform.md 5.2). */
const numberMissing: ErrorRow = {
  class: 'permission',
  reach: 'account',
  code: 'number_missing',
  words: sentence('whatsapp.number_missing'),
}

/** Errors that sending a message may return, or a status may report later: meta-platform.md 8.3 up to 1320xx. */
const messageErrors: Record<string, ErrorRow> = {
  '0': {
    class: 'auth',
    reach: 'account',
    code: 'token_invalid',
    words: sentence('whatsapp.token_invalid'),
  },
  '33': numberMissing,
  '100/33': numberMissing,
  '130403': {
    class: 'contact',
    reach: 'recipient',
    code: 'person_blocked',
    words: sentence('whatsapp.person_blocked'),
  },
  '130429': { ...limited, afterMs: 5_000 },
  '130472': {
    class: 'contact',
    reach: 'recipient',
    code: 'marketing_held_back',
    words: sentence('whatsapp.marketing_held_back'),
  },
  '130497': {
    class: 'contact',
    reach: 'recipient',
    code: 'country_restricted',
    words: sentence('whatsapp.country_restricted'),
  },
  '131000': busy,
  '131005': refused,
  '131008': invalid,
  '131009': invalid,
  '131014': {
    class: 'bug',
    reach: 'recipient',
    code: 'file_not_fetched',
    words: sentence('whatsapp.file_not_fetched'),
  },
  '131016': busy,
  '131020': noGroups,
  '131021': { class: 'bug', reach: 'recipient', code: 'own_number', words: sentence('whatsapp.own_number') },
  '131026': unreachable,
  '131030': {
    class: 'permission',
    reach: 'recipient',
    code: 'test_number',
    words: sentence('whatsapp.test_number'),
  },
  '131031': punished,
  '131037': {
    class: 'permission',
    reach: 'account',
    code: 'name_not_approved',
    words: sentence('whatsapp.name_not_approved'),
  },
  '131041': noGroups,
  '131042': {
    class: 'permission',
    reach: 'account',
    code: 'payment_problem',
    words: sentence('whatsapp.payment_problem'),
  },
  '131044': {
    class: 'permission',
    reach: 'recipient',
    code: 'payment_problem',
    words: sentence('whatsapp.calls_not_charged'),
  },
  '131045': {
    class: 'permission',
    reach: 'account',
    code: 'number_not_registered',
    words: sentence('whatsapp.registration_failed'),
  },
  '131047': {
    class: 'window',
    reach: 'recipient',
    code: 'outside_window',
    words: sentence('whatsapp.outside_window'),
  },
  '131048': {
    ...punished,
    code: 'blocked_as_spam',
    words: sentence('whatsapp.blocked_as_spam'),
  },
  '131049': {
    class: 'contact',
    reach: 'recipient',
    code: 'held_back',
    words: sentence('whatsapp.held_back'),
  },
  '131050': {
    class: 'contact',
    reach: 'recipient',
    code: 'marketing_stopped',
    words: sentence('whatsapp.marketing_stopped'),
  },
  '131051': {
    class: 'bug',
    reach: 'recipient',
    code: 'unsupported_type',
    words: sentence('whatsapp.unsupported_type'),
  },
  '131052': {
    class: 'bug',
    reach: 'recipient',
    code: 'file_not_loaded',
    words: sentence('whatsapp.file_not_loaded'),
  },
  // The file could not be accepted, so certainly nothing was sent; a second attempt may succeed (8.3: once).
  '131053': {
    class: 'retry',
    reach: 'recipient',
    code: 'file_not_accepted',
    instead: 'later',
    triesAtMost: 2,
    words: sentence('whatsapp.file_not_accepted'),
  },
  '131055': {
    class: 'bug',
    reach: 'recipient',
    code: 'method_not_allowed',
    words: sentence('whatsapp.method_not_allowed'),
  },
  // One message in six seconds; a burst borrows from later time (5.7): this thread waits, no other, and 4^X seconds after the Xth time.
  '131056': {
    ...limited,
    code: 'too_many_to_person',
    words: sentence('whatsapp.too_many_to_person'),
    afterMs: 4_000,
    growth: 4,
    reach: 'recipient',
  },
  '131057': {
    class: 'retry',
    reach: 'recipient',
    code: 'maintenance',
    instead: 'later',
    afterMs: 120_000,
    words: sentence('whatsapp.maintenance'),
  },
  '131059': noGroups,
  '131062': {
    class: 'bug',
    reach: 'recipient',
    code: 'phone_needed',
    words: sentence('whatsapp.phone_needed'),
  },
  '131063': {
    class: 'permission',
    reach: 'recipient',
    code: 'marketing_disabled',
    words: sentence('whatsapp.marketing_disabled'),
  },
  '131064': {
    ...limited,
    code: 'messaging_limit',
    afterMs: 60 * 60_000,
    words: sentence('whatsapp.messaging_limit'),
  },
}

/** The errors of WhatsApp: those of the whole platform (8.2), and all of meta-platform.md 8.3. */
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
        words: sentence('whatsapp.calling_not_possible'),
      },
    },
  ],
  sentences: graphErrorSentences,
}

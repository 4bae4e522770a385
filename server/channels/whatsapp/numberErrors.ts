import type { ErrorRow } from '../meta/judge.ts'

const template: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'template_wrong',
  words: 'The message does not fit its template. Correct its parameters and send again.',
  quote: true,
}
const stopped: ErrorRow = {
  class: 'permission',
  reach: 'recipient', // one template, not the account
  code: 'template_not_usable',
  words: 'WhatsApp does not let this template be used: missing in this language, not approved, paused or disabled. See WhatsApp Manager.',
}
const register: ErrorRow = {
  class: 'permission',
  reach: 'account',
  code: 'number_not_registered',
  words:
    'This number is not registered or verified with WhatsApp. Register it in WhatsApp Manager, then switch the account on in Settings.',
}
const registerLater: ErrorRow = {
  class: 'retry',
  reach: 'recipient',
  code: 'number_not_ready',
  instead: 'later',
  afterMs: 5 * 60_000,
  words: 'WhatsApp is not ready for this number yet; nothing was sent. We retry in a few minutes.',
}
const tooManyTries: ErrorRow = {
  class: 'throttle',
  reach: 'recipient',
  code: 'too_many_registrations',
  words: 'There were too many attempts to register this number. Wait up to three days, then register it again.',
  afterMs: 60 * 60_000,
}
const flow: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'flow_wrong',
  words: 'WhatsApp did not accept the flow. Correct it in WhatsApp Manager.',
  quote: true,
}
const username: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'username_not_possible',
  words: 'WhatsApp does not give the business this user name. Choose another one.',
  quote: true,
}
const blocking: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'blocking_failed',
  words: 'Not all people could be blocked or unblocked on WhatsApp. Try it again with fewer.',
}
const moving: ErrorRow = {
  class: 'permission',
  reach: 'recipient',
  code: 'number_not_movable',
  words: 'WhatsApp cannot add or move this number as it is. Read what WhatsApp Manager says about it.',
  quote: true,
}

/** Templates, numbers, flows and what else belongs to a business account: meta-platform.md 8.3 from 132000 on. */
export const numberErrors: Record<string, ErrorRow> = {
  '132000': template,
  '132001': stopped,
  '132005': template,
  '132007': template,
  '132008': template,
  '132012': template,
  '132015': stopped,
  '132016': stopped,
  '132068': { ...stopped, code: 'flow_blocked', words: 'WhatsApp has blocked this flow. Look at it in WhatsApp Manager.' },
  '132069': {
    class: 'throttle',
    reach: 'recipient',
    code: 'flow_throttled',
    words: 'WhatsApp slows this flow down. The message is sent automatically later.',
    afterMs: 60 * 60_000,
  },
  '133000': registerLater,
  '133004': registerLater,
  '133005': { ...register, code: 'pin_wrong', words: 'The PIN of this number was wrong. Set it again in WhatsApp Manager.' },
  '133006': register,
  '133008': tooManyTries,
  '133009': tooManyTries,
  '133010': register,
  '133015': registerLater,
  '133016': tooManyTries,
  '134011': {
    class: 'permission',
    reach: 'account',
    code: 'payment_terms',
    words: 'The payment terms are not accepted yet. Accept them in WhatsApp Manager, then switch the account on in Settings.',
  },
  '135000': {
    class: 'bug',
    reach: 'recipient',
    code: 'invalid_message',
    words: 'WhatsApp refused the message without saying more. Change it and send again.',
    quote: true,
  },
  '137000': {
    class: 'permission',
    reach: 'recipient',
    code: 'identity_changed',
    words: 'This person may have a new phone or number. Confirm who they are, then write again.',
  },
  '139000': flow,
  '139001': flow,
  '139002': flow,
  '139003': flow,
  '139004': flow,
  '139100': blocking,
  '139101': blocking,
  '139102': blocking,
  '139103': blocking,
  '141000': {
    class: 'permission',
    reach: 'account',
    code: 'number_blocked',
    words:
      'WhatsApp shows this number or its business account as blocked. See WhatsApp Manager, settle it, then switch the account on in Settings.',
  },
  '147001': username,
  '147002': username,
  '147003': username,
  '147004': username,
  '147005': username,
  '2388012': moving,
  '2388091': moving,
  '2388093': moving,
  '2388103': moving,
  '2494100': {
    class: 'retry',
    reach: 'recipient',
    code: 'maintenance',
    instead: 'later',
    afterMs: 120_000,
    words: 'WhatsApp is working on this number. We retry in a few minutes.',
  },
}

import type { ErrorRow } from '../meta/judge.ts'
import { sentence } from './sentences.ts'

const template: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'template_wrong',
  words: sentence('whatsapp.template_wrong'),
  quote: true,
}
const stopped: ErrorRow = {
  class: 'permission',
  reach: 'recipient', // one template, not the account
  code: 'template_not_usable',
  words: sentence('whatsapp.template_not_usable'),
}
const register: ErrorRow = {
  class: 'permission',
  reach: 'account',
  code: 'number_not_registered',
  words: sentence('whatsapp.number_not_registered'),
}
const registerLater: ErrorRow = {
  class: 'retry',
  reach: 'recipient',
  code: 'number_not_ready',
  instead: 'later',
  afterMs: 5 * 60_000,
  words: sentence('whatsapp.number_not_ready'),
}
const tooManyTries: ErrorRow = {
  class: 'throttle',
  reach: 'recipient',
  code: 'too_many_registrations',
  words: sentence('whatsapp.too_many_registrations'),
  afterMs: 60 * 60_000,
}
const flow: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'flow_wrong',
  words: sentence('whatsapp.flow_wrong'),
  quote: true,
}
const username: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'username_not_possible',
  words: sentence('whatsapp.username_not_possible'),
  quote: true,
}
const blocking: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'blocking_failed',
  words: sentence('whatsapp.blocking_failed'),
}
const moving: ErrorRow = {
  class: 'permission',
  reach: 'recipient',
  code: 'number_not_movable',
  words: sentence('whatsapp.number_not_movable'),
  quote: true,
}

/** Errors about templates, numbers, flows and other objects of a business account: meta-platform.md 8.3 from 132000 on. */
export const numberErrors: Record<string, ErrorRow> = {
  '132000': template,
  '132001': stopped,
  '132005': template,
  '132007': template,
  '132008': template,
  '132012': template,
  '132015': stopped,
  '132016': stopped,
  '132068': { ...stopped, code: 'flow_blocked', words: sentence('whatsapp.flow_blocked') },
  '132069': {
    class: 'throttle',
    reach: 'recipient',
    code: 'flow_throttled',
    words: sentence('whatsapp.flow_throttled'),
    afterMs: 60 * 60_000,
  },
  '133000': registerLater,
  '133004': registerLater,
  '133005': { ...register, code: 'pin_wrong', words: sentence('whatsapp.pin_wrong') },
  '133006': { ...register, code: 'number_not_verified', words: sentence('whatsapp.number_not_verified') },
  '133008': tooManyTries,
  '133009': tooManyTries,
  '133010': register,
  '133015': registerLater,
  '133016': tooManyTries,
  '134011': {
    class: 'permission',
    reach: 'account',
    code: 'payment_terms',
    words: sentence('whatsapp.payment_terms'),
  },
  '135000': {
    class: 'bug',
    reach: 'recipient',
    code: 'invalid_message',
    words: sentence('whatsapp.refused_without_reason'),
    quote: true,
  },
  '137000': {
    class: 'permission',
    reach: 'recipient',
    code: 'identity_changed',
    words: sentence('whatsapp.identity_changed'),
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
    words: sentence('whatsapp.number_blocked'),
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
    words: sentence('whatsapp.number_maintenance'),
  },
}

import { graphErrorRanges, graphErrors, graphErrorSentences } from '../meta/graphErrors.ts'
import type { ErrorTable } from '../meta/judge.ts'
import { sentence } from './sentences.ts'

/** The errors of Instagram: those of the whole platform, and Instagram's own subcodes (25340xx, 22070xx) from meta-platform.md 8.2. */
export const errors: ErrorTable = {
  rows: {
    ...graphErrors,
    '4/2207051': {
      class: 'sanction',
      reach: 'account',
      code: 'blocked_as_spam',
      words: sentence('instagram.blocked_as_spam'),
    },
    '10/2534022': {
      class: 'window',
      reach: 'recipient',
      code: 'outside_window',
      words: sentence('instagram.outside_window'),
    },
    '10/2534077': {
      class: 'bug',
      reach: 'recipient',
      code: 'link_not_allowed',
      words: sentence('instagram.link_not_allowed'),
    },
    '25/2207050': {
      class: 'sanction',
      reach: 'account',
      code: 'account_restricted',
      words: sentence('instagram.account_restricted'),
    },
    '100/2534001': {
      class: 'bug',
      reach: 'recipient',
      code: 'invalid_message',
      words: sentence('instagram.no_such_conversation'),
      quote: true,
    },
    '100/2534013': {
      class: 'permission',
      reach: 'account',
      code: 'page_not_linked',
      words: sentence('instagram.page_not_linked'),
    },
    '100/2534014': {
      class: 'contact',
      reach: 'recipient',
      code: 'person_unknown',
      words: sentence('instagram.person_unknown'),
    },
    '100/2534015': {
      class: 'bug',
      reach: 'recipient',
      code: 'invalid_message',
      words: sentence('instagram.invalid_message'),
      quote: true,
    },
    '100/2534025': {
      class: 'bug',
      reach: 'recipient',
      code: 'comment_not_answerable',
      words: sentence('instagram.comment_not_answerable'),
    },
    '100/2534029': {
      class: 'contact',
      reach: 'recipient',
      code: 'person_unavailable',
      words: sentence('instagram.person_unavailable'),
    },
    '100/2534037': {
      class: 'permission',
      reach: 'recipient',
      code: 'other_app_owns_thread',
      words: sentence('instagram.other_app_owns_thread'),
    },
    '100/2534068': {
      class: 'bug',
      reach: 'recipient',
      code: 'invalid_message',
      words: sentence('instagram.several_pictures'),
    },
    '200/2534041': {
      class: 'permission',
      reach: 'kind',
      code: 'messages_switched_off',
      words: sentence('instagram.messages_switched_off'),
    },
    '613/2534040': {
      class: 'throttle',
      reach: 'kind',
      code: 'rate_limited',
      words: sentence('instagram.rate_limited'),
    },
  },
  ranges: graphErrorRanges,
  sentences: graphErrorSentences,
}

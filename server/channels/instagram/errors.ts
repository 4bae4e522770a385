import { graphErrorRanges, graphErrors, graphErrorSentences } from '../meta/graphErrors.ts'
import type { ErrorTable } from '../meta/judge.ts'

/** Errors of Instagram: what the whole platform may answer, and Instagram's own subcodes (25340xx, 22070xx) of meta-platform.md 8.2. */
export const errors: ErrorTable = {
  rows: {
    ...graphErrors,
    '4/2207051': {
      class: 'sanction',
      reach: 'account',
      code: 'blocked_as_spam',
      words:
        'Instagram blocked this action as spam. Send less and vary the texts, wait at least a day, then switch the account on in Settings.',
    },
    '10/2534022': {
      class: 'window',
      reach: 'recipient',
      code: 'outside_window',
      words: 'More than 24 hours passed since the person last wrote (or seven days since the comment). Wait until they write again.',
    },
    '10/2534077': {
      class: 'bug',
      reach: 'recipient',
      code: 'link_not_allowed',
      words: 'Instagram does not let this account send links here. Take the link out of the text.',
    },
    '25/2207050': {
      class: 'sanction',
      reach: 'account',
      code: 'account_restricted',
      words:
        'The Instagram account is restricted or inactive. Open it in the Instagram app, settle what it asks, then switch the account on in Settings.',
    },
    '100/2534001': {
      class: 'bug',
      reach: 'recipient',
      code: 'invalid_message',
      words: 'Instagram found no such conversation or person for this message.',
      quote: true,
    },
    '100/2534013': {
      class: 'permission',
      reach: 'account',
      code: 'page_not_linked',
      words: 'The Facebook Page is no longer linked to the Instagram account. Link them in the Page settings, then reconnect the account.',
    },
    '100/2534014': {
      class: 'contact',
      reach: 'recipient',
      code: 'person_unknown',
      words: 'Instagram knows no such person for this account. They may be gone, or belong to another account.',
    },
    '100/2534015': {
      class: 'bug',
      reach: 'recipient',
      code: 'invalid_message',
      words: 'Instagram did not accept the message as it is. Change it and send again.',
      quote: true,
    },
    '100/2534025': {
      class: 'bug',
      reach: 'recipient',
      code: 'comment_not_answerable',
      words:
        'This comment cannot be answered by DM: it is deleted, older than seven days, already answered, or not under a post of this account.',
    },
    '100/2534029': {
      class: 'contact',
      reach: 'recipient',
      code: 'person_unavailable',
      words: 'This person is blocked or cannot be written to on Instagram. Wait for them to write.',
    },
    '100/2534037': {
      class: 'permission',
      reach: 'recipient',
      code: 'other_app_owns_thread',
      words: 'Another app or a person in the inbox holds this conversation. Reply there, or take the conversation back.',
    },
    '100/2534068': {
      class: 'bug',
      reach: 'recipient',
      code: 'invalid_message',
      words: 'Instagram does not accept several pictures in one message here. Send them one by one.',
    },
    '200/2534041': {
      class: 'permission',
      reach: 'kind',
      code: 'messages_switched_off',
      words:
        'The owner switched off "Allow access to messages" in the Instagram app. Switch it on there under Settings, Messages, Connected tools, then resume these messages in Settings.',
    },
    '613/2534040': {
      class: 'throttle',
      reach: 'kind',
      code: 'rate_limited',
      words: 'Instagram’s rate limit is reached. The message is sent automatically when the limit allows.',
    },
  },
  ranges: graphErrorRanges,
  sentences: graphErrorSentences,
}

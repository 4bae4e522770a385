import { sentencesOf } from '../model/sentence.ts'

/** What the API tells of an account, in English; other languages are in server/languages/. */
export const sentences = {
  'accounts.active': 'Connected.',
  'accounts.inactive': 'Switched off by you: webhooks are stored, nothing is sent.',
  'accounts.reconnect_needed':
    'The access token no longer works. Reconnect the account. Waiting messages are then sent if their time window is still open.',
  'accounts.paused': 'The platform stopped this account. Fix the cause, then switch the account on.',
  'accounts.disconnected':
    'Disconnected: webhooks are stored, nothing is read or sent. Connect the account again to continue where it stopped.',
  'accounts.some_wait': 'Some messages wait. {{>before}}',
  'accounts.token_rejected': 'The platform did not accept this access token ({{error}}). Copy it again, or create a new one.',
  'accounts.token_of_no_account':
    'The platform shows this token no such account ({{error}}). Check the account’s id, and that the token was created for it.',
} as const

export const sentence = sentencesOf(sentences)

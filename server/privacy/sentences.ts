import { sentencesOf } from '../model/sentence.ts'

/** What follows from a person who withdraws the app at the platform, in English; other languages are in server/languages/. */
export const sentences = {
  'privacy.deauthorized':
    'Access was withdrawn at the platform: the app was removed from the settings of the person who connected the account. Reconnect it.',
  'privacy.forgotten':
    'The person who connected the account asked the platform to have their data deleted. Their login and its token are deleted. ' +
    'Connect the account again to continue.',
  'privacy.mail_subject': 'Access to {{account}} was withdrawn',
  'privacy.mail_several': 'Access to {{count}} accounts was withdrawn',
  'privacy.mail_accounts': 'Stopped: {{accounts}}.',
  'privacy.mail_open': 'Open the channels',
} as const

export const sentence = sentencesOf(sentences)

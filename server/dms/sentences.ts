import { sentencesOf } from '../model/sentence.ts'

/** What rows of this module and the DM API say, in English; other languages are in server/languages/. */
export const sentences = {
  'dms.not_continued':
    'The platform lets an account write only to people who wrote to it first. Give them the link to the chat, or contact them another way.',
  'dms.continues_later': 'Waits until the person writes to the account. Send them their link to the chat.',
} as const

export const sentence = sentencesOf(sentences)

import type { WhyNotNow } from './channel.ts'
import { type Sentence, sentencesOf } from './sentence.ts'

/** Sentences that several modules need, in English; other languages are in server/languages/. */
export const sentences = {
  'time.outside_window':
    'More than {{windowMs}} passed since the person last wrote; the platform allows no message until they write again.',
  'time.never_wrote': 'This person has not sent a message yet; the platform allows none until they write.',
  'time.comment_too_old': 'A comment can be answered by DM for {{privateReplyMs}} only.',
} as const

const sentence = sentencesOf(sentences)

/** Why a message comes too late. */
export function sentenceOfTime({ code, data }: WhyNotNow): Sentence {
  if (code === 'comment_too_old') return sentence('time.comment_too_old', { privateReplyMs: data.privateReplyMs })
  return data.until === null ? sentence('time.never_wrote') : sentence('time.outside_window', { windowMs: data.windowMs })
}

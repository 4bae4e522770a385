import type { WhyNotNow } from './channel.ts'
import { type Sentence, sentencesOf } from './sentence.ts'

/** Sentences that several modules need, in English; other languages are in server/languages/. */
export const sentences = {
  'time.outside_window':
    'More than {{windowMs}} passed since the person last wrote; the platform allows no message until they write again.',
  'time.comment_too_old': 'A comment can be answered by DM for {{privateReplyMs}} only.',
} as const

const sentence = sentencesOf(sentences)

/** Why a message comes too late. */
export const sentenceOfTime = ({ code, data }: WhyNotNow): Sentence =>
  code === 'comment_too_old'
    ? sentence('time.comment_too_old', { privateReplyMs: data.privateReplyMs })
    : sentence('time.outside_window', { windowMs: data.windowMs })

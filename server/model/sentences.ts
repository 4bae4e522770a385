import type { WhyNotNow } from './channel.ts'
import { jobReasons, jobTitles } from './job.ts'
import { keyed, type Sentence, sentencesOf } from './sentence.ts'

/** Sentences that several modules need, in English; other languages are in server/languages/. */
export const sentences = {
  'time.outside_window':
    'More than {{windowMs}} passed since the person last wrote; the platform allows no message until they write again.',
  'time.never_wrote': 'This person has not sent a message yet; the platform allows none until they write.',
  'time.comment_too_old': 'A comment can be answered by DM for {{privateReplyMs}} only.',
  'template.unknown': 'The account has no template {{name}}. Read its templates again if it is new, or choose another.',
  'template.language': 'The template {{name}} has no text in {{language}}. It has {{languages}}.',
  ...keyed('work', jobTitles),
  ...keyed('job', jobReasons),
  'job.ended_with': 'The last try ended with {{code}}.',
} as const

export const sentence = sentencesOf(sentences)

/** Why a message comes too late. */
export function sentenceOfTime({ code, data }: WhyNotNow): Sentence {
  if (code === 'comment_too_old') return sentence('time.comment_too_old', { privateReplyMs: data.privateReplyMs })
  return data.until === null ? sentence('time.never_wrote') : sentence('time.outside_window', { windowMs: data.windowMs })
}

/** The meaning of a job's code. */
export const sentenceOfJob = (code: string): Sentence =>
  Object.hasOwn(jobReasons, code) ? sentence(`job.${code as keyof typeof jobReasons}`) : sentence('job.ended_with', { code })

/** What a job of this kind does; one that is not known (of a newer release) is its own title. */
export const titleOfJob = (kind: string): Sentence | null =>
  Object.hasOwn(jobTitles, kind) ? sentence(`work.${kind as keyof typeof jobTitles}`) : null

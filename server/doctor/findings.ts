import { ChannelError } from '../model/channel.ts'
import type { Finding, NextClick } from '../model/finding.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentence } from './sentences.ts'

/** What became of a question to the platform: what it found, why it was refused, or why it was not asked. */
export type Asked<T> = { found: T } | { refused: ChannelError } | { skipped: Sentence }

export const next = (words: Sentence, url: string | null = null): NextClick => ({ words, url })
export const ok = (asked: Sentence, found: Sentence): Finding => ({ status: 'ok', asked, found, next: null })
export const problem = (asked: Sentence, found: Sentence, click: NextClick): Finding => ({ status: 'problem', asked, found, next: click })
export const warning = (asked: Sentence, found: Sentence, click: NextClick): Finding => ({ status: 'warning', asked, found, next: click })
export const notChecked = (asked: Sentence, why: Sentence, click: NextClick | null = null): Finding => ({
  status: 'not_checked',
  asked,
  found: why,
  next: click,
})

/**
 * The finding of a check that is made of one question. Pure.
 * In:  what was asked; what came back (null: the check does not concern this account); what an answer means; what a refusal means, null:
 *      nothing for this check.
 */
export function findingOf<T>(
  asked: Sentence,
  got: Asked<T> | null,
  judge: (found: T) => Finding | null,
  refused: (error: ChannelError) => Finding | null = () => null,
): Finding | null {
  if (got === null) return null
  if ('skipped' in got) return notChecked(asked, got.skipped)
  if ('found' in got) return judge(got.found)
  return refused(got.refused) ?? notChecked(asked, sentence('doctor.refused', { before: got.refused.words }))
}

import type { WhyNotNow } from './channel.ts'
import { spanWords } from './spanWords.ts'

/** Why a message is too late, in words. */
export function timeWords({ code, data }: WhyNotNow): string {
  if (code === 'comment_too_old') return `A comment can be answered by DM for ${spanWords(data.privateReplyMs)} only.`
  return `More than ${spanWords(data.windowMs)} passed since the person last wrote; the platform allows no message until they write again.`
}

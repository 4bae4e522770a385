import { dmStatusOf } from '../model/leadDm.ts'
import { wordsOf } from '../model/content.ts'
import { ApiError } from '../platform/errors.ts'
import type { DmToRetry } from './dms.queries.ts'
import { sentence } from './sentences.ts'

/** What a retry sends, and why the DM before had failed; `ended` null: it is in doubt, and goes on beside the new one. */
export type Retry = { provider: string; text: string; ended: { error_code: string; error_words: string } | null }

/**
 * Decides whether the last DM to a lead may be sent again.
 * Errors: ApiError conflict: there is none, it has not failed, or it is in doubt and the caller did not force it.
 */
export function planRetry(last: DmToRetry | null, force: boolean, now: Date): Retry {
  if (!last?.dmId || !last.dmProvider) throw new ApiError('conflict', 'This lead got no DM yet. Send one.')
  const { dmState, messageState, waitsUntil, dmProvider: provider, dmErrorCode: errorCode } = last
  const text = last.text ?? (last.content && wordsOf(last.content)) ?? ''
  const status = dmStatusOf({ dmState, messageState, provider, waitsUntil, errorCode }, now)
  if (messageState === 'in_doubt') {
    if (force) return { provider, text, ended: null }
    throw new ApiError(
      'conflict',
      'It is not known yet whether the DM arrived. Wait until that is found out, or send it again with {"force": true}: it may arrive twice.',
    )
  }
  if (status !== 'failed') throw new ApiError('conflict', `Only a failed DM can be retried; this one is ${status}.`)
  return {
    provider,
    text,
    ended: { error_code: errorCode ?? 'outside_window', error_words: last.dmErrorWords ?? sentence('dms.not_continued') },
  }
}

import type { TFunction } from 'i18next'
import type { Trigger } from '../../../server/model/automation.ts'

/** A trigger as half a sentence: "Comments with “price” or “cost” on 2 posts". In: the texts, the trigger. Out: text. Errors: none. */
export function inWords(t: TFunction, trigger: Trigger | undefined): string {
  if (!trigger) return t('inWords.nothing')
  const shown = trigger.keywords.slice(0, 2).map((word) => t('inWords.quoted', { word }))
  const more = trigger.keywords.length - shown.length
  const words =
    shown.length === 0
      ? ''
      : ` ${t('inWords.with', { words: shown.join(', ') })}${more > 0 ? ` ${t('inWords.more', { count: more })}` : ''}`
  const where = trigger.on === 'comment' || trigger.on === 'live_comment' || trigger.on === 'story_reply'
  const media = !where ? '' : ` ${trigger.media.length > 0 ? t('inWords.on', { count: trigger.media.length }) : ''}`
  return `${t(`inWords.kind.${trigger.on}`)}${words}${media}`.trim()
}

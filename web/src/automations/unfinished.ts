import type { TFunction } from 'i18next'
import type { BuilderForm } from './builderForm.ts'
import { isEmail, isWebAddress } from './definitionOf.ts'
import { missingOfParts } from './parts.ts'
import type { Card } from './problems.ts'

export type CardProblem = { card: Card; level: 'blocker' | 'warning'; text: string; code?: string }

/**
 * What is still missing on the cards. The linter only checks finished definitions, so this comes first.
 * In: the texts, the form. Out: problems with their cards; none when everything is filled in. Errors: none.
 */
export function unfinished(t: TFunction, form: BuilderForm): CardProblem[] {
  const found: CardProblem[] = []
  const miss = (card: Card, text: string) => void found.push({ card, level: 'blocker', text })
  const empty = (rows: { text: string }[]) => rows.every((row) => !row.text.trim())

  if (!form.anyWord && form.keywords.length === 0) miss('words', t('unfinished.noWord'))
  if (form.on === 'comment' && form.replyOn && empty(form.replies)) miss('reply', t('unfinished.noReply'))
  if (form.openingOn && empty(form.opening)) miss('opening', t('unfinished.noOpening'))
  if (form.openingOn && !form.openingButton.trim()) miss('opening', t('unfinished.noOpeningButton'))
  if (form.asks.some((ask) => !ask.question.trim())) miss('ask', t('unfinished.noQuestion'))
  if (empty(form.texts)) miss('message', t('unfinished.noMessage'))
  for (const { title, url } of form.buttons) {
    if (!title.trim()) miss('message', t('unfinished.noTitle'))
    else if (!isWebAddress(url)) miss('message', t('unfinished.noLink', { title: title.trim() }))
  }
  for (const { card, text } of missingOfParts(form.parts, t)) miss(card, text)
  if (form.asks.length > 0 && form.notificationEmail.trim() && !isEmail(form.notificationEmail)) miss('more', t('unfinished.badEmail'))
  if (form.asks.length > 0 && form.webhookUrl.trim() && !isWebAddress(form.webhookUrl)) miss('more', t('unfinished.badWebhook'))
  return found
}

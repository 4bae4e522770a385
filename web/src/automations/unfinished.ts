import type { TFunction } from 'i18next'
import type { BuilderForm } from './builderForm.ts'
import { everyPart } from './parts.ts'
import type { Card } from './problems.ts'
import { isEmail, isWebAddress } from './textChecks.ts'

export type CardProblem = { card: Card; level: 'blocker' | 'warning'; text: string; code?: string }

/**
 * What is still missing on the cards. The linter only checks finished definitions, so this comes first.
 * In: the texts, the form. Out: problems with their cards; none when everything is filled in. Errors: none.
 */
export function unfinished(t: TFunction, form: BuilderForm): CardProblem[] {
  const found: CardProblem[] = []
  const miss = (card: Card, text: string) => void found.push({ card, level: 'blocker', text })

  if (!form.anyWord && form.keywords.length === 0) miss('words', t('unfinished.noWord'))
  for (const [card, part] of everyPart) for (const text of part.missing(form, t)) miss(card, text)
  if (form.asks.length > 0 && form.notificationEmail.trim() && !isEmail(form.notificationEmail)) miss('more', t('unfinished.badEmail'))
  if (form.asks.length > 0 && form.webhookUrl.trim() && !isWebAddress(form.webhookUrl)) miss('more', t('unfinished.badWebhook'))
  return found
}

import type { Channel, WhyNotNow } from '../model/channel.ts'
import type { MessageContent } from '../model/content.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentenceOfTime } from '../model/sentences.ts'
import type { Trx } from '../platform/db.ts'
import { sentence } from './sentences.ts'
import { findDefinitions, findUsableNames } from './templates.queries.ts'

const namesShown = 5

/**
 * Puts the parameters of a template at their places, before the platform is asked.
 * Out:    the content to send; or why the template cannot be sent: not known in this language, not approved, or not with these parameters.
 *         Where no template of the account is known yet, the platform decides. Runs no statement for other content.
 */
export async function fitTemplates(
  trx: Trx,
  channel: Channel,
  accountId: string,
  content: MessageContent,
): Promise<{ content: MessageContent } | { why: Sentence }> {
  if (content.type !== 'template' || !channel.templates) return { content }
  const { name, language } = content.template
  const { known, definitions } = await findDefinitions(trx, accountId, name)
  if (!known) return { content }
  const definition = definitions.find((one) => one.language === language)
  if (!definition) {
    const languages = definitions.map((one) => one.language).join(', ')
    if (languages) return { why: sentence('outbox.template_language', { name, language, languages }) }
    return { why: sentence('outbox.template_unknown', { name }) }
  }
  const fit = channel.templates.fit(definition, content.template)
  return 'words' in fit ? { why: fit.words } : { content: { ...content, template: fit.template } }
}

/** Why a message comes too late, with the templates that can be sent instead, where the account has some. */
export async function whyTooLate(trx: Trx, channel: Channel, accountId: string, tooLate: WhyNotNow): Promise<Sentence> {
  const why = sentenceOfTime(tooLate)
  if (!channel.templates || tooLate.code !== 'outside_window') return why
  const names = await findUsableNames(trx, accountId, namesShown)
  return names.length ? sentence('outbox.send_template', { before: why, names: names.join(', ') }) : why
}

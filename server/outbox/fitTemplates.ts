import { findKnownTemplates, findUsableNames } from '../accounts/knownTemplates.queries.ts'
import type { Channel, Outcome, WhyNotNow } from '../model/channel.ts'
import type { MessageContent } from '../model/content.ts'
import { fitKnown } from '../model/fitKnown.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentenceOfTime } from '../model/sentences.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { ClaimedMessage } from './claim.queries.ts'
import { sentence } from './sentences.ts'
import { reword } from './settle.queries.ts'

const namesShown = 5

/**
 * Puts the parameters of a template at their places, before the platform is asked.
 * Out:    the content to send; or why the template cannot be sent (`fitKnown`). Runs no statement for other content.
 */
export async function fitTemplates(
  trx: Trx,
  channel: Channel,
  accountId: string,
  content: MessageContent,
): Promise<{ content: MessageContent } | { why: Sentence }> {
  if (content.type !== 'template' || !channel.templates) return { content }
  const known = await findKnownTemplates(trx, [{ account_id: accountId, name: content.template.name }])
  const fit = fitKnown(channel.templates, known(accountId, content.template.name), content.template)
  return 'words' in fit ? { why: fit.words } : { content: { ...content, template: fit.template } }
}

/**
 * The same for messages of automations, which are planned long before they are sent: each with the template as it is now. What the person
 * will read is stored. Runs no statement where none has a template.
 * Out:    the messages that can be sent, in their order.
 */
export async function fitPlanned<One extends { message: ClaimedMessage; channel: Channel }>(
  db: Db,
  claimed: One[],
  refuse: (message: ClaimedMessage, refusal: Outcome) => void,
): Promise<One[]> {
  const planned = new Map(
    claimed.flatMap((one) =>
      one.message.content.type === 'template' && !one.message.byHand && one.channel.templates
        ? [[one, { template: one.message.content.template, templates: one.channel.templates }] as const]
        : [],
    ),
  )
  if (!planned.size) return claimed
  const known = await findKnownTemplates(
    db,
    [...planned].map(([{ message }, { template }]) => ({ account_id: message.accountId, name: template.name })),
  )
  const changes: { id: string; content: MessageContent }[] = []
  const refused = new Set<One>()
  for (const [one, { template, templates }] of planned) {
    const { message } = one
    const fit = fitKnown(templates, known(message.accountId, template.name), template)
    if ('words' in fit) {
      refused.add(one)
      refuse(message, { kind: 'refused', code: fit.code, words: fit.words, class: 'bug', platform: null, httpStatus: null })
    } else {
      message.content = { ...message.content, type: 'template', template: fit.template }
      changes.push({ id: message.id, content: message.content })
    }
  }
  await reword(db, changes)
  return claimed.filter((one) => !refused.has(one))
}

/** Why a message comes too late, with the templates that can be sent instead, where the account has some. */
export async function whyTooLate(trx: Trx, channel: Channel, accountId: string, tooLate: WhyNotNow): Promise<Sentence> {
  const why = sentenceOfTime(tooLate)
  if (!channel.templates || tooLate.code !== 'outside_window') return why
  const names = await findUsableNames(trx, accountId, namesShown)
  return names.length ? sentence('outbox.send_template', { before: why, names: names.join(', ') }) : why
}

import type { Channel } from '../model/channel.ts'
import type { MessageContent } from '../model/content.ts'
import { withDetails } from '../model/defaultTemplate.ts'
import type { Trx } from '../platform/db.ts'
import { type DefaultTemplate, findDefaultTemplate } from './defaultTemplate.queries.ts'

/**
 * The default template of an account with the details of a lead, to be sent in place of a text outside the window (requirement C5).
 * Out: null where the account has none, the lead did not agree to be written to, or it cannot be sent to them: it is not approved now, or
 *      a detail that it takes is missing.
 */
export async function fitDefault(
  trx: Trx,
  { templates }: Channel,
  of: { accountId: string; leadId: string; conversationId: string | null },
  text: string,
): Promise<{ content: MessageContent; lead: Pick<DefaultTemplate, 'name' | 'phone'> } | null> {
  const found = templates ? await findDefaultTemplate(trx, of) : null
  if (!templates || !found?.hasOptedIn) return null
  const { definition, name, email, phone, username, customFields } = found
  const details = new Map(Object.entries(customFields).map(([field, value]) => [field.toLowerCase(), value]))
  const known = { name, first_name: name?.trim().split(/\s+/u)[0], email, phone, username, message: text, text }
  for (const [field, value] of Object.entries(known)) if (value) details.set(field, value)
  const fit = templates.fit(
    definition,
    withDetails(definition, (field) => details.get(field) ?? null),
  )
  return 'words' in fit ? null : { content: { type: 'template', template: fit.template }, lead: { name, phone } }
}

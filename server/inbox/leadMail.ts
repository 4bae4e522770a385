import type { LeadDraft } from '../model/decision.ts'
import type { NewMail } from '../model/mail.ts'
import { sentence } from '../mail/sentences.ts'

/** While the person is asked for more, the mail waits for their answers, but no longer. */
const waitForMoreMs = 600_000

type Given = {
  lead: LeadDraft
  /** Whether the run asks the person for more. */
  isAsking: boolean
  workspaceId: string
  accountId: string
  contactId: string
  username: string | null
  eventId: string
  now: Date
}

/**
 * The mail for a captured lead (requirement A11), or none when the automation names no address. One for each run: the next answer completes
 * it while it waits.
 */
export function mailOfLead({ lead, isAsking, username, now, ...about }: Given): NewMail[] {
  if (!lead.notify) return []
  const { email, phone, name, ...custom } = lead.fields
  const { workspaceId, accountId, contactId, eventId } = about
  const known = [
    ['mail.field_name', name],
    ['mail.field_username', username && `@${username}`],
    ['mail.field_email', email],
    ['mail.field_phone', phone],
  ] as const
  const { notify: to, automationName: automation } = lead
  return [
    {
      workspaceId,
      accountId,
      contactId,
      leadId: lead.keep ? lead.leadId : null,
      eventId,
      to,
      uniqueKey: `lead/${lead.runId}`,
      runAt: isAsking ? new Date(now.getTime() + waitForMoreMs) : now,
      content: {
        subject: sentence('mail.lead_subject', { who: name ?? (username ? `@${username}` : (email ?? phone ?? automation)) }),
        paragraphs: [sentence('mail.lead_text', { automation }), ...(lead.keep ? [] : [sentence('mail.lead_not_kept')])],
        facts: [
          ...known.flatMap(([key, value]) => (value ? [{ name: sentence(key), value }] : [])),
          ...Object.entries(custom).map(([field, value]) => ({ name: field, value })),
        ],
        ...(lead.keep ? { link: { path: `/leads?lead=${lead.leadId}`, text: sentence('mail.open_leads') } } : {}),
      },
    },
  ]
}

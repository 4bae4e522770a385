import { shownStatus } from '../model/message.ts'
import type { TextOf } from '../model/sentence.ts'
import type { LeadRow } from './leads.queries.ts'
import type { Lead } from './leads.schemas.ts'

/** A lead as the API answers it and endpoints get it. */
export const showLead =
  (textOf: TextOf) =>
  (row: LeadRow): Lead => ({
    id: row.id,
    source: row.source,
    accountId: row.accountId,
    contactId: row.contactId,
    contact: { username: row.username, name: row.contactName },
    automationId: row.automationId,
    automationName: row.automationName,
    email: row.email,
    phone: row.phone,
    name: row.name,
    customFields: row.customFields,
    status: row.status,
    dmStatus: row.dmState && shownStatus[row.dmState].dmStatus,
    dmProvider: row.dmState && row.channel,
    dmSentAt: row.dmSentAt?.toISOString() ?? null,
    dmError: row.dmError && textOf(row.dmError),
    dmMessageId: row.dmMessageId,
    notified: row.notified,
    exported: row.exported,
    attribution: { eventId: row.eventId, ...row.metadata },
    capturedAt: row.capturedAt.toISOString(),
  })

import type { DeliveryAttempt } from '../endpoints/deliveries.queries.ts'
import { sentenceOf } from '../endpoints/sentences.ts'
import { readEmail } from '../engine/readEmail.ts'
import { showMail } from '../mail/showMail.ts'
import type { MailRow } from '../mail/shownMails.queries.ts'
import type { TextOf } from '../model/sentence.ts'
import type { Duplicate, LeadRow } from './leadRows.queries.ts'
import type { LeadDelivery } from './leadDeliveries.queries.ts'
import { emailKey } from './leadKeys.ts'
import type { Lead, WholeLead } from './leads.schemas.ts'
import { showLastDm } from './showLastDm.ts'
import type { UnkeptLead } from './tellOfUnkeptLeads.ts'

/** A lead as the API shows it, in lists, by its id, and to endpoints. */
export const showLead =
  (now: Date) =>
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
    status: row.status as Lead['status'],
    isKept: row.isKept,
    hasDuplicates: row.hasDuplicates,
    ...showLastDm(row, now),
    notified: row.notified,
    exported: row.exported,
    attribution: {
      eventId: row.eventId,
      ...(row.formId === null ? {} : { formId: row.formId }),
      ...(row.campaignId === null ? {} : { campaignId: row.campaignId }),
      ...row.metadata,
    },
    capturedAt: row.capturedAt.toISOString(),
    processedAt: row.processedAt?.toISOString() ?? null,
    archivedAt: row.archivedAt?.toISOString() ?? null,
  })

/** A lead that is not stored, as endpoints get it: as a stored one that is new. */
export const showUnkeptLead = (lead: UnkeptLead): Lead => ({
  id: lead.id,
  source: lead.source,
  accountId: lead.account_id ?? null,
  contactId: lead.contact_id ?? null,
  contact: lead.contact,
  automationId: lead.automation_id ?? null,
  automationName: lead.automationName,
  email: lead.email,
  phone: lead.phone,
  name: lead.name,
  customFields: lead.custom_fields,
  status: 'NEW',
  isKept: false,
  hasDuplicates: false,
  dmStatus: null,
  dmProvider: null,
  dmSentAt: null,
  dmError: null,
  dmMessageId: null,
  notified: false,
  exported: false,
  attribution: { eventId: lead.event_id ?? null, ...lead.metadata },
  capturedAt: lead.captured_at.toISOString(),
  processedAt: null,
  archivedAt: null,
})

/** One lead with what was checked of it, and other leads of the same person. */
export const showWholeLead = (
  row: LeadRow,
  about: { deliveries: LeadDelivery[]; attempts: Map<string, DeliveryAttempt[]>; mails: MailRow[]; duplicates: Duplicate[] },
  now: Date,
  textOf: TextOf,
): WholeLead => ({
  ...showLead(now)(row),
  validation: {
    email: row.email === null ? null : readEmail(row.email) === emailKey(row.email),
    phone: row.phone === null ? null : row.isPhoneValid,
  },
  deliveries: about.deliveries.map((one) => showDelivery(one, about.attempts.get(one.id) ?? [], textOf)),
  mails: about.mails.map((mail) => showMail(mail, textOf)),
  duplicates: about.duplicates.map(({ capturedAt, status, ...one }) => ({
    ...one,
    status: status as Lead['status'],
    capturedAt: capturedAt.toISOString(),
  })),
})

const showDelivery = (row: LeadDelivery, attempts: DeliveryAttempt[], textOf: TextOf): WholeLead['deliveries'][number] => ({
  id: row.id,
  endpointId: row.endpointId,
  endpoint: row.endpointName,
  type: row.type,
  status: row.status,
  reason: row.code === null ? null : { code: row.code, text: textOf(sentenceOf(row.code)) },
  attempts: attempts.map(({ at, outcome, code, detail }) => ({
    at: at.toISOString(),
    succeeded: outcome === 'done',
    code,
    httpStatus: detail?.httpStatus ?? null,
    durationMs: detail?.durationMs ?? null,
    error: code === null ? null : textOf(sentenceOf(code)),
    responseBody: detail?.responseBody ?? null,
  })),
  nextRetryAt: row.nextRetryAt?.toISOString() ?? null,
  completedAt: row.completedAt?.toISOString() ?? null,
})

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

/** One lead with what was checked of it, and other leads of the same person. */
export const showWholeLead = (
  row: LeadRow,
  { deliveries, mails, duplicates }: { deliveries: LeadDelivery[]; mails: MailRow[]; duplicates: Duplicate[] },
  now: Date,
  textOf: TextOf,
): WholeLead => ({
  ...showLead(now)(row),
  validation: {
    email: row.email === null ? null : readEmail(row.email) === emailKey(row.email),
    phone: row.phone === null ? null : row.isPhoneValid,
  },
  deliveries: deliveries.map(showDelivery(textOf)),
  mails: mails.map((mail) => showMail(mail, textOf)),
  duplicates: duplicates.map(({ capturedAt, status, ...one }) => ({
    ...one,
    status: status as Lead['status'],
    capturedAt: capturedAt.toISOString(),
  })),
})

const showDelivery =
  (textOf: TextOf) =>
  (row: LeadDelivery): WholeLead['deliveries'][number] => ({
    id: row.id,
    endpointId: row.endpointId,
    endpoint: row.endpointName,
    type: row.type,
    status: row.status,
    reason: row.code === null ? null : { code: row.code, text: textOf(sentenceOf(row.code)) },
    attempts: row.attempts.map(({ at, outcome, code, detail }) => ({
      at: new Date(at).toISOString(),
      succeeded: outcome === 'done',
      code,
      httpStatus: numberOf(detail?.['httpStatus']),
      durationMs: numberOf(detail?.['durationMs']),
      error: code === null ? null : textOf(sentenceOf(code)),
      responseBody: textOrNull(detail?.['responseBody']),
    })),
    nextRetryAt: row.nextRetryAt?.toISOString() ?? null,
    completedAt: row.completedAt?.toISOString() ?? null,
  })
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

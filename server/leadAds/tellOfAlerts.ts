import { addMails } from '../mail/addMails.queries.ts'
import type { Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import { raiseAlerts, type Alert } from './leadAlerts.queries.ts'
import { sentence } from './sentences.ts'

export type AlertedAccount = { id: string; workspaceId: string; name: string }

/** Raises alerts; of each new one, whoever gets the notices of the workspace is sent a mail. */
export async function tellOfAlerts(trx: Trx, deps: { newId: NewId; now: Date }, account: AlertedAccount, alerts: Alert[]): Promise<void> {
  const raised = await raiseAlerts(trx, account, alerts, deps.now)
  await addMails(
    trx,
    deps,
    raised.map(({ formId, code, words }) => ({
      workspaceId: account.workspaceId,
      accountId: account.id,
      to: null,
      uniqueKey: `lead_alert/${account.id}/${code}/${formId}/${deps.now.toISOString()}`,
      content: {
        subject: sentence('leadads.mail_subject', { account: account.name }),
        paragraphs: [words],
        link: { path: '/settings', text: sentence('leadads.mail_open') },
      },
    })),
  )
}

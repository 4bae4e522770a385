import { sql } from 'kysely'
import type { Sentence } from '../model/sentence.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { leadAlerts } from '../platform/tables/leadAds.ts'
import { columnsOf, typesOf } from '../platform/tables/table.ts'

/** `formId` empty: about the whole account. */
export type Alert = { formId: string; code: string; words: Sentence }

/** Raises alerts; one that is raised already only gets its newest words. Out: the new ones. */
export async function raiseAlerts(trx: Trx, account: { id: string; workspaceId: string }, alerts: Alert[], now: Date): Promise<Alert[]> {
  if (!alerts.length) return []
  const rows = alerts.map(({ formId, code, words }) => ({
    account_id: account.id,
    form_id: formId,
    code,
    workspace_id: account.workspaceId,
    words,
    since: now,
    last_at: now,
  }))
  const { rows: raised } = await sql<Alert & { isNew: boolean }>`
    insert into lead_alerts (${columnsOf(leadAlerts)}) select * from ${rowsOf(rows, typesOf(leadAlerts))}
    on conflict (account_id, form_id, code) do update set words = excluded.words, last_at = excluded.last_at
    returning form_id as "formId", code, words, (xmax = 0) as "isNew"`.execute(trx)
  return raised.filter(({ isNew }) => isNew).map(({ formId, code, words }) => ({ formId, code, words }))
}

/** Ends alerts of an account that hold no longer: all with these codes but those named. */
export async function endAlerts(trx: Trx, accountId: string, codes: readonly string[], but: Alert[] = []): Promise<void> {
  const kept = but.map(({ formId, code }) => `${code}/${formId}`)
  await sql`
    delete from lead_alerts where account_id = ${accountId} and code = any(${codes}::text[])
      and code || '/' || form_id <> all(${kept}::text[])`.execute(trx)
}

export type AlertRow = {
  accountId: string
  formId: string
  formName: string | null
  code: string
  words: Sentence
  since: Date
}

/** Lists what keeps leads from being read, the newest first. In: one account, or null for all of the workspace. */
export async function findAlerts(trx: Trx, accountId: string | null): Promise<AlertRow[]> {
  const { rows } = await sql<AlertRow>`
    select a.account_id as "accountId", a.form_id as "formId", f.name as "formName", a.code, a.words, a.since
    from lead_alerts a left join lead_forms f on f.account_id = a.account_id and f.form_id = a.form_id
    where ${accountId === null ? sql`true` : sql`a.account_id = ${accountId}`} order by a.since desc, a.account_id, a.code, a.form_id limit 200
    `.execute(trx)
  return rows
}

import { sql } from 'kysely'
import type { Sentence } from '../model/sentence.ts'
import type { Trx } from '../platform/db.ts'

/**
 * A person who withdrew the app at the platform. `signers`: whose secret said so (model/signer.ts); `userId`: the person, as the app knows
 * them.
 */
export type Withdrawal = { signers: string; userId: string; issuedAt: Date | null; reason: Sentence }
export type WithdrawnAccount = { id: string; workspaceId: string; name: string }

/** The clocks of both sides may differ by this much. */
const skewMs = 60_000

/**
 * Stops the logins of a person and the accounts that came through them. A login that is newer than the withdrawal stays: the person came
 * back before the platform's call arrived. `forget` also deletes what the login brought: its tokens, and names and pictures of the person.
 * In:     the withdrawal, verified.
 * Out:    the accounts that are stopped now.
 */
export async function withdrawLogins(
  trx: Trx,
  { signers, userId, issuedAt, reason }: Withdrawal,
  { forget, now }: { forget: boolean; now: Date },
): Promise<WithdrawnAccount[]> {
  const words = signers.split(' ')
  const [app, simulator] = [words.includes('app'), words.includes('simulator')]
  const until = issuedAt && new Date(issuedAt.getTime() + skewMs)
  const isOlder = sql`(token_issued_at is null or ${until}::timestamptz is null or token_issued_at <= ${until})`
  const { rows: logins } = await sql<{ id: string }>`
    select id from connections where (app_scoped_id = ${userId} or external_id = ${userId})
      and (${app} or simulated and ${simulator}) and ${isOlder} order by id for update`.execute(trx)
  const loginIds = logins.map(({ id }) => id)
  // Without a login: an account whose token was pasted, whose own id is the person's.
  const { rows: accounts } = await sql<WithdrawnAccount & { status: string }>`
    select id, workspace_id as "workspaceId", name, status from accounts
    where connection_id = any(${loginIds}::uuid[]) or connection_id is null and external_id = ${userId} and ${isOlder}
      and (id::text = any(${words}::text[]) or app_secret is null and (${app} or simulated and ${simulator}))
    order by id for update`.execute(trx)
  const accountIds = accounts.map(({ id }) => id)
  const status = forget ? 'disconnected' : 'reconnect_needed'
  const forgotten = forget
    ? sql`, access_token = null, token_expires_at = null, granted_scopes = null, username = null, picture_url = null`
    : sql``
  if (accountIds.length)
    await sql`
      update accounts set status = ${status}, status_reason = ${reason}, stop_told_at = ${now}, updated_at = ${now}${forgotten}
      where id = any(${accountIds}::uuid[]) and (status not in ('inactive', 'disconnected') or ${forget})`.execute(trx)
  if (loginIds.length && forget) await sql`delete from connections where id = any(${loginIds}::uuid[])`.execute(trx)
  if (loginIds.length && !forget)
    await sql`update connections set status = ${status}, status_reason = ${reason}, updated_at = ${now}
      where id = any(${loginIds}::uuid[])`.execute(trx)
  return accounts
    .filter((account) => account.status === 'active' || account.status === 'paused')
    .map(({ id, workspaceId, name }) => ({ id, workspaceId, name }))
}

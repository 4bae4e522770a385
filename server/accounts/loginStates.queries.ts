import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'
import type { loginStates } from '../platform/tables/connections.ts'
import type { KyselyTable, NewRow } from '../platform/tables/table.ts'

export type LoginState = Selectable<KyselyTable<typeof loginStates>>

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** Adds a login under way, and deletes those that are over. */
export async function addLoginState(trx: Trx, row: NewRow<typeof loginStates>, now: Date): Promise<void> {
  await trx.deleteFrom('login_states').where('expires_at', '<=', now).execute()
  await trx.insertInto('login_states').values(row).execute()
}

/** Uses up a login under way: returned once, to the first who asks. */
export const takeLoginState = (db: Db, word: string): Promise<LoginState | undefined> =>
  db.deleteFrom('login_states').where('hash', '=', hashOf(word)).returningAll().executeTakeFirst()

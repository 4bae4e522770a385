import type { Selectable } from 'kysely'
import type { ChannelError } from '../model/channel.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { templateSyncs } from '../platform/tables/templates.ts'
import type { KyselyTable } from '../platform/tables/table.ts'

export type SyncRow = Selectable<KyselyTable<typeof templateSyncs>>
type Owner = { id: string; workspaceId: string }

export const findSync = (trx: Trx, accountId: string): Promise<SyncRow | undefined> =>
  trx.selectFrom('template_syncs').selectAll().where('account_id', '=', accountId).executeTakeFirst()

/** Notes that the templates were read to the end; a refusal before is over. */
export async function noteRead(trx: Trx, account: Owner, at: Date): Promise<void> {
  const read = { read_at: at, refused_at: null, code: null, words: null }
  await trx
    .insertInto('template_syncs')
    .values({ account_id: account.id, workspace_id: account.workspaceId, ...read })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(read))
    .execute()
}

/** Notes that the platform refused. The time is that of its first refusal in a row. */
export async function noteRefusal(db: Db, account: Owner, { code, words }: Pick<ChannelError, 'code' | 'words'>, at: Date): Promise<void> {
  await db
    .insertInto('template_syncs')
    .values({ account_id: account.id, workspace_id: account.workspaceId, read_at: null, refused_at: at, code, words })
    .onConflict((conflict) =>
      conflict.column('account_id').doUpdateSet((eb) => ({
        refused_at: eb.fn.coalesce('template_syncs.refused_at', eb.val(at)),
        code,
        words,
      })),
    )
    .execute()
}

import { findFields, type FieldRow } from '../contacts/fields.queries.ts'
import { findCountry } from '../contacts/ofWorkspace.queries.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { findAccountsOf } from './imports.queries.ts'
import type { ReadOptions } from './imports.schemas.ts'
import type { Reading } from './readRow.ts'
import type { Target } from './targets.ts'

/** The accounts of a workspace, each with its channel. */
export type Accounts = ReadonlyMap<string, string>

/** How the rows of an import are read: its mapping, with the fields, the accounts and the country of the workspace as they are now. */
export function readingOf(
  { databases }: Pick<Deps, 'databases'>,
  { workspaceId, targets, options }: { workspaceId: string; targets: readonly Target[]; options: ReadOptions },
): Promise<{ reading: Reading; accounts: Accounts; fields: FieldRow[] }> {
  return inWorkspace(databases.web, { workspaceId, accountIds: null }, async (trx) => {
    const accounts = await findAccountsOf(trx, workspaceId)
    const fields = await findFields(trx)
    const { accountId } = options
    const reading: Reading = {
      targets,
      country: options.country ?? (await findCountry(trx, workspaceId)),
      fields: new Map(fields.map((field) => [field.key, field])),
      tags: options.tags,
      consent: options.consent,
      phoneAccountId: accountId !== null && accounts.has(accountId) ? accountId : null,
    }
    return { reading, accounts, fields }
  })
}

import { createHmac } from 'node:crypto'
import type { Deps } from '../deps.ts'
import type { AccountRow } from './accounts.queries.ts'
import { instanceSecret } from '../platform/instanceSecret.queries.ts'

/**
 * The PIN with which an account is registered at the platform, of six digits. It follows from a secret of this instance, so that a process
 * that dies before it learns of its success registers again with the same PIN, and none has to be stored.
 */
export async function pinOf(
  { vault, databases }: Pick<Deps, 'vault' | 'databases'>,
  externalId: AccountRow['external_id'],
): Promise<string> {
  const secret = await instanceSecret(vault, databases.system, 'pins')
  const number = createHmac('sha256', secret).update(externalId).digest().readUInt32BE(0)
  return String(number % 1_000_000).padStart(6, '0')
}

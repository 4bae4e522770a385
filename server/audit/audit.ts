import type { Db } from '../platform/db.ts'
import { instanceSecret } from '../platform/instanceSecret.queries.ts'
import type { Vault } from '../platform/vault.queries.ts'
import { sealAuditRows, verifyAudit, type AuditVerified } from './chain.queries.ts'

const rowsPerTransaction = 2_000

/** The key of the chain's hashes: who can write to the database alone cannot compute them. */
const secretOf = ({ vault, system }: { vault: Vault; system: Db }) => instanceSecret(vault, system, 'audit')

/** Seals every row that is committed and not in its chain yet. `signal`: stops after a transaction. */
export async function sealAudit(deps: { vault: Vault; system: Db }, signal?: AbortSignal): Promise<void> {
  const secret = await secretOf(deps)
  for (;;) {
    const sealed = await sealAuditRows(deps.system, secret, rowsPerTransaction)
    if (sealed < rowsPerTransaction || signal?.aborted) return
  }
}

/** Seals what is committed, then verifies the audit of a workspace: all of it, or some rows from where an earlier call ended. */
export async function checkAudit(
  deps: { vault: Vault; system: Db },
  workspaceId: string,
  part: Parameters<typeof verifyAudit>[3] = {},
): Promise<AuditVerified> {
  if (!part.from) await sealAudit(deps)
  return verifyAudit(deps.system, await secretOf(deps), workspaceId, part)
}

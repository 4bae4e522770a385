import { checkAudit } from './audit/audit.ts'
import type { AuditVerified } from './audit/chain.queries.ts'
import { findAllWorkspaces } from './auth/principals.queries.ts'
import type { CommandTools } from './commands/command.ts'
import { openDeps } from './runDoctor.ts'

/** Verifies the audit for the command line: of every workspace, or of one. Out: empty when there is no such workspace. */
export async function verifyAudits(
  tools: CommandTools,
  url: string,
  workspaceId: string | null,
): Promise<({ id: string; name: string } & AuditVerified)[]> {
  const deps = await openDeps(tools, url)
  try {
    const { system } = deps.databases
    const all = await findAllWorkspaces(system)
    const verified = []
    for (const { id, name } of all)
      if (workspaceId === null || id === workspaceId) verified.push({ id, name, ...(await checkAudit({ vault: deps.vault, system }, id)) })
    return verified
  } finally {
    await deps.close()
  }
}

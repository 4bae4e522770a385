import type { Command, CommandTools } from './command.ts'
import { CommandError } from './command.ts'
import { withDatabase } from './openForCommand.ts'

/** What verifying the audit of one workspace found. */
type Verified = {
  id: string
  name: string
  ok: boolean
  rows: number
  end: { place: number; hash: string } | null
  brokenAt?: string
  reason?: string
}

const reasons: Record<string, string> = {
  changed: 'was changed, or is in another place',
  missing: 'is missing',
  gap: 'is not the next one: a row before it is missing',
  added: 'was added beside the chain',
}

/** In: what verifies the audit of every workspace, or of one; an empty list when there is none. */
export const auditVerifyCommand = (
  verify: (tools: CommandTools, url: string, workspaceId: string | null) => Promise<Verified[]>,
): Command => ({
  usage: '[--workspace ID]',
  summary: 'Verifies that no row of the audit was changed, removed or added later',
  details: [
    'AutoDM Hub may run meanwhile, and need not. Prints the end of each chain: keep it elsewhere, and compare it with a later one.',
    'Ends with 0 when every row holds, with 1 when one does not.',
  ],
  options: { workspace: { type: 'string' } },
  async run(tools, given) {
    const workspaceId = typeof given['workspace'] === 'string' ? given['workspace'] : null
    await withDatabase(tools, async ({ url }) => {
      const verified = await verify(tools, url, workspaceId).catch((error: { code?: string }) => {
        if (error.code !== '42P01') throw error
        throw new CommandError('This database is empty. Start AutoDM Hub once: npm start.', { cause: error })
      })
      if (!verified.length && workspaceId !== null) throw new CommandError(`There is no workspace ${workspaceId}.`)
      for (const one of verified) tools.say(lineOf(one))
      const broken = verified.filter(({ ok }) => !ok).length
      if (broken) throw new CommandError(`Workspaces whose audit is not what was written: ${broken}.`)
    })
  },
})

const lineOf = ({ id, name, ok, rows, end, brokenAt, reason }: Verified): string =>
  ok
    ? `✓ ${name} (${id}): ${rows} rows hold${end ? `; end ${end.place} ${end.hash}` : ''}`
    : `✗ ${name} (${id}): ${rows} rows hold, then row ${brokenAt} ${reasons[reason ?? ''] ?? 'does not hold'}`

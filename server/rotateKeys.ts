import { findAllWorkspaces } from './auth/principals.queries.ts'
import type { CommandTools } from './commands/command.ts'
import type { RotatedKeys } from './commands/rotateKeys.ts'
import { renewDataKey, rewrapAll } from './platform/belongings/rotateKeys.ts'
import { instanceWorkspace } from './platform/belongings/sealedColumns.queries.ts'
import { secretKeysOf } from './platform/secretKeys.ts'
import { openDeps } from './runDoctor.ts'

/** Rotates keys for the command line. In: `renew`: whose data key is renewed as well. Out: null when there is no such workspace. */
export async function rotateKeys(tools: CommandTools, url: string, renew: string | null): Promise<RotatedKeys | null> {
  const deps = await openDeps(tools, url)
  try {
    const own = { db: deps.databases.system, secretKeys: secretKeysOf(deps.config), clock: deps.clock }
    const whose = renew === 'instance' ? instanceWorkspace : renew
    if (whose !== null && whose !== instanceWorkspace && !(await findAllWorkspaces(own.db)).some(({ id }) => id === whose)) return null
    const wrapped = await rewrapAll(own)
    return { wrapped, renewed: whose === null ? null : await renewDataKey(own, whose) }
  } finally {
    await deps.close()
  }
}

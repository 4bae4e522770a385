import { randomBytes } from 'node:crypto'
import { writeAudit } from './audit/audit.queries.ts'
import { CommandError, type CommandTools } from './commands/command.ts'
import { completedAction, findDemo, hasRealAccounts } from './demo/demoWorkspace.queries.ts'
import { playHistory } from './demo/playHistory.ts'
import { diceFor } from './engine/dice.ts'
import { makeDeps } from './makeDeps.ts'
import { makeDemoOwner, openProduct } from './openProduct.ts'
import { loginsOfOwner, makeLogins } from './platform/logins.queries.ts'
import { secretKeysOf } from './platform/secretKeys.ts'
import { startOwnSimulator } from './startOwnSimulator.ts'

/**
 * Makes the demo workspace: plays a history of so many days with the product and the simulator of this data folder, on a database that no
 * other process works on. Out: `interrupted`, with nothing done, when an earlier one was, and there is nothing else. Errors: CommandError.
 */
export async function seedDemo(
  { config, log, say }: CommandTools,
  url: string,
  days: number,
  email: string,
): Promise<'made' | 'interrupted'> {
  const simulator = await startOwnSimulator(days)
  const deps = await makeDeps({
    config: { ...config, simulatorUrl: simulator.url },
    log,
    databaseUrl: config.databaseUrl ? loginsOfOwner(url) : await makeLogins(url),
    ownerUrl: url,
    secretKeys: secretKeysOf(config),
  })
  try {
    const { system } = deps.databases
    if (await hasRealAccounts(system)) throw new CommandError('Real accounts are connected here. The demo is for a hub without them.')
    const known = await findDemo(system, email)
    if (known?.isComplete) {
      say('The demo workspace is there already.')
      return 'made'
    }
    if (known?.isAlone) return 'interrupted'
    if (known)
      throw new CommandError('An earlier demo was interrupted, and there are other workspaces. Start over with: npm run cli -- reset --yes')
    const dice = diceFor('demo')
    // Nothing leaves this machine: no emails, and the host of the demo's endpoint is pretended.
    deps.mail = null
    deps.guardedHttp = {
      check: async () => {},
      request: async () => ({ status: dice() < 0.07 ? 503 : 200, headers: {}, body: 'ok' }),
      close: async () => {},
    }
    const password = randomBytes(9).toString('base64url')
    let owner: Awaited<ReturnType<typeof makeDemoOwner>> | undefined
    const product = await openProduct(deps, simulator.url, url, async (ownUrl) => {
      owner = await makeDemoOwner(deps, { email, password, workspaceName: 'Demo' }, ownUrl)
      return owner.cookie
    })
    try {
      say(`Playing a history of ${days} days …`)
      await playHistory({ ...product, say, dice }, days)
    } finally {
      await product.close()
    }
    const { workspaceId, userId } = owner!
    await system.transaction().execute((trx) =>
      writeAudit(trx, deps, {
        workspaceId,
        actor: `user:${userId}`,
        action: completedAction,
        subject: 'workspace',
        subjectId: workspaceId,
      }),
    )
    say(`The demo workspace is ready. Start AutoDM Hub and sign in as ${email} with the password ${password}`)
    return 'made'
  } finally {
    await deps.close()
    await simulator.stop()
  }
}

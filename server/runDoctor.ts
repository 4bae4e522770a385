import type { CommandTools } from './commands/command.ts'
import type { CheckedUp } from './commands/doctor.ts'
import { checkAccount, checkInstance } from './doctor/checkUp.ts'
import { findAllAccounts } from './doctor/runs.queries.ts'
import { kitText, makeKit } from './doctor/makeKit.ts'
import { findWorkspaceIds } from './doctor/reviewKit.queries.ts'
import { showCheck } from './doctor/showRun.ts'
import { makeDeps } from './makeDeps.ts'
import { followSimulatorClock } from './platform/followSimulatorClock.ts'
import { loginsOfOwner } from './platform/logins.queries.ts'
import { configuredBase } from './platform/ownBase.ts'
import { secretKeysOf } from './platform/secretKeys.ts'
import { inEnglish } from './texts.ts'

/**
 * Checks the set-up for the command line: the instance and every account of all workspaces, or one account. Works beside a running hub and
 * without one. Out: null when there is no such account.
 */
export async function runDoctor(tools: CommandTools, url: string, accountId: string | null): Promise<CheckedUp | null> {
  const deps = await openDeps(tools, url)
  const { simulatorUrl } = deps.config
  const following = simulatorUrl ? followSimulatorClock(simulatorUrl, deps.clock, deps.log) : null
  try {
    if (following) await Promise.race([following.first, deps.clock.wait(1_000)])
    const own = { ...deps, system: deps.databases.system }
    const accounts = await findAllAccounts(own.system, accountId)
    if (accountId !== null && !accounts.length) return null
    const show = showCheck(inEnglish)
    const checked: CheckedUp =
      accountId === null ? [{ name: 'AutoDM Hub', accountId: null, checks: (await checkInstance(own, false)).map(show) }] : []
    for (const account of accounts)
      checked.push({
        name: `${account.name} (${account.channel}, ${account.id})`,
        accountId: account.id,
        checks: (await checkAccount(own, account)).map(show),
      })
    return checked
  } finally {
    following?.stop()
    await deps.close()
  }
}

/** Opens what a command needs beside the database. The logins of a running hub stay as they are. */
export async function openDeps({ config, log }: CommandTools, url: string) {
  const simulatorUrl = config.simulator ? (config.simulatorUrl ?? `http://127.0.0.1:${config.simulatorPort}`) : null
  const databaseUrl = loginsOfOwner(url)
  return makeDeps({ config: { ...config, simulatorUrl }, log, databaseUrl, ownerUrl: url, secretKeys: secretKeysOf(config) })
}

/** The kit for app review as text. Out: the workspaces to choose from where none is meant. */
export async function makeReviewKit(
  tools: CommandTools,
  url: string,
  workspaceId: string | null,
): Promise<{ text: string } | { workspaces: string[] }> {
  const deps = await openDeps(tools, url)
  try {
    const { system } = deps.databases
    const meant = await findWorkspaceIds(system, workspaceId)
    const [only] = meant
    if (only === undefined || meant.length > 1) return { workspaces: meant }
    return { text: kitText(await makeKit({ ...deps, system }, system, only, configuredBase(deps.config), inEnglish)) }
  } finally {
    await deps.close()
  }
}

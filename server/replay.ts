import { findAccountOwner } from './accounts/accounts.queries.ts'
import { CommandError, type CommandTools } from './commands/command.ts'
import type { Replay } from './commands/replay.ts'
import { findEndpointOwner } from './endpoints/ownEndpoints.queries.ts'
import { replayEndpoint } from './endpoints/replay.ts'
import { updateLeadStates } from './leads/leadStates.queries.ts'
import { changeDeadLetters } from './outbox/changeDeadLetters.ts'
import { planAgain } from './outbox/messages.queries.ts'
import { isUuid } from './platform/ids.ts'
import { commandPrincipal, withDeps, workspaceMeant } from './withDeps.ts'

/** Sends again what failed, for the command line. Out: how many. Errors: CommandError, WrongUsage. */
export const replay = (tools: CommandTools, url: string, which: Replay): Promise<number> =>
  withDeps(tools, url, async (deps) => {
    const { system } = deps.databases
    if (which.of === 'endpoint') {
      const owner = isUuid(which.endpointId) ? await findEndpointOwner(system, which.endpointId) : null
      if (owner === null) throw new CommandError(`There is no endpoint ${which.endpointId}.`)
      const input = { since: which.since.toISOString(), status: which.all ? ('ALL' as const) : ('NOT_ARRIVED' as const) }
      return replayEndpoint({ ...deps, updateLeadStates }, commandPrincipal(owner), which.endpointId, input)
    }
    const { accountId, code, since } = which
    const owner = accountId !== null && isUuid(accountId) ? await findAccountOwner(system, accountId) : null
    if (accountId !== null && owner === null) throw new CommandError(`There is no account ${accountId}.`)
    const workspace = owner ?? (await workspaceMeant(deps, which.workspaceId)).id
    const filter = { since, accountId: accountId ?? undefined, code: code ?? undefined }
    return changeDeadLetters(deps, commandPrincipal(workspace), filter, 'replay', (trx, rows) =>
      planAgain(trx, rows, ['refused', 'parked'], deps.clock.now()),
    )
  })

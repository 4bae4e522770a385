import { z } from 'zod'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { textIn } from '../model/http.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { connectAccount, updateAccount } from './accounts.ts'
import { findAccount, findOwner, type AccountRow } from './accounts.queries.ts'
import { subscribeSimulated } from './subscribeSimulated.ts'

const offered = z.object({
  data: z.array(z.object({ id: z.string(), accessToken: z.string(), name: z.string(), channel: z.string() }).loose()),
})

/**
 * Gives a simulated account whose token no longer works a new one, as after a new login; waiting messages continue.
 * Errors: ApiError not_found, conflict (not simulated, or the simulator no longer has the account), platform_unreachable.
 */
export async function reviveSimulated(deps: Deps, who: Principal, id: string, ownUrl: string): Promise<AccountRow> {
  const account = await inWorkspace(deps.databases.web, who, (trx) => findAccount(trx, id))
  if (!account) return notFound('account', id)
  if (!account.simulated) throw new ApiError('conflict', 'This is a real account: give it a new access token instead.')
  const { simulatorUrl } = deps.config
  if (!simulatorUrl) throw new ApiError('conflict', 'The simulator is off (SIMULATOR); switch it on to use simulated accounts.')
  const answer = await deps
    .http({
      method: 'POST',
      url: `${simulatorUrl}/simulator/tokens/renew`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ accountId: account.external_id }),
      timeoutMs: 5_000,
    })
    .catch(() => {
      throw new ApiError('platform_unreachable', `The simulator does not answer at ${simulatorUrl}. Start it with \`npm run simulator\`.`)
    })
  if (answer.status >= 300)
    throw new ApiError('conflict', 'The simulator no longer has this account. Remove it here and connect a new one.')
  const { accessToken } = z.object({ accessToken: z.string() }).parse(JSON.parse(textIn(answer)))
  const revived = await updateAccount(deps, who, id, { accessToken, status: 'active' })
  await subscribeSimulated(deps, account.external_id, ownUrl, 'missing')
  return revived
}

/**
 * *Try it*: connects the simulator's first account, or returns it when this workspace has it already. Errors: ApiError conflict,
 * platform_unreachable.
 */
export async function connectSimulated(deps: Deps, who: Principal, ownUrl: string): Promise<AccountRow> {
  const { simulatorUrl } = deps.config
  if (!deps.config.simulator || !simulatorUrl)
    throw new ApiError('conflict', 'The simulator is off (SIMULATOR); connect a real account instead.')
  const answer = await deps.http({ method: 'GET', url: `${simulatorUrl}/simulator/accounts`, headers: {}, timeoutMs: 5_000 }).catch(() => {
    throw new ApiError('platform_unreachable', `The simulator does not answer at ${simulatorUrl}. Start it with \`npm run simulator\`.`)
  })
  const first = offered.parse(JSON.parse(textIn(answer))).data.find((one) => one.channel === 'instagram')
  if (!first) throw new ApiError('conflict', 'The simulator has no account; make one with POST /simulator/accounts.')
  const owner = await findOwner(deps.databases.system, 'instagram', first.id)
  const mine =
    owner?.workspaceId === who.workspaceId ? await inWorkspace(deps.databases.web, who, (trx) => findAccount(trx, owner.id)) : undefined
  const isConnected = mine !== undefined && mine.status !== 'disconnected'
  const row = isConnected
    ? mine
    : await connectAccount(
        deps,
        who,
        { channel: 'instagram', externalId: first.id, name: first.name, accessToken: first.accessToken },
        ownUrl,
        true,
      )
  await subscribeSimulated(deps, first.id, ownUrl, 'always')
  return row
}

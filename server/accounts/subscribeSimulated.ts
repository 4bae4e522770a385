import { z } from 'zod'
import type { Deps } from '../deps.ts'
import { textIn } from '../model/http.ts'
import { ApiError } from '../platform/errors.ts'
import { simulatedApp } from './simulatedApp.queries.ts'

const subscriptions = z.object({ data: z.array(z.object({ accountId: z.string() }).loose()) })

/**
 * Sets the webhook address of an account in the simulator, as a person does in the app dashboard of the real platform. `missing`: only when
 * it has none yet. Errors: ApiError platform_unreachable.
 */
export async function subscribeSimulated(deps: Deps, externalId: string, ownUrl: string, when: 'always' | 'missing'): Promise<void> {
  const base = `${deps.config.simulatorUrl}/simulator/subscriptions`
  const unreachable = (): never => {
    throw new ApiError('platform_unreachable', 'The simulator did not take the address for webhooks. Start it with `npm run simulator`.')
  }
  if (when === 'missing') {
    const known = await deps.http({ method: 'GET', url: base, headers: {}, timeoutMs: 5_000 }).catch(unreachable)
    if (subscriptions.parse(JSON.parse(textIn(known))).data.some((one) => one.accountId === externalId)) return
  }
  const { secret, verifyToken } = await simulatedApp(deps.databases.system)
  const body = JSON.stringify({ accountId: externalId, url: `${ownUrl}/api/webhooks/meta`, verifyToken, secret })
  const answer = await deps
    .http({ method: 'POST', url: base, headers: { 'content-type': 'application/json' }, body, timeoutMs: 10_000 })
    .catch(unreachable)
  if (answer.status >= 300) unreachable()
}

import type { Deps } from './deps.ts'
import type { Runner } from './jobs/runner.ts'
import type { Sender } from './outbox/outbox.ts'
import { drain } from './worker.ts'
import type { Sim } from './demo/stage.ts'
import { readActivity } from './demo/activity.queries.ts'

type Delivery = { seq: number; state: string; nextAt: string | null }
type Product = { deps: Deps; sender: Sender; runner: Runner }

/**
 * Does what is due while webhooks travel over real connections: everything is done when the simulator has delivered all and nothing
 * followed.
 * In: the product as it is at each call (a test may restart it).
 */
export function drainWithSimulator(sim: Sim, product: () => Product) {
  let deliveredUpTo = 0
  /** Waits until the simulator has delivered every webhook that is due; those due at a later time of its clock stay. */
  async function delivered(): Promise<void> {
    for (let tries = 0; tries < 2_000; tries++) {
      const { data } = await sim<{ data: Delivery[] }>('GET', `/simulator/deliveries?since=${deliveredUpTo}&limit=1000`)
      const now = product().deps.clock.now().toISOString()
      const due = data.filter((one) => one.state === 'pending' && (one.nextAt === null || one.nextAt <= now))
      if (!due.length && data.length < 1000) return
      if (!data.some((one) => one.state === 'pending')) deliveredUpTo = data.at(-1)!.seq
      const first = data.findIndex((one) => one.state === 'pending')
      if (first > 0) deliveredUpTo = data[first - 1]!.seq
      await product().deps.clock.wait(2)
    }
    throw new Error('webhooks are still on their way')
  }

  /** The sender, but no call is over before its echo has been delivered: whether a doubt has an echo must not depend on which is faster. */
  function senderThatHears(): Pick<Sender, 'round' | 'settled'> {
    let sent = false
    return {
      round: async () => (sent = await product().sender.round()),
      async settled() {
        await product().sender.settled()
        if (sent) await delivered()
      },
    }
  }

  return {
    delivered,
    async drain(): Promise<void> {
      for (let quiet = 0; quiet < 2;) {
        await delivered()
        const { deps, runner } = product()
        const before = await readActivity(deps.databases.system)
        await drain(deps, senderThatHears(), runner)
        await delivered()
        quiet = (await readActivity(deps.databases.system)) === before ? quiet + 1 : 0
      }
    },
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startBalancer } from '../support/balancer.ts'
import { call } from '../support/call.ts'
import { freePort } from '../support/npmStart.ts'
import { answer, openShop } from '../support/openShop.ts'
import { kill } from '../support/processes.ts'
import { runProgram } from '../support/runProgram.ts'
import { until } from '../support/until.ts'

const adminKey = 'test-key-of-the-instance'
const app = { secret: 'the app secret of this upgrade', verifyToken: 'the verify token of this upgrade' }
const restLimitMs = 240_000

/**
 * `steps: 'aside'`: the old process has to end by itself. `'stopped'`: it cannot know of newer versions, and is stopped when the new one is
 * ready.
 */
export type UpgradeSize = {
  comments: number
  perSecond: number
  old: string
  next: string
  databaseUrl: string
  oldIs: 'aside' | 'stopped'
}
export type Upgrade = {
  /** People who got no reply, and those who got more than one. */
  lost: string[]
  doubled: string[]
  withoutPlace: number
  oldEnded: number | null
  oldSaid: string
  newSaid: string
  /** How long no process accepted webhooks. */
  awayMs: number
}

/** People comment at a steady pace on the old version; the new one is started next to it, on the same database. */
export async function playUpgrade(size: UpgradeSize): Promise<Upgrade> {
  const folder = mkdtempSync(path.join(tmpdir(), 'autodm-upgrade-'))
  const closing: (() => Promise<unknown> | void)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const programs: { said(): string }[] = []
  try {
    const simulatorUrl = `http://127.0.0.1:${await freePort()}`
    const settings = {
      DATA_DIR: folder,
      META_GRAPH_VERSION: 'v26.0',
      SECRET_KEY: 'a key that only tests use',
      BOOTSTRAP_API_KEY: adminKey,
      LOG_LEVEL: 'warn',
    }
    const start = (root: string, file: string, more: Record<string, string>) => {
      const program = runProgram(root, file, { ...settings, ...more })
      closing.push(program.stop)
      programs.push(program)
      return program
    }
    const product = {
      DATABASE_URL: size.databaseUrl,
      SIMULATOR: 'on',
      SIMULATOR_URL: simulatorUrl,
      INSTAGRAM_APP_SECRET: app.secret,
      WEBHOOK_VERIFY_TOKEN: app.verifyToken,
    }
    // The platform as it was for the old version: what it has learned to refuse since is not tested here.
    await start(size.old, 'simulator/main.ts', { SIMULATOR_PORT: new URL(simulatorUrl).port }).ready()
    const [oldPort, newPort] = [await freePort(), await freePort()]
    const ports = [oldPort]
    const balancer = await startBalancer(() => ports)
    closing.push(balancer.stop)
    const old = start(size.old, 'server/main.ts', { ...product, PORT: String(oldPort) })
    await old.ready()

    const sim = async <T>(method: string, address: string, body?: unknown): Promise<T> => {
      const answered = await call<T>(`${simulatorUrl}${address}`, method, body)
      if (answered.status >= 300)
        throw new Error(`the simulator answered ${answered.status} to ${method} ${address}: ${JSON.stringify(answered.body)}`)
      return answered.body
    }
    const api = <T>(method: string, address: string, body?: unknown) =>
      call<T>(`http://127.0.0.1:${ports[0]}${address}`, method, body, { authorization: `Bearer ${adminKey}` })
    const shop = await openShop({ api, sim })
    await sim('POST', '/simulator/subscriptions', { accountId: shop.accountExternalId, url: `${balancer.url}/api/webhooks/meta`, ...app })
    await shop.automate(answer('comment', ['price'], 'Here is the price.'))
    const people: string[] = []
    while (people.length < size.comments)
      people.push(
        ...(await Promise.all(
          Array.from({ length: 10 }, (_, n) => shop.meet({ username: `person.${people.length + n}`, name: `Person ${people.length + n}` })),
        )),
      )

    const writing = letAllComment(people, size.perSecond, (person) => shop.comment('price please', person))
    await sleep(Math.min(1_500, (size.comments / size.perSecond) * 300))
    const next = start(size.next, 'server/main.ts', { ...product, PORT: String(newPort) })
    const watching = watchHealth(() => ports)
    await next.ready()
    ports.splice(0, 1, newPort)
    if (size.oldIs === 'stopped') {
      await sleep(500)
      kill(old.pid, 'SIGTERM')
      // As a service manager does; the oldest version retries forever to write outcomes into columns that are gone.
      void sleep(10_000).then(() => kill(old.pid))
    }
    await writing
    const oldEnded = await Promise.race([old.ended, sleep(40_000).then(() => 'it runs' as const)])
    const { awayMs } = watching.stop()
    if (oldEnded === 'it runs') throw new Error(`the old process did not end:\n${old.said()}`)
    const database = new pg.Client({ connectionString: size.databaseUrl })
    await database.connect()
    closing.push(() => database.end())
    const count = async (statement: string) =>
      (await database.query<{ n: number }>(`select count(*)::integer as n from ${statement}`)).rows[0]!.n
    await until(
      'nothing waits any more',
      async () => {
        await bringRepeated(sim)
        return (await count('outbox')) === 0 && (await count('bodies where taken < cardinality(lengths)')) === 0 && !(await isPending(sim))
      },
      restLimitMs,
    ).catch((error: Error) => console.error(error.message))
    const heard = await Promise.all(
      people.map(async (person) => ({
        person,
        times: (await shop.inbox(person)).filter((one) => one.from === shop.accountExternalId).length,
      })),
    )
    return {
      lost: heard.filter(({ times }) => times === 0).map(({ person }) => person),
      doubled: heard.filter(({ times }) => times > 1).map(({ person }) => person),
      withoutPlace: await count(`messages m where state = 'open' and not exists (select from outbox o where o.message_id = m.id)`),
      oldEnded,
      oldSaid: old.said(),
      newSaid: next.said(),
      awayMs,
    }
  } catch (error) {
    console.error(programs.map((one) => one.said()).join('\n----\n'))
    throw error
  } finally {
    for (const close of closing.toReversed()) await Promise.resolve(close()).catch((error: Error) => console.error(error.message))
  }
}

async function letAllComment(people: string[], perSecond: number, comment: (person: string) => Promise<unknown>): Promise<void> {
  const begun = performance.now()
  const all: Promise<unknown>[] = []
  for (const [index, person] of people.entries()) {
    const dueIn = begun + (index * 1000) / perSecond - performance.now()
    if (dueIn > 0) await sleep(dueIn)
    all.push(comment(person))
  }
  await Promise.all(all)
}

/** How long no process behind the balancer was ready. */
function watchHealth(ports: () => number[]) {
  let awayMs = 0
  const life = { over: false }
  void (async () => {
    for (let before = performance.now(); !life.over; await sleep(50)) {
      const status = await call(`http://127.0.0.1:${ports()[0]}/health/ready`, 'GET', undefined).then(
        (one) => one.status,
        () => 0,
      )
      const now = performance.now()
      if (status !== 200) awayMs += now - before
      before = now
    }
  })()
  return {
    stop() {
      life.over = true
      return { awayMs }
    },
  }
}

type Sim = <T>(method: string, address: string, body?: unknown) => Promise<T>
type Delivery = { seq: number; state: string; nextAt: string | null }
async function pending(sim: Sim): Promise<Delivery[]> {
  const all: Delivery[] = []
  for (let since = 0; ; since = all.at(-1)!.seq) {
    const { data } = await sim<{ data: Delivery[] }>('GET', `/simulator/deliveries?since=${since}&limit=1000`)
    all.push(...data)
    if (data.length < 1000) return all.filter((one) => one.state === 'pending')
  }
}
const isPending = async (sim: Sim) => (await pending(sim)).length > 0

/** Moves the clock to the time when the next refused webhook is sent again. */
async function bringRepeated(sim: Sim): Promise<void> {
  const times = (await pending(sim)).flatMap(({ nextAt }) => (nextAt ? [Date.parse(nextAt)] : []))
  if (!times.length) return
  const { now } = await sim<{ now: string }>('GET', '/simulator/clock')
  const advanceMs = Math.min(...times) - Date.parse(now)
  if (advanceMs > 0) await sim('POST', '/simulator/clock', { advanceMs })
}

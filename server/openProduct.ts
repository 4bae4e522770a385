import path from 'node:path'
import type { Deps } from './deps.ts'
import { buildApp } from './app.ts'
import { addMember, addWorkspace } from './auth/principals.queries.ts'
import { makeIdentity } from './auth/identity.ts'
import { makeRunner } from './jobs/runner.ts'
import type { MadeDeps } from './makeDeps.ts'
import { makeSender } from './outbox/outbox.ts'
import { followSimulatorClock } from './platform/followSimulatorClock.ts'
import { instanceSecret } from './platform/instanceSecret.queries.ts'
import { nextWorkerNumber } from './queue/workers.queries.ts'
import { unlimitedScans } from './platform/scanBudget.ts'
import { holdWorkerLock, jobsDeps, outboxDeps } from './worker.ts'
import { drainWithSimulator } from './drainWithSimulator.ts'
import type { Sim, Stage } from './demo/stage.ts'

type Opened = Pick<Stage, 'api' | 'post' | 'sim' | 'moveClock' | 'drain'> & { close(): Promise<void> }
type Login = { email: string; password: string; workspaceName: string }

/** Signs up the owner of a new workspace. Out: their session's cookie, and the workspace. */
export async function makeDemoOwner(deps: Deps, { email, password, workspaceName }: Login, ownUrl: string) {
  const { system, identityPool } = deps.databases
  const secret = await instanceSecret(deps.vault, system, 'sessions')
  const identity = makeIdentity({ pool: identityPool, secret, secure: false, nowMs: () => deps.clock.machineMs(), origins: () => [ownUrl] })
  const answer = await identity.api.signUpEmail({ body: { name: 'Maya', email, password }, asResponse: true })
  const { user } = (await answer.json()) as { user: { id: string } }
  const [workspaceId, at] = [deps.newId(), deps.clock.now()]
  await addWorkspace(system, { id: workspaceId, name: workspaceName, at })
  await addMember(system, { id: deps.newId(), workspaceId, userId: user.id, role: 'owner', at })
  const cookie = answer.headers
    .getSetCookie()
    .find((one) => one.includes('session_token='))!
    .split(';')[0]!
  return { workspaceId, userId: user.id, cookie }
}

/**
 * Opens the product beside a simulator without anything in the background: what is due is done by `drain`. Its database must have no other
 * process at work.
 * In: where it listens for webhooks, and the cookie of whom it acts for, asked for when it listens.
 */
export async function openProduct(
  deps: MadeDeps,
  simulatorUrl: string,
  workerUrl: string,
  cookieFor: (ownUrl: string) => Promise<string>,
): Promise<Opened> {
  const following = followSimulatorClock(simulatorUrl, deps.clock, deps.log)
  await following.first
  const app = await buildApp(deps, { pagesFolder: path.join(import.meta.dirname, '../dist/web') })
  const ownUrl = await app.listen({ port: deps.config.port, host: '127.0.0.1' })
  const worker = await nextWorkerNumber(deps.databases.system)
  const lock = await holdWorkerLock(workerUrl, worker, deps)
  const sender = makeSender(outboxDeps(deps), worker, { judgeAfterMs: 0, scans: unlimitedScans })
  const runner = makeRunner(jobsDeps(deps), worker, { scans: unlimitedScans })
  const cookie = await cookieFor(ownUrl)

  async function ask<T>(url: string, method: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
    const answer = await fetch(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (answer.status >= 400) throw new Error(`${method} ${new URL(url).pathname}: ${answer.status} ${text.slice(0, 500)}`)
    return (text ? JSON.parse(text) : undefined) as T
  }
  const sim: Sim = (method, path, body) => ask(simulatorUrl + path, method, body)
  return {
    sim,
    api: (method, path, body) => ask(ownUrl + path, method, body, { cookie, origin: ownUrl }),
    post: (path, body) => ask(ownUrl + path, 'POST', body, { origin: ownUrl }),
    drain: drainWithSimulator(sim, () => ({ deps, sender, runner })).drain,
    async moveClock(ms) {
      const { offsetMs } = await sim<{ offsetMs: number }>('POST', '/simulator/clock', { advanceMs: ms })
      // The product is told over a stream.
      while (deps.clock.now().getTime() < deps.clock.machineMs() + offsetMs - 5) await deps.clock.wait(1)
    },
    async close() {
      following.stop()
      await app.close()
      await Promise.all([sender.settled(), runner.settled()])
      await lock.release()
    },
  }
}

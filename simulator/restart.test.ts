import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startProduct } from './testing/product.ts'
import { call, setStage, until, type Json } from './testing/stage.ts'

test('after a restart world, ledger, clock, faults and pending webhooks are as they were', async () => {
  const stage = await setStage()
  await stage.advance(3)
  stage.product.answers(503)
  await stage.write('pending')
  await stage.control('POST', '/faults', { on: '/replies', kind: 'status', times: 5 })
  await stage.send({ text: 'hi' })
  const look = async () =>
    Promise.all(
      [
        '/accounts',
        '/people',
        `/media?accountId=${stage.account.id}`,
        `/people/${stage.person.id}/inbox?accountId=${stage.account.id}`,
        '/calls',
        '/faults',
        '/subscriptions',
      ].map(async (address) => (await stage.control('GET', address)).body),
    )
  const tries = async () =>
    ((await stage.control('GET', '/deliveries')).body['data'] as Json[]).map(({ attempts }) => (attempts as Json[]).length)
  await until(async () => (await tries()).join() === '2,2', 'both tries at once')
  const before = await look()
  const heardBefore = stage.product.received.length
  await stage.restart()
  expect(await look()).toEqual(before)
  expect((await stage.control('GET', '/clock')).body['offsetMs']).toBe(3 * 3_600_000)
  expect(stage.product.received).toHaveLength(heardBefore)

  stage.product.answers(200)
  await stage.advance(0.02)
  await until(() => stage.product.received.length === heardBefore + 2, 'the retries that were pending')
  const next = await stage.write('new ids go on')
  expect(before[3]!['data'].map(({ id }: Json) => id as string)).not.toContain(next)
  await stage.close()
})

test('two worlds of one seed give the same ids, and the same calls the same faults', async () => {
  const live = async (seed: number) => {
    const stage = await setStage({ seed })
    await stage.write('hello')
    await stage.control('POST', '/faults', { on: '/messages', kind: 'status', rate: 0.5 })
    const outcomes: unknown[] = [stage.account.id, stage.person.id, stage.post.id, await stage.comment('PRICE')]
    for (let n = 0; n < 12; n += 1) {
      const { status, body } = await stage.send({ text: `message ${n}` })
      outcomes.push([status, body['message_id']])
    }
    await stage.close()
    return outcomes
  }
  const first = await live(11)
  expect(await live(11)).toEqual(first)
  expect(await live(12)).not.toEqual(first)
})

type Program = { child: ChildProcess; url: string }

function startProgram(dataDir: string, port = '0'): Promise<Program> {
  const child = fork(path.join(import.meta.dirname, 'main.ts'), [], {
    env: { ...process.env, DATA_DIR: dataDir, SIMULATOR_PORT: port, HOST: '' },
    silent: true,
  })
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve({ child, url: (message as { url: string }).url }))
    child.once('exit', (code) => reject(new Error(`the program ended with ${code}`)))
  })
}

const ended = (child: ChildProcess) =>
  (child.exitCode ?? child.signalCode) !== null || new Promise<void>((resolve) => child.once('exit', () => resolve()))

test('kill -9 at any moment loses nothing that was answered', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'simulator-'))
  const product = await startProduct()
  let program = await startProgram(dataDir)
  const control = (method: string, address: string, body?: unknown) => call(`${program.url}/simulator${address}`, method, body)
  const account = ((await control('GET', '/accounts')).body['data'] as Json[])[0]!
  const person = ((await control('GET', '/people')).body['data'] as Json[])[0]!
  await control('POST', '/subscriptions', { accountId: account['id'], url: product.url, verifyToken: 'meatyhamhock', secret: 's' })
  await control('PATCH', '/settings', { limits: { textPerSecond: null } })
  await control('POST', '/messages', { accountId: account['id'], personId: person['id'], text: 'hello' })

  const answered: string[] = []
  for (let round = 0; round < 3; round += 1) {
    const life = { over: false }
    const sender = async (lane: number) => {
      for (let n = 0; !life.over; n += 1) {
        const body = { recipient: { id: person['id'] }, message: { text: `${round}/${lane}/${n}` } }
        const answer = await call(`${program.url}/graph.instagram.com/me/messages`, 'POST', body, {
          authorization: `Bearer ${account['accessToken']}`,
        }).catch(() => null)
        if (answer?.status === 200) answered.push(answer.body['message_id'] as string)
        else return
      }
    }
    const senders = Array.from({ length: 8 }, (_, lane) => sender(lane))
    const goal = answered.length + 60
    await until(() => answered.length > goal, 'some sends')
    program.child.kill('SIGKILL')
    life.over = true
    await Promise.all([...senders, ended(program.child)])
    program = await startProgram(dataDir, new URL(program.url).port)
  }

  const effects = ((await control('GET', '/calls')).body['data'] as Json[])
    .map((entry) => entry['effect'] as Json)
    .filter((effect) => effect?.['kind'] === 'message')
    .map(({ id }) => id as string)
  const inbox = ((await control('GET', `/people/${person['id']}/inbox?accountId=${account['id']}`)).body['data'] as Json[])
    .slice(1)
    .map(({ id }) => id as string)
  expect(new Set(effects).size).toBe(effects.length)
  expect(effects).toEqual(expect.arrayContaining(answered))
  expect(inbox).toEqual(effects)
  await until(
    async () => ((await control('GET', '/deliveries')).body['data'] as Json[]).every(({ state }) => state === 'delivered'),
    'every echo delivered',
    15_000,
  )
  const echoed = new Set(
    product.received.flatMap(({ json }) =>
      json.entry.flatMap((entry) => (entry.messaging ?? []).map((part) => (part['message'] as Json)['mid'] as string)),
    ),
  )
  expect([...echoed]).toEqual(expect.arrayContaining(effects))

  const startedAt = performance.now()
  program.child.kill('SIGTERM')
  await ended(program.child)
  expect([program.child.exitCode, performance.now() - startedAt < 2_000]).toEqual([0, true])
  await product.close()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a taken port and a world in use each give one clear line; a lost parent ends it', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'simulator-'))
  const first = await startProgram(dataDir)
  const tryStart = (env: Record<string, string>) =>
    new Promise<{ code: number | null; said: string }>((resolve) => {
      const child = fork(path.join(import.meta.dirname, 'main.ts'), [], { env: { ...process.env, HOST: '', ...env }, silent: true })
      let said = ''
      child.stderr!.on('data', (chunk: Buffer) => (said += chunk))
      child.once('exit', (code) => resolve({ code, said }))
    })
  const other = mkdtempSync(path.join(tmpdir(), 'simulator-'))
  const port = new URL(first.url).port
  for (const [env, what] of [
    [{ DATA_DIR: other, SIMULATOR_PORT: port }, `port ${port} is taken`],
    [{ DATA_DIR: dataDir, SIMULATOR_PORT: '0' }, 'another simulator'],
    [{ DATA_DIR: other, SIMULATOR_PORT: 'x' }, 'SIMULATOR_PORT'],
  ] as const) {
    const { code, said } = await tryStart(env)
    // 2 tells the launcher that the reason has already been printed.
    expect([code, said.trim().split('\n').length, said]).toEqual([2, 1, expect.stringContaining(what) as string])
  }
  first.child.disconnect()
  await ended(first.child)
  expect(first.child.exitCode).toBe(0)
  for (const folder of [dataDir, other]) rmSync(folder, { recursive: true, force: true })
})

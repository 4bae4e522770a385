import pg from 'pg'
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest'
import { makeTestDatabase } from '../../test/support/testDatabase.ts'
import { until } from '../../test/support/until.ts'
import { shareChanges } from './changes.queries.ts'
import { worldClock } from './clock.ts'
import { gatherChanges, readChanges, writeChanges } from './gatherChanges.ts'
import { makeLog } from './log.ts'
import { everyWorkspace, makeWake, type Change, type Topic } from './wake.ts'

const limitMs = 20_000
let database: Awaited<ReturnType<typeof makeTestDatabase>>
/** Sees every notification, and can end connections. */
let watcher: pg.Client
let payloads: string[]
const running: { stop(): Promise<void> }[] = []

beforeAll(async () => {
  database = await makeTestDatabase()
  watcher = new pg.Client({ connectionString: database.url })
  await watcher.connect()
  await watcher.query('listen autodm_changes')
  watcher.on('notification', ({ payload }) => void payloads.push(payload!))
})
afterAll(async () => {
  await watcher?.end()
  await database?.drop()
})
beforeEach(() => void (payloads = []))
afterEach(async () => void (await Promise.all(running.splice(0).map((one) => one.stop()))))

/** A process: its notifications, and what it heard from others. Connected, so that every topic was told once. */
async function process() {
  const wake = makeWake()
  const heard: Change[] = []
  wake.on((topic, workspaceId, accountIds, origin) => {
    if (origin === 'elsewhere') heard.push({ topic, workspaceId, accountIds })
  })
  const sharing = shareChanges(database.url, { clock: worldClock(), log: makeLog('silent'), wake })
  running.push(sharing)
  await until('it listens', () => heard.length > 0, limitMs)
  return { wake, heard, sharing, of: (topic: Topic) => heard.filter((one) => one.topic === topic && one.workspaceId !== everyWorkspace) }
}

test('a change is told to the other processes, not back, in few statements however many there are', async () => {
  const [one, other] = [await process(), await process()]
  for (let i = 0; i < 1_000; i++) one.wake.tell('events', 'w1', [`a${i % 3}`])
  one.wake.tell('messages', 'w1')
  one.wake.tell('outbox', null)
  one.wake.tell('bodies', 'w1')
  other.wake.tell('leads', 'w2', ['b'])
  await until('both are told', () => other.of('messages').length && one.of('leads').length, limitMs)
  expect(other.of('events')).toEqual([{ topic: 'events', workspaceId: 'w1', accountIds: ['a0', 'a1', 'a2'] }])
  expect(other.heard.filter((change) => change.topic === 'bodies' || change.topic === 'outbox')).toEqual([])
  expect([one.of('events'), other.of('leads')]).toEqual([[], []])
  // The watcher has a connection of its own, which may hear later than the processes did.
  await until('the watcher heard both', () => payloads.length >= 2, limitMs)
  await watcher.query('select')
  expect(payloads).toHaveLength(2)
})

test('a lost connection is made again; then everything may have changed, and what was not sent yet is sent', async () => {
  const [one, other] = [await process(), await process()]
  // All at once.
  const topics = other.heard.length
  await watcher.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'autodm changes' and datname = current_database()`)
  one.wake.tell('events', 'w1')
  await until(
    'all topics are told again',
    () => other.heard.filter((change) => change.workspaceId === everyWorkspace).length === 2 * topics,
    limitMs,
  )
  other.wake.tell('accounts', 'w2')
  await until('the other is told', () => other.of('events').length && one.of('accounts').length, limitMs)
})

test('what is left is sent when a process stops', async () => {
  const [one, other] = [await process(), await process()]
  one.wake.tell('leads', 'w1')
  await one.sharing.stop()
  await until('it is told', () => other.of('leads').length, limitMs)
})

test('without bounds nothing is remembered, and no payload is too long for PostgreSQL', () => {
  const gathered = gatherChanges()
  for (let i = 0; i < 2_000; i++)
    gathered.add({ topic: 'events', workspaceId: `0197f0b2-0000-7000-8000-${`${i}`.padStart(12, '0')}`, accountIds: null })
  for (let i = 0; i < 21; i++) gathered.add({ topic: 'leads', workspaceId: everyWorkspace, accountIds: [`a${i}`] })
  const changes = gathered.take()
  expect(changes).toHaveLength(502)
  expect(changes.filter((one) => one.workspaceId === everyWorkspace)).toEqual([
    { topic: 'events', workspaceId: everyWorkspace, accountIds: null },
    { topic: 'leads', workspaceId: everyWorkspace, accountIds: null },
  ])
  const texts = writeChanges(changes, 7_900)
  expect(texts.every((text) => Buffer.byteLength(text) < 7_900)).toBe(true)
  expect(texts.flatMap(readChanges)).toEqual(changes)
  expect([gathered.take(), writeChanges([], 7_900), readChanges('{"of": "another version"}'), readChanges('no JSON')]).toEqual([
    [],
    [],
    [],
    [],
  ])
})

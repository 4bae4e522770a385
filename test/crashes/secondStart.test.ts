import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makePlace, type Place } from '../support/npmStart.ts'
import { kill } from '../support/processes.ts'
import { until } from '../support/until.ts'

let place: Place

beforeAll(async () => {
  place = await makePlace()
  await place.start().ready()
}, 90_000)

beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
afterAll(() => place?.remove())

const running = () => [place.pid('npm'), place.pid('launcher'), place.pid('server'), place.pid('simulator'), place.pid('postmaster')]

test.each([
  ['with the same settings', {}],
  ['on other ports', { PORT: '0', SIMULATOR_PORT: '0' }],
])('a second start %s says in one line who runs, and leaves the first alone', { timeout: 60_000 }, async (_, settings) => {
  const before = running()
  const second = place.start(settings)
  expect(await second.ended).toBe(1)
  expect(second.lines()).toEqual([
    `AutoDM Hub is already running at http://127.0.0.1:${place.port} (process ${place.pid('server')}); this start leaves it alone.`,
  ])
  expect((await place.api('GET', '/health')).status).toBe(200)
  expect(await place.sim('GET', '/simulator/clock')).toMatchObject({ offsetMs: 0 })
  expect(running()).toEqual(before)
})

test('of two starts at once on an empty folder one runs, and the other says so', { timeout: 120_000 }, async () => {
  const other = await makePlace()
  try {
    const starts = [other.start(), other.start()]
    const codes = await until(
      'one has ended and one is running',
      async () => {
        const ended = starts.filter((start) => start.npm.exitCode !== null)
        return ended.length === 1 && starts.some((start) => start.said().includes('is running.'))
          ? ended.map((start) => start.npm.exitCode)
          : null
      },
      60_000,
    )
    expect(codes).toEqual([1])
    const turnedAway = starts.find((start) => start.npm.exitCode !== null)!
    expect(turnedAway.lines()).toEqual([expect.stringMatching(/^AutoDM Hub is already running at /)])
    expect((await other.api('GET', '/health')).status).toBe(200)
    await other.sim('GET', '/simulator/clock')
  } finally {
    other.remove()
  }
})

test('a start that is ended in the middle leaves nothing running and hinders nobody', { timeout: 180_000 }, async () => {
  const other = await makePlace()
  try {
    // From npm's own first moments through the creation of the database and the migrations to the last step.
    for (const afterMs of [200, 600, 1_000, 1_500, 2_000, 2_600]) {
      const start = other.start()
      await sleep(afterMs)
      kill(start.npm.pid!, 'SIGTERM')
      await until(`nothing runs ${afterMs} ms after a start that was ended`, other.noProcesses, 10_000)
    }
    await other.start().ready()
  } finally {
    other.remove()
  }
})

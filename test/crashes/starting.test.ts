import net from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeFreshCopy } from '../support/freshCopy.ts'
import { makePlace, type Place, type Start } from '../support/npmStart.ts'
import { openShop } from '../support/openShop.ts'
import { until } from '../support/until.ts'

const isRoot = process.getuid?.() === 0

describe.each(isRoot ? ['root', 'an ordinary user'] : ['an ordinary user'])(
  'NODE_ENV=production SIMULATOR=on npm start in a clone, as %s',
  (who) => {
    let copy: ReturnType<typeof makeFreshCopy>
    let place: Place
    beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
    afterAll(() => {
      place?.remove()
      copy?.remove()
    })

    test('answers a comment, ends when asked to, and starts again', { timeout: 180_000 }, async () => {
      copy = makeFreshCopy(isRoot && who !== 'root')
      place = await makePlace({ ...copy, parent: path.dirname(copy.root), env: { NODE_ENV: 'production', SIMULATOR: 'on' } })
      await place.start().ready()
      const shop = await openShop(place)
      await shop.automate({
        trigger_type: 'post_comment',
        action_type: 'send_dm',
        config: { keywords: ['price'], message_variations: ['It is 20.'] },
      })
      await shop.comment('Price?')
      await until('the comment is answered', async () => (await shop.inbox()).some((one) => one.text === 'It is 20.'), 30_000)
      await place.stop()
      await place.start().ready()
      expect((await place.api<{ data: object[] }>('GET', '/api/accounts')).body.data).toMatchObject([{ id: shop.accountId }])
      await place.stop()
    })
  },
)

describe('npm start that cannot run', () => {
  let place: Place
  beforeAll(async () => {
    place = await makePlace()
  })
  beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
  afterAll(() => place?.remove())

  /** Asserts that a start failed, printed one line, and left nothing behind. */
  async function expectOneLine(start: Start, line: RegExp): Promise<void> {
    expect(await start.ended).toBe(1)
    expect(start.lines()).toEqual([expect.stringMatching(line)])
    await until('nothing runs', place.noProcesses, 10_000)
  }

  // The others: server/config.test.ts.
  test.each([
    ['PORT', 'abc', 'must be a number'],
    ['SECRET_KEY', 'short', 'must hold keys of at least 16 characters'],
  ])('names the setting: %s=%s %s', { timeout: 60_000 }, async (variable, value, trouble) => {
    await expectOneLine(
      place.start({ [variable]: value }),
      new RegExp(`^${variable}: ${trouble} \\(docs/settings.md#${variable.toLowerCase()}\\)$`),
    )
  })

  test('names the port that another program has', { timeout: 60_000 }, async () => {
    await whileListening(place.port, () =>
      expectOneLine(place.start(), new RegExp(`^PORT: http://127.0.0.1:${place.port} is used by another program; choose another PORT\\.`)),
    )
  })

  test('names an address that this machine does not have', { timeout: 60_000 }, async () => {
    await expectOneLine(
      place.start({ HOST: '203.0.113.7' }),
      /^HOST: must be an address of this machine, such as 127\.0\.0\.1 or 0\.0\.0\.0 \(docs\/settings\.md#host\)$/,
    )
  })

  test("names the simulator's port that another program has", { timeout: 60_000 }, async () => {
    await whileListening(place.simulatorPort, () =>
      expectOneLine(place.start(), new RegExp(`port ${place.simulatorPort} is taken; .*SIMULATOR_PORT`)),
    )
  })
})

async function whileListening(port: number, work: () => Promise<void>): Promise<void> {
  const other = net.createServer()
  await new Promise<void>((resolve) => void other.listen(port, '127.0.0.1', resolve))
  try {
    await work()
  } finally {
    await new Promise((resolve) => void other.close(resolve))
  }
}

test('how long a start takes (printed, not judged: the machine is busy with tests)', { timeout: 180_000 }, async () => {
  const place = await makePlace()
  try {
    const took = async () => {
      const startedAt = performance.now()
      await place.start().ready()
      expect((await place.api('GET', '/health')).status).toBe(200)
      return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
    }
    const empty = await took()
    await place.stop()
    const warm = await took()
    place.killAll()
    console.log(`ready after: empty data folder ${empty}, warm ${warm}, after kill -9 of everything ${await took()}`)
  } finally {
    place.remove()
  }
})

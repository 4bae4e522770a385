import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call } from '../support/call.ts'
import { adminKey, freePort } from '../support/npmStart.ts'
import { openShop } from '../support/openShop.ts'
import { runProgram } from '../support/runProgram.ts'
import { until } from '../support/until.ts'
import { end, playImage, type PlayedImage } from './playImage.ts'

// The steps of the Dockerfile in a folder, as an ordinary user, with no more packages than the image has. The packages come from npm's
// registry, so this is no part of `npm test`.

let image: PlayedImage
let folder: string
let simulator: ReturnType<typeof runProgram>
let simulatorUrl: string

beforeAll(async () => {
  image = playImage((line) => console.log(line))
  folder = mkdtempSync(path.join(tmpdir(), 'image-simulator-'))
  const port = await freePort()
  simulatorUrl = `http://127.0.0.1:${port}`
  simulator = runProgram('.', 'simulator/main.ts', { DATA_DIR: folder, SIMULATOR_PORT: String(port) })
  await simulator.ready()
}, 600_000)
afterAll(async () => {
  await simulator?.stop()
  image?.remove()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

test('the image has the pages, the server, and nothing of what built or tests them', () => {
  const has = (place: string) => existsSync(path.join(image.app, place))
  expect(['dist/web/index.html', 'server/main.ts', 'node_modules/fastify', 'node_modules/pg'].filter((place) => !has(place))).toEqual([])
  const foreign = [
    'web',
    'test',
    'docs',
    '.git',
    'node_modules/vite',
    'node_modules/react',
    'node_modules/typescript',
    'node_modules/vitest',
  ]
  expect(foreign.filter(has)).toEqual([])
  const files = readdirSync(image.app, { recursive: true, encoding: 'utf8' })
  expect(files.filter((file) => file.endsWith('.test.ts') && !file.startsWith('node_modules/'))).toEqual([])
  expect(files.filter((file) => /\.(map|d\.[cm]?ts)$/.test(file) && !file.startsWith('dist/web/'))).toEqual([])
  console.log(
    `the image has ${image.megabytes(image.app)} MB on top of Node, of which packages ${image.megabytes(`${image.app}/node_modules`)} MB`,
  )
  expect(image.megabytes(image.app)).toBeLessThan(250)
})

test('it starts on an empty volume, answers a comment, serves the pages, is healthy, and stops when asked to', async () => {
  const port = await freePort()
  const settings = { PORT: String(port), BOOTSTRAP_API_KEY: adminKey, SIMULATOR: 'on', SIMULATOR_URL: simulatorUrl, LOG_LEVEL: 'warn' }
  const base = `http://127.0.0.1:${port}`
  const place = {
    api: <T>(method: string, address: string, body?: unknown) =>
      call<T>(`${base}${address}`, method, body, { authorization: `Bearer ${adminKey}` }),
    sim: async <T>(method: string, address: string, body?: unknown) => (await call<T>(`${simulatorUrl}${address}`, method, body)).body,
  }
  for (const round of ['an empty volume', 'a volume that was used']) {
    const running = image.start(settings)
    try {
      expect(image.check(settings), 'not healthy before it runs').toBe(1)
      await until(`it is healthy on ${round}`, () => image.check(settings) === 0, 60_000)
      if (round === 'an empty volume') {
        const shop = await openShop(place)
        await shop.automate({
          trigger_type: 'post_comment',
          action_type: 'send_dm',
          config: { keywords: ['price'], message_variations: ['It is 20.'] },
        })
        await shop.comment('Price?')
        await until('the comment is answered', async () => (await shop.inbox()).some((one) => one.text === 'It is 20.'), 30_000)
      }
      expect((await place.api<{ data: object[] }>('GET', '/api/accounts')).body.data).toHaveLength(1)
      const page = await fetch(base, { headers: { accept: 'text/html' } })
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script type="module"')])
      const asked = performance.now()
      end(running)
      expect(await running.ended, running.said()).toBe(0)
      const tookMs = performance.now() - asked
      console.log(`${round}: stopped within ${(tookMs / 1000).toFixed(1)} s`)
      expect(tookMs).toBeLessThan(10_000)
    } catch (error) {
      console.error(running.said())
      end(running)
      await running.ended
      throw error
    }
  }
})

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import type { Everyday } from './stage.ts'

/** What the pages weigh, and how they come over a slow line. Counted, not timed: the seconds would be those of a busy machine. */
export function weightStories(on: Everyday): void {
  const bytesPerSecond = 400_000 / 8
  const roundTripSeconds = 0.1

  /** Opens a page in a browser that was never here (but for the login), and waits until everything that it asks for has come. */
  const open = async (path: string, signedIn: boolean, ready: (on: Page) => Promise<unknown>) => {
    const visitor = await on.pages.browser.visit('about:blank')
    if (signedIn) await visitor.page.context().addCookies(await on.page.context().cookies())
    const wire: CDPSession = await visitor.page.context().newCDPSession(visitor.page)
    await wire.send('Network.enable')
    const coming = new Map<string, string>()
    const weights: { file: string; bytes: number }[] = []
    wire.on('Network.requestWillBeSent', ({ requestId, request }) => {
      const file = new URL(request.url).pathname
      // It stays open, and tells of changes alone.
      if (file !== '/api/stream') coming.set(requestId, file)
    })
    wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const file = coming.get(requestId)
      if (file) weights.push({ file, bytes: encodedDataLength })
      coming.delete(requestId)
    })
    const plain: string[] = []
    visitor.page.on('response', (answered) => {
      const headers = answered.headers()
      if (
        /javascript|css|html/.test(headers['content-type'] ?? '') &&
        headers['content-encoding'] !== 'br' &&
        Number(headers['content-length']) > 600
      )
        plain.push(answered.url())
    })
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    await visitor.page.route('**/assets/*.js', async (route) => {
      await held
      await route.continue()
    })
    await visitor.page.goto(on.house.url + path, { waitUntil: 'commit' })
    await visitor.page.getByRole('status').getByText('Loading…').waitFor()
    release()
    await ready(visitor.page)
    await until('everything has come', () => coming.size === 0, 15_000)
    await visitor.page.context().close()
    return { weights, plain }
  }

  test.each([
    ['sign-in', '/sign-in', false, (on: Page) => on.getByRole('button', { name: 'Sign in' }).waitFor()],
    // Among what comes last.
    ['Home', '/', true, (on: Page) => on.getByRole('region', { name: 'Recent leads' }).getByRole('listitem').first().waitFor()],
  ] as const)(
    '%s weighs less than 185 kB: at 400 kbit/s it is readable within five seconds; words come before the scripts',
    async (_, path, signedIn, ready) => {
      const { weights, plain } = await open(path, signedIn, ready)
      expect(plain).toEqual([])
      const bytes = weights.reduce((sum, one) => sum + one.bytes, 0)
      const list = weights.toSorted((a, b) => b.bytes - a.bytes).map((one) => `${one.bytes} ${one.file}`)
      expect(bytes, 'it was opened without its scripts').toBeGreaterThan(50_000)
      expect(bytes, list.join('\n')).toBeLessThan(185_000)
      // A connection, its page, its scripts, those of the page and who is signed in, the figures, what those need: one after the other.
      expect(bytes / bytesPerSecond + 7 * roundTripSeconds).toBeLessThan(5)
    },
  )

  test('files whose name changes with their content are kept for good, the first page is asked for each time, lists are compressed', async () => {
    const { house } = on
    const get = (path: string, accept = 'br, gzip') =>
      fetch(house.url + path, {
        headers: { 'accept-encoding': accept, accept: 'text/html', authorization: 'Bearer test-key-of-the-instance' },
      })
    const first = await get('/')
    expect([first.headers.get('cache-control'), first.headers.get('content-encoding')]).toEqual(['no-cache', 'br'])
    expect(first.headers.get('vary')).toMatch(/accept-encoding/i)
    const script = /src="(\/assets\/[^"]+)"/.exec(await first.text())![1]!
    for (const [accept, encoding] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const file = await get(script, accept)
      expect(file.headers.get('content-encoding')).toBe(encoding)
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(file.headers.get('content-type')).toContain('javascript')
      expect(file.headers.get('vary')).toMatch(/accept-encoding/i)
    }
    const etag = (await get(script, 'br')).headers.get('etag')!
    const again = await house.app.inject({ url: script, headers: { 'if-none-match': etag, 'accept-encoding': 'br' } })
    expect(again.statusCode).toBe(304)
    const pieces = readdirSync(path.join(import.meta.dirname, '../../../dist/web/assets')).filter((name) => name.endsWith('.js'))
    const withZod = pieces.filter((name) =>
      readFileSync(path.join(import.meta.dirname, '../../../dist/web/assets', name), 'utf8').includes('_zod'),
    )
    expect([pieces.length > 10, withZod], 'of the server’s schemas only types come along').toEqual([true, []])
    const missing = await get('/assets/gone-12345678.js')
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store'])
    const list = await get('/api/events')
    expect([list.headers.get('content-encoding'), list.headers.get('vary')]).toEqual(['br', expect.stringMatching(/accept-encoding/i)])
    expect((await list.json()).data.length).toBeGreaterThan(0)
    expect((await get('/api/events', 'identity')).headers.get('content-encoding')).toBe(null)
    expect((await get('/api/events', 'br;q=0, gzip;q=0.5')).headers.get('content-encoding')).toBe('gzip')
  })
}

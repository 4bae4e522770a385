import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { owner } from '../../support/signIn.ts'
import type { Everyday } from './stage.ts'

/** What the pages weigh, and how they come over a slow line. */
export function weightStories(on: Everyday): void {
  describe('on a line of 400 kbit/s', () => {
    /** Opens a page in a browser that was never here (but for the login), over a slow line. */
    const open = async (path: string, signedIn: boolean, ready: (on: Page) => Promise<unknown>) => {
      const visitor = await on.pages.browser.visit('about:blank')
      if (signedIn) await visitor.page.context().addCookies(await on.page.context().cookies())
      const wire: CDPSession = await visitor.page.context().newCDPSession(visitor.page)
      await wire.send('Network.enable')
      await wire.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 100,
        downloadThroughput: 400_000 / 8,
        uploadThroughput: 400_000 / 8,
      })
      let bytes = 0
      const plain: string[] = []
      wire.on('Network.loadingFinished', (done) => (bytes += done.encodedDataLength))
      visitor.page.on('response', (answered) => {
        const headers = answered.headers()
        if (
          /javascript|css|html/.test(headers['content-type'] ?? '') &&
          headers['content-encoding'] !== 'br' &&
          Number(headers['content-length']) > 600
        )
          plain.push(answered.url())
      })
      const from = performance.now()
      await visitor.page.goto(on.house.url + path, { waitUntil: 'commit' })
      await visitor.page.getByText('AutoDM Hub').first().waitFor()
      const firstWords = performance.now() - from
      await ready(visitor.page)
      const seconds = (performance.now() - from) / 1000
      const { requests } = await visitor.page.evaluate(() => ({ requests: performance.getEntriesByType('resource').length }))
      await visitor.page.context().close()
      return { bytes, plain, seconds, firstWords: firstWords / 1000, requests }
    }

    test.each([
      ['sign-in', '/sign-in', false, (on: Page) => on.getByRole('button', { name: 'Sign in' }).waitFor()],
      ['Home', '/', true, (on: Page) => on.getByRole('heading', { name: `Hello ${owner.name}` }).waitFor()],
      // The bytes are the same each time; the seconds are also those of a machine that is busy with other tests.
    ] as const)('%s weighs less than 200 kB and is readable within five seconds', { retry: 2 }, async (_, path, signedIn, ready) => {
      const opened = await open(path, signedIn, ready)
      expect(opened.plain).toEqual([])
      expect(opened.bytes).toBeGreaterThan(50_000)
      expect(opened.bytes).toBeLessThan(200_000)
      expect(opened.firstWords).toBeLessThan(opened.seconds)
      expect(opened.seconds).toBeLessThan(5)
    })
  })

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

import diagnostics from 'node:diagnostics_channel'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NetworkError } from '../../server/model/http.ts'
import { platformHttp } from '../../server/platform/http.ts'

// Whether a call had its effect is decided once its time limit is over. So no part of a request may leave the process after that: not even
// when the process was suspended (by a signal, by starvation, by swapping) while connections were being made, and then continues.
const timeoutMs = 200
const calls = 20

let platform: http.Server
let reached: number
let client: ReturnType<typeof platformHttp>

beforeEach(async () => {
  reached = 0
  platform = http.createServer((request, response) => {
    reached++
    request.resume()
    response.end('{}')
  })
  await new Promise<void>((resolve) => void platform.listen(0, '127.0.0.1', resolve))
  client = platformHttp(32)
})
afterEach(async () => {
  await client.close()
  platform.closeAllConnections()
  await new Promise((resolve) => void platform.close(resolve))
})

const callAll = (count: number) => {
  const url = `http://127.0.0.1:${(platform.address() as AddressInfo).port}/messages`
  return Promise.all(
    Array.from({ length: count }, () =>
      client.http({ method: 'POST', url, headers: {}, body: '{}', timeoutMs }).then(
        () => 'answered',
        (error: unknown) => (error instanceof NetworkError ? error.effect : String(error)),
      ),
    ),
  )
}

test('a process that stands still while it connects makes none of these calls when it goes on', async () => {
  let connected = 0
  const standStill = () => {
    if (connected++ === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2 * timeoutMs)
  }
  diagnostics.subscribe('undici:client:connected', standStill)
  try {
    const outcomes = await callAll(calls)
    expect(connected).toBeGreaterThan(1)
    // Anything that left the process before this one call reaches the platform before it.
    expect(await callAll(1)).toEqual(['answered'])
    expect(reached).toBe(1)
    expect(outcomes.filter((outcome) => outcome !== 'none' && outcome !== 'unknown')).toEqual([])
    // It is not the limit alone: a request that was never written certainly had no effect.
    expect(outcomes).toContain('none')
  } finally {
    diagnostics.unsubscribe('undici:client:connected', standStill)
  }
})

test('in time all of them are made', async () => {
  expect(await callAll(calls)).toEqual(Array.from({ length: calls }, () => 'answered'))
  expect(reached).toBe(calls)
})

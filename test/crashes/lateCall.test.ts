import diagnostics from 'node:diagnostics_channel'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NetworkError } from '../../server/model/http.ts'
import { platformHttp } from '../../server/platform/http.ts'

// Whoever judges whether a call had its effect begins when its time limit is over. So nothing of it may leave the process after that: not
// when the process stood still (stopped by a signal, starved, swapped out) just while connections were being made, and then goes on.
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
    // What left the process before this one call reaches the platform before it.
    expect(await callAll(1)).toEqual(['answered'])
    expect(reached).toBe(1)
    expect(outcomes.filter((outcome) => outcome !== 'none' && outcome !== 'unknown')).toEqual([])
    // It is not the limit alone: what was never written certainly had no effect.
    expect(outcomes).toContain('none')
  } finally {
    diagnostics.unsubscribe('undici:client:connected', standStill)
  }
})

test('in time all of them are made', async () => {
  expect(await callAll(calls)).toEqual(Array.from({ length: calls }, () => 'answered'))
  expect(reached).toBe(calls)
})

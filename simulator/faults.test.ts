import { afterEach, beforeEach, expect, test } from 'vitest'
import { setStage, until, type Json, type Stage } from './testing/stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await setStage()
  await stage.write('hello')
  await until(() => stage.product.received.length === 1, 'hello')
})
afterEach(() => stage.close())

const fault = (wish: object) => stage.control('POST', '/faults', { times: 1, ...wish })
const outcome = () =>
  stage.send({ text: 'hi' }).then(
    ({ status, body }) => ({ status, code: (body['error'] as Json)?.['code'] as number }),
    () => 'cut' as const,
  )
const lastCall = async () => ((await stage.control('GET', '/calls')).body['data'] as Json[]).at(-1)!
const inbox = async () =>
  ((await stage.control('GET', `/people/${stage.person.id}/inbox?accountId=${stage.account.id}`)).body['data'] as Json[]).slice(1)
const heard = (text: string) => stage.product.received.filter(({ body }) => body.includes(`"text":"${text}"`)).length

test('a status answers without an effect, once', async () => {
  await fault({ on: '/messages', kind: 'status', status: 503 })
  expect(await outcome()).toMatchObject({ status: 503 })
  expect(await lastCall()).toMatchObject({ status: 503, fault: 'status' })
  expect(await lastCall()).not.toHaveProperty('effect')
  expect(await outcome()).toMatchObject({ status: 200 })
  expect(await inbox()).toHaveLength(1)
})

test('a graph error answers with its code and subcode, without an effect', async () => {
  await fault({ on: 'graph.instagram.com/*/messages', kind: 'graph', code: 190, subcode: 460 })
  expect(await outcome()).toEqual({ status: 401, code: 190 })
  expect(await lastCall()).toMatchObject({ error: { code: 190, error_subcode: 460 } })
  expect(await inbox()).toHaveLength(0)
})

test('1/1357046 is an error although the message was sent', async () => {
  await fault({ on: '/messages', kind: 'graph', code: 1, subcode: 1357046 })
  expect(await outcome()).toEqual({ status: 400, code: 1 })
  expect(await lastCall()).toMatchObject({ error: { code: 1 }, effect: { kind: 'message', text: 'hi' } })
  expect(await inbox()).toHaveLength(1)
})

test('a reset after the effect cuts the line, and the ledger still shows what happened', async () => {
  await fault({ on: '/messages', kind: 'reset_after_effect' })
  expect(await outcome()).toBe('cut')
  expect(await lastCall()).toMatchObject({
    status: null,
    fault: 'reset_after_effect',
    effect: { kind: 'message', to: stage.person.id, text: 'hi' },
  })
  expect(await inbox()).toHaveLength(1)
  await stage.heard((part) => (part['message'] as Json)?.['is_echo'] === true)
})

test('a refused call under a reset has no effect either', async () => {
  await fault({ on: '/messages', kind: 'reset_after_effect' })
  await stage.send({ text: 'x'.repeat(1001) }).catch(() => undefined)
  expect(await lastCall()).toMatchObject({ status: null, error: { code: 100 } })
  expect(await inbox()).toHaveLength(0)
})

test('a dropped call never happened', async () => {
  await fault({ on: '/messages', kind: 'drop' })
  expect(await outcome()).toBe('cut')
  expect(await inbox()).toHaveLength(0)
})

test('a timeout never answers and does nothing, unless it is told to', async () => {
  for (const [effect, messages] of [
    [undefined, 0],
    [true, 1],
  ] as const) {
    await fault({ on: '/messages', kind: 'timeout', effect })
    const waiting = fetch(`${stage.simulator.url}/graph.instagram.com/me/messages?access_token=${stage.account.accessToken}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ recipient: { id: stage.person.id }, message: { text: 'hi' } }),
      signal: AbortSignal.timeout(200),
    })
    await expect(waiting).rejects.toThrow('timeout')
    expect(await inbox()).toHaveLength(messages)
  }
})

test('a delayed call is answered late', async () => {
  await fault({ on: '/messages', kind: 'delay', delayMs: 80 })
  const startedAt = performance.now()
  expect(await outcome()).toMatchObject({ status: 200 })
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(75)
})

test('a path that does not fit is left alone, and DELETE ends all faults', async () => {
  await fault({ on: '/replies', kind: 'status', times: undefined })
  expect(await outcome()).toMatchObject({ status: 200 })
  await fault({ on: '*', kind: 'status', times: undefined })
  expect(await outcome()).toMatchObject({ status: 500 })
  expect((await stage.control('DELETE', '/faults')).body).toEqual({ removed: 2 })
  expect(await outcome()).toMatchObject({ status: 200 })
})

test('a rate of one half strikes about half of the calls, the same ones for the same seed', async () => {
  await fault({ on: '/messages', kind: 'status', rate: 0.5, times: undefined })
  const strikes: boolean[] = []
  for (let n = 0; n < 40; n += 1) strikes.push(((await outcome()) as { status: number }).status === 500)
  expect(strikes.filter(Boolean).length).toBeGreaterThan(8)
  expect(strikes.filter(Boolean).length).toBeLessThan(32)
})

test('a duplicated webhook arrives twice, a dropped one never', async () => {
  await fault({ on: 'webhooks', kind: 'duplicate' })
  await stage.write('double')
  await until(() => heard('double') === 2, 'two copies')
  await fault({ on: 'webhooks', kind: 'drop' })
  await stage.write('lost')
  await stage.write('after')
  await until(() => heard('after') === 1, 'the next one')
  await stage.advance(2)
  expect(heard('lost')).toBe(0)
  const states = ((await stage.control('GET', '/deliveries')).body['data'] as Json[]).map(({ state }) => state as string)
  expect(states).toEqual(['delivered', 'delivered', 'dropped', 'delivered'])
})

test('a fault for one field of webhooks leaves the others alone, and calls too', async () => {
  await fault({ on: 'webhooks/message_echoes', kind: 'drop', times: undefined })
  await stage.write('question')
  expect(await outcome()).toMatchObject({ status: 200 })
  await stage.write('after')
  await until(() => heard('question') === 1 && heard('after') === 1, 'what the person wrote')
  const dropped = async () => (await stage.control('GET', '/deliveries?state=dropped')).body['data'] as Json[]
  await until(async () => (await dropped()).length === 1, 'the echo is dropped')
  expect((await dropped())[0]).toMatchObject({ fields: ['message_echoes'], attempts: [{ fault: 'drop' }] })
  expect((await stage.control('GET', '/deliveries?state=lost')).status).toBe(400)
})

test('a webhook whose answer is lost comes again although the product had it', async () => {
  await fault({ on: 'webhooks', kind: 'timeout' })
  await stage.write('again')
  await until(() => heard('again') === 2, 'a second time')
})

test('a reordered webhook is overtaken by the next', async () => {
  await fault({ on: 'webhooks', kind: 'reorder' })
  await stage.write('one')
  await stage.write('two')
  await until(() => heard('one') === 1 && heard('two') === 1, 'both')
  const order = stage.product.received.slice(1).map(({ json }) => (json.entry[0]!.messaging![0]!['message'] as Json)['text'] as string)
  expect(order).toEqual(['two', 'one'])
})

test('a delayed webhook waits on the clock of the world', async () => {
  await fault({ on: 'webhooks', kind: 'delay', delayMs: 600_000 })
  await stage.write('later')
  await stage.write('now')
  await until(() => heard('now') === 1, 'the one behind it')
  expect(heard('later')).toBe(0)
  await stage.advance(0.2)
  await until(() => heard('later') === 1, 'the delayed one')
})

test('a wish that makes no sense is refused with a sentence', async () => {
  for (const wish of [
    { on: 'webhooks', kind: 'nonsense' },
    { kind: 'drop' },
    { on: '/messages', kind: 'duplicate' },
    { on: 'webhooks/nonsense', kind: 'drop' },
    { on: 'webhooks', kind: 'drop', rate: 2 },
  ]) {
    const answer = await stage.control('POST', '/faults', wish)
    expect([answer.status, typeof answer.body['error']['message']]).toEqual([400, 'string'])
  }
})

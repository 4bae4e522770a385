import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { answer } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import type { Trace } from '../support/openShop.ts'

/** A transcription service as the owner would run one: it remembers what it was asked, and answers as it is told. */
async function startService() {
  const asked: { path: string; key: string | undefined; body: string }[] = []
  let say: { status: number; body: string }[] = []
  const server: Server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      asked.push({ path: request.url ?? '', key: request.headers.authorization, body: Buffer.concat(pieces).toString('latin1') })
      const { status, body } = say.length > 1 ? say.shift()! : (say[0] ?? { status: 500, body: '' })
      response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://:a%20key@127.0.0.1:${(server.address() as AddressInfo).port}/v1?model=whisper-large`,
    asked,
    hears: (text: string) => void (say = [{ status: 200, body: JSON.stringify({ text }) }]),
    answers: (...given: { status: number; body: string }[]) => void (say = given),
    stop: () => server.close(),
  }
}

describe('voice messages with a transcription service', () => {
  let house: House
  let shop: NumberShop
  let service: Awaited<ReturnType<typeof startService>>
  beforeAll(async () => {
    service = await startService()
    house = await startHouse({ env: { TRANSCRIBE_URL: service.url } })
    shop = await openNumber(house)
    await shop.automate(answer('message', ['price'], 'It costs 5.'))
    await shop.automate({
      name: 'ask',
      definition: {
        triggers: [{ on: 'message', keywords: ['news'] }],
        steps: [
          { id: 'ask', type: 'ask', texts: ['Your e-mail?'], answer: 'email' },
          { id: 'save', type: 'save', field: 'email' },
          { id: 'thanks', type: 'message', texts: ['Thanks, {{email}}'], next: null },
        ],
      },
    })
  })
  beforeEach(() => void (service.asked.length = 0))
  afterAll(async () => {
    await house?.stop()
    service?.stop()
  })

  let people = 0
  const meet = () => shop.meet({ name: 'Kim', phone: `+1650557${String(1000 + people++)}` })
  const speak = (by: string) => shop.act({ attachment: 'audio' }, by)
  /** The file has to be there first: the job looks again after two seconds. */
  async function done(ms = 3_000) {
    await house.drain()
    await house.moveClock(ms)
    await house.drain()
  }
  const traceOf = async (id: string) => (await house.api<Trace>('GET', `/api/events/${id}/trace`)).body
  const last = async () => (await shop.events()).filter(({ kind }) => kind === 'message')

  test('start automations by what they say, once, and both are explained', async () => {
    service.hears('Hello, what is the PRICE please?')
    const kim = await meet()
    await speak(kim)
    await done()
    expect(await shop.said(kim)).toEqual(['It costs 5.'])
    const [words, voice] = await last()
    expect([words!.text, voice!.text]).toEqual(['Hello, what is the PRICE please?', null])
    expect((await traceOf(voice!.id)).steps.map(({ text }) => text).join(' ')).toMatch(/being transcribed/)
    expect((await traceOf(words!.id)).steps.map(({ text }) => text).join(' ')).toMatch(/transcription service heard/)
    expect(service.asked).toMatchObject([
      { path: '/v1/audio/transcriptions', key: 'Bearer a key', body: expect.stringContaining('whisper-large') },
    ])
    expect(service.asked[0]!.body).toContain('OggS')
    const { data } = (
      await house.api<{ data: { kind: string; text: string | null }[] }>('GET', `/api/messages?direction=in&accountId=${shop.accountId}`)
    ).body
    expect(data.slice(0, 2)).toMatchObject([
      { kind: 'transcript', text: 'Hello, what is the PRICE please?' },
      { kind: 'message', text: null },
    ])
    await done()
    expect(await shop.said(kim)).toEqual(['It costs 5.'])
  })

  test('answer a question, and opt out', async () => {
    const kim = await meet()
    await shop.write('news', kim)
    await house.drain()
    service.hears('kim at shop dot example')
    await speak(kim)
    await done()
    service.hears('kim@shop.example')
    await speak(kim)
    await done()
    expect(await shop.said(kim)).toContain('Thanks, kim@shop.example')
    service.hears('Stop!')
    await speak(kim)
    await done()
    expect((await last())[0]).toMatchObject({ text: 'Stop!', outcome: 'opted_out' })
  })

  test('are heard later when the service is in trouble, and decided without words when it stays so', async () => {
    const kim = await meet()
    service.answers({ status: 503, body: '' }, { status: 200, body: '{"text":"the price"}' })
    await speak(kim)
    await done()
    await done(10_000)
    expect(await shop.said(kim)).toEqual(['It costs 5.'])

    const other = await meet()
    await shop.automate(answer('message', [], 'We listen to it soon.'))
    service.answers({ status: 503, body: '' })
    await speak(other)
    for (const ms of [3_000, 10_000, 90_000, 600_000]) await done(ms)
    expect(await shop.said(other)).toEqual(['We listen to it soon.'])
    const [words] = await last()
    expect((await traceOf(words!.id)).steps.map(({ text }) => text).join(' ')).toMatch(/could not be transcribed \(transcribe_503\)/)
  })

  test.each([
    ['a refusal', { status: 401, body: '{"error":"no"}' }, 'transcribe_401'],
    ['no JSON', { status: 200, body: '<html>' }, 'transcribe_no_text'],
    ['no text', { status: 200, body: '{"text":17}' }, 'transcribe_no_text'],
  ])('have no words after %s, and are not tried again', async (_, given, code) => {
    const kim = await meet()
    service.answers(given)
    await speak(kim)
    await done()
    await done(600_000)
    expect(service.asked).toHaveLength(1)
    const [words] = await last()
    expect((await traceOf(words!.id)).steps.map(({ text }) => text).join(' ')).toContain(`(${code})`)
  })

  test('of somebody who is erased meanwhile become nothing', async () => {
    const kim = await meet()
    service.hears('the price')
    await speak(kim)
    await house.webhooksAreHere()
    service.answers({ status: 503, body: '' })
    await house.drain()
    const { data } = (await house.api<{ data: { id: string }[] }>('GET', '/api/contacts?limit=1')).body
    await house.api('POST', `/api/contacts/${data[0]!.id}/erase`)
    const before = (await last()).length
    service.hears('the price')
    await done(10_000)
    expect(await shop.said(kim)).toEqual([])
    expect((await last()).filter(({ text }) => text === 'the price').length).toBeLessThanOrEqual(1)
    expect((await last()).length).toBe(before)
  })
})

test('without a service voice messages are decided at once, as before', async () => {
  const house = await startHouse()
  const shop = await openNumber(house)
  await shop.automate(answer('message', [], 'We listen to it soon.'))
  await shop.act({ attachment: 'audio' })
  await house.drain()
  expect(await shop.said()).toEqual(['We listen to it soon.'])
  await house.stop()
})

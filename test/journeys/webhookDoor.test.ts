import { createHmac, randomBytes } from 'node:crypto'
import net from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ingestCursor } from '../../server/inbox/ingestCursor.ts'
import { ingest } from '../../server/inbox/ingest.ts'
import { unlimitedScans } from '../../server/platform/scanBudget.ts'
import { buildApp } from '../../server/app.ts'
import { makeLog } from '../../server/platform/log.ts'
import { makeMetrics } from '../../server/platform/metrics.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { until } from '../support/until.ts'

/** Collects garbage now, so that what is measured afterwards is held and not merely left over. */
setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const secret = 'the app secret of this test'
const signed = (body: string | Buffer, key = secret) => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
})

describe('the front door for webhooks', () => {
  let house: House
  let shop: Shop
  beforeAll(async () => {
    house = await startHouse({ env: { INSTAGRAM_APP_SECRET: `an older secret,${secret}`, WEBHOOK_VERIFY_TOKEN: 'open sesame' } })
    shop = await openShop(house)
  })
  afterAll(() => house?.stop())

  const post = (body: string | Buffer, headers: Record<string, string> = signed(body), path = '/api/webhooks/instagram') =>
    fetch(house.url + path, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: { 'content-type': 'application/json', ...headers },
    })
  const kept = async () => (await house.bodies()).length
  const comment = (accountId: string, text: string, ids: { id?: string; from?: string; media?: string } = {}) =>
    JSON.stringify({
      object: 'instagram',
      entry: [
        {
          id: accountId,
          time: Math.floor(house.deps.clock.now().getTime() / 1000),
          changes: [
            {
              field: 'comments',
              value: {
                id: ids.id ?? `1790000000${Math.floor(house.deps.clock.now().getTime() % 1e7)}`,
                from: { id: ids.from ?? '900000000000001', username: 'someone' },
                text,
                media: { id: ids.media ?? '17800000000000001', media_product_type: 'FEED' },
              },
            },
          ],
        },
      ],
    })

  test.each([
    ['no signature', () => ({})],
    ['an empty signature', () => ({ 'x-hub-signature-256': '' })],
    ['a short signature', (body: string) => ({ 'x-hub-signature-256': signed(body)['x-hub-signature-256'].slice(0, 40) })],
    ['a signature with another secret', (body: string) => signed(body, 'guessed')],
    ['the signature of another body', () => signed('{}')],
    ['the old SHA-1 signature', (body: string) => ({ 'x-hub-signature': `sha1=${createHmac('sha1', secret).update(body).digest('hex')}` })],
    ['a signature that is no hex', () => ({ 'x-hub-signature-256': `sha256=${'z'.repeat(64)}` })],
  ] as [string, (body: string) => Record<string, string>][])('with %s nothing comes in and nothing is kept', async (_, headers) => {
    const before = await kept()
    const body = comment(shop.accountExternalId, 'let me in')
    for (const path of ['/api/webhooks/meta', '/api/webhooks/instagram', `/webhooks/instagram/${shop.accountId}`]) {
      const answered = await post(body, headers(body), path)
      expect(answered.status).toBe(401)
      expect(await answered.json()).toMatchObject({ error: { code: 'bad_signature' } })
    }
    expect(await kept()).toBe(before)
  })

  test.each([
    ['the newest', secret],
    ['an older', 'an older secret'],
  ])('%s of several app secrets opens it', async (_, key) => {
    const body = comment(shop.accountExternalId, `signed with ${key}`)
    expect((await post(body, signed(body, key), '/api/webhooks/meta')).status).toBe(200)
    await house.drain()
    expect(await shop.event({ text: `signed with ${key}` })).toMatchObject({ kind: 'comment' })
  })

  test('five megabytes are refused with 413, four almost are taken', async () => {
    const before = await kept()
    const huge = Buffer.alloc(5 * 1024 * 1024, 32)
    expect((await post(huge).catch(() => ({ status: 413 }))).status).toBe(413)
    expect(await kept()).toBe(before)
    const large = Buffer.from(JSON.stringify({ object: 'instagram', entry: [], padding: 'x'.repeat(4 * 1024 * 1024 - 200) }))
    expect((await post(large)).status).toBe(200)
    expect(await kept()).toBe(before + 1)
  })

  test.each([
    ['an empty list', '[]'],
    ['another object', '{"object":"x"}'],
    ['broken JSON', '{"object":"instagram","entry":[{'],
    ['no JSON at all', 'hello'],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '12'],
    ['entries that are none', '{"object":"instagram","entry":"many"}'],
    ['an entry of nobody', '{"object":"instagram","entry":[{}]}'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['a very deep nest', '['.repeat(100_000)],
    ['webhooks of another product', '{"object":"page","entry":[{"id":"1","time":1}]}'],
  ])('%s with a good signature: 200, and kept as unread with a reason', async (_, body) => {
    const before = await kept()
    expect((await post(body)).status).toBe(200)
    await house.drain()
    const bodies = await house.bodies()
    expect(bodies).toHaveLength(before + 1)
    expect(bodies.at(-1)).toMatchObject({ state: 'unread', notes: [expect.any(String)] })
  })

  test.each([
    ['plain text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('%s is taken as it comes', async (_, headers) => {
    const body = comment(shop.accountExternalId, `by ${_}`)
    expect((await post(body, { ...signed(body), ...headers })).status).toBe(200)
    await house.drain()
    expect(await shop.event({ text: `by ${_}` })).toMatchObject({ kind: 'comment' })
  })

  test('a text that no database can store is kept without what cannot be stored, and others are not held up', async () => {
    await post(comment(shop.accountExternalId, 'zero \u0000 byte and \ud800 half a sign'))
    await post(comment(shop.accountExternalId, 'after the poison', { id: '17900000000000777' }))
    await house.drain()
    expect(await shop.event({ text: 'after the poison' })).toMatchObject({ kind: 'comment' })
    expect((await shop.events()).some((one) => one.text?.startsWith('zero '))).toBe(true)
  })

  test('ids longer than any platform’s are no poison', async () => {
    const here = await openShop(house)
    await here.automate(answer('comment', [], 'Hello {{text}}'))
    const noise = randomBytes(6_000).toString('hex')
    expect((await post(comment(here.accountExternalId, 'who am I?', { id: noise, from: noise, media: noise }))).status).toBe(200)
    await here.comment('me')
    await house.drain()
    expect(await here.said()).toEqual(['Hello me'])
    expect((await house.bodies()).find((one) => one.text.includes(noise))!.state).toBe('read')
  })

  test('a body that a fault of ours cannot take in is set aside with the reason; those beside it are answered', async () => {
    const [sick, well] = [await openShop(house), await openShop(house)]
    for (const each of [sick, well]) await each.automate(answer('message', [], 'Hello'))
    const { sets } = house.deps
    const get = sets.get.bind(sets)
    sets.get = (db, accountId, number) =>
      accountId === sick.accountId ? Promise.reject(new Error('a planted fault')) : get(db, accountId, number)
    await well.write('before')
    await sick.write('in between')
    await well.write('after')
    await house.drain()
    sets.get = get
    expect([await sick.said(), await well.said()]).toEqual([[], ['Hello', 'Hello']])
    expect((await house.bodies()).find((one) => one.text.includes('in between'))).toMatchObject({
      state: 'unread',
      notes: ['A fault of ours: a planted fault'],
    })
    await sick.write('now then')
    await house.drain()
    expect(await sick.said()).toEqual(['Hello'])
  })

  describe('a body that fails by an error which may also be the database’s', () => {
    const timedOut = () => Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' })
    /** A reader whose rounds lie three seconds apart; `shops` cannot be read, by that error. */
    async function troubled(
      fail: () => Error,
      work: (reader: { round(): Promise<void>; restart(): void }, sick: Shop, well: Shop) => Promise<void>,
    ) {
      const [sick, well] = [await openShop(house), await openShop(house)]
      for (const each of [sick, well]) await each.automate(answer('message', [], 'Hello'))
      await house.drain()
      const { sets, clock } = house.deps
      const get = sets.get.bind(sets)
      sets.get = (db, accountId, number) => (accountId === sick.accountId ? Promise.reject(fail()) : get(db, accountId, number))
      let passed = 0
      const later = { ...clock, machineMs: () => clock.machineMs() + passed }
      const fresh = (trouble: string | null) => ({ ...ingestCursor(later), fullScan: unlimitedScans, trouble })
      let cursor = fresh(null)
      await sick.write('poison')
      await well.write('and I?')
      await house.webhooksAreHere()
      try {
        await work(
          {
            async round() {
              passed += 3_000
              await ingest({ ...house.deps, system: house.deps.databases.system, clock: later, cursor }).catch(() => {})
            },
            restart: () => void (cursor = fresh('')),
          },
          sick,
          well,
        )
      } finally {
        sets.get = get
      }
      await house.drain()
    }
    const stateOf = async (text: string) => (await house.bodies()).findLast((one) => one.text.includes(text))!

    test('is set aside after five attempts, restarts between them or not, and others are answered', async () => {
      for (const restarts of [false, true])
        await troubled(timedOut, async ({ round, restart }, _sick, well) => {
          for (let n = 0; n < 6; n++) {
            await round()
            if (restarts && n % 2) restart()
          }
          expect((await stateOf('poison')).state).toBe('kept')
          for (let n = 0; n < 2; n++) await round()
          expect(await stateOf('poison')).toMatchObject({
            state: 'unread',
            notes: ['Set aside after 5 attempts: canceling statement due to statement timeout'],
          })
          await house.drain()
          expect(await well.said()).toEqual(['Hello'])
        })
    })

    test('is set aside as well when each attempt ends the process', async () => {
      await troubled(
        () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
        async ({ round, restart }) => {
          for (let n = 0; n < 7; n++) {
            restart()
            await round()
          }
          expect(await stateOf('poison')).toMatchObject({
            state: 'unread',
            notes: ['Set aside after 5 attempts: the process ended each time'],
          })
        },
      )
    })

    test('is never set aside by an outage, however long', async () => {
      await troubled(
        () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
        async ({ round }) => {
          for (let n = 0; n < 20; n++) await round()
          expect((await stateOf('poison')).state).toBe('kept')
        },
      )
      expect((await stateOf('poison')).state).toBe('read')
    })

    test('is never set aside while somebody else holds a lock that keeps the reader from writing', async () => {
      const holder = new pg.Client({ connectionString: house.databaseUrl })
      await holder.connect()
      await troubled(timedOut, async ({ round, restart }) => {
        await holder.query('begin; lock table leads in share mode')
        restart()
        for (let n = 0; n < 20; n++) await round()
        expect((await stateOf('poison')).state).toBe('kept')
        await holder.query('rollback')
      })
      await holder.end()
      expect((await stateOf('poison')).state).toBe('read')
    })
  })

  test.each([
    ['in the year 60000', 1.8e15],
    ['before the first computer', -5e12],
    ['that is a word', 'yesterday'],
    ['that is missing', null],
  ])('a message with a time %s is kept, and the next is answered', async (_, timestamp) => {
    const here = await openShop(house)
    await here.automate(answer('message', ['hi'], 'Hello'))
    const message = {
      sender: { id: here.personId },
      recipient: { id: here.accountExternalId },
      timestamp,
      message: { mid: `m_${String(timestamp)}`, text: 'what time is it?' },
    }
    expect(
      (await post(JSON.stringify({ object: 'instagram', entry: [{ id: here.accountExternalId, time: timestamp, messaging: [message] }] })))
        .status,
    ).toBe(200)
    await here.write('hi')
    await house.drain()
    expect(await here.event({ text: 'what time is it?' })).toMatchObject({ kind: 'message' })
    expect(await here.said()).toEqual(['Hello'])
  })

  test('large bodies full of what nobody knows are read a few at a time, with few notes, and others are answered', async () => {
    const here = await openShop(house)
    await here.automate(answer('message', [], 'Hello'))
    const keys = Array.from({ length: 100_000 }, (_, n) => `"k${n}":${n}`).join(',')
    const entries = Array.from({ length: 30_000 }, (_, n) => `{"id":"${9_000_000 + n}","k":1}`).join(',')
    const bodies = [`{"id":"${here.accountExternalId}",${keys}}`, entries, entries.replaceAll('"k"', '"j"')]
    const taken = await Promise.all(bodies.map((entry) => post(`{"object":"instagram","entry":[${entry}]}`)))
    expect(taken.map((one) => one.status)).toEqual([200, 200, 200])
    await here.write('hi')
    await house.drain()
    expect(await here.said()).toEqual(['Hello'])
    expect((await here.events()).filter((one) => one.kind === 'other')).toHaveLength(100)
    const notes = (await house.bodies()).slice(-8).flatMap((one) => (one.notes ? [one.notes] : []))
    expect(Math.max(...notes.map((one) => one.length))).toBe(21)
    expect(notes.flat()).toContain('… and 4981 more notes.')
    expect(notes.flat()).toContain('99900 more parts that no page describes were not read.')
  })

  test('a webhook about an account that is not connected starts nothing', async () => {
    expect((await post(comment('17841400000000000', 'for whom?'))).status).toBe(200)
    await house.drain()
    expect((await house.bodies()).at(-1)).toMatchObject({ notes: ['No account 17841400000000000 is connected.'] })
    expect(await house.deps.metrics.registry.metrics()).toMatch(/^autodm_webhook_unknown_accounts_total [1-9]/m)
  })

  test('numbers beyond 2^53 stay exact, as digits and as text', async () => {
    const raw = comment(shop.accountExternalId, 'large numbers', {
      id: '18446744073709551557',
      from: '9007199254740993001',
      media: '9223372036854775807',
    }).replaceAll(/"(18446744073709551557|9007199254740993001|9223372036854775807)"/g, '$1')
    expect(raw).toContain(':18446744073709551557')
    expect((await post(raw)).status).toBe(200)
    await house.drain()
    expect(await shop.event({ text: 'large numbers' })).toMatchObject({
      externalId: '18446744073709551557',
      mediaId: '9223372036854775807',
      sender: { id: '9007199254740993001' },
    })
  })

  test('the handshake answers the challenge to whoever knows the verify token', async () => {
    const ask = (query: string, path = '/api/webhooks/meta') => fetch(`${house.url}${path}?${query}`)
    for (const path of ['/api/webhooks/meta', '/api/webhooks/instagram', `/webhooks/instagram/${shop.accountId}`]) {
      const answered = await ask('hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=open%20sesame', path)
      expect([answered.status, await answered.text()]).toEqual([200, '1158201444'])
    }
    expect((await ask('hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=guess')).status).toBe(403)
    expect((await ask('hub.mode=unsubscribe&hub.challenge=1158201444&hub.verify_token=open%20sesame')).status).toBe(403)
    const evil = await ask('hub.mode=subscribe&hub.challenge=%3Cscript%3E&hub.verify_token=open%20sesame')
    expect([evil.status, await evil.text()]).not.toContain('<script>')
    expect((await ask('')).status).toBe(403)
  })

  describe('from somebody who has no secret', () => {
    /** A connection of one's own: what was answered by then, and whether the other side ended it. */
    const open = (port: number, head: string) => {
      const socket = net.connect(port, '127.0.0.1')
      const seen = { text: '', ended: false, socket }
      socket.on('data', (bytes) => void (seen.text += bytes.toString('latin1')))
      socket.on('close', () => void (seen.ended = true)).on('error', () => {})
      socket.write(`POST /api/webhooks/meta HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\n${head}\r\n\r\n`)
      return seen
    }
    const port = () => Number(new URL(house.url).port)
    const madeUp = `x-hub-signature-256: sha256=${'ab'.repeat(32)}`

    test.each([
      ['without a signature', 'content-length: 4000000', 401],
      ['with one that cannot be', `x-hub-signature-256: sha256=${'a'.repeat(63)}\r\ncontent-length: 4000000`, 401],
      ['with two of them', `${madeUp}\r\n${madeUp}\r\ncontent-length: 4000000`, 401],
      ['without a signature and without a length', 'transfer-encoding: chunked', 401],
      ['with a length that no webhook has', `${madeUp}\r\ncontent-length: 4194305`, 413],
    ])('a request %s is refused before a byte of its body came, and the connection is closed', async (_, head, status) => {
      const seen = open(port(), head)
      await until('the connection is closed', () => seen.ended, 10_000)
      expect(seen.text).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    })

    test('sixty bodies of 4 MB that never end hold 64 MB, and webhooks are taken meanwhile', async () => {
      const piece = Buffer.alloc(4_000_000, 32)
      collectGarbage()
      const heldBefore = process.memoryUsage().arrayBuffers
      const many = Array.from({ length: 60 }, () => open(port(), `${madeUp}\r\ncontent-length: 4100000`))
      for (const { socket } of many) socket.write(piece)
      await until('most were cut off', () => many.filter((one) => one.ended).length >= 44, 25_000)
      collectGarbage()
      const held = (process.memoryUsage().arrayBuffers - heldBefore) / 2 ** 20
      // What is on its way in the sockets of this process counts too.
      expect(held).toBeLessThan(150)
      const body = comment(shop.accountExternalId, 'in between')
      expect((await post(body)).status).toBe(200)
      expect(
        many.filter((one) => one.ended).every((one) => one.text === '' || / 503 [^]*retry-after: 1[^]*unavailable/.test(one.text)),
      ).toBe(true)
      for (const { socket } of many) socket.destroy()
    })

    test('a request that does not end in time is ended', async () => {
      expect(house.app.server.requestTimeout).toBe(30_000)
      const quick = await buildApp(
        { ...house.deps, metrics: makeMetrics(house.deps.clock) },
        { pagesFolder: '/nowhere', requestTimeoutMs: 300 },
      )
      const url = await quick.listen({ port: 0, host: '127.0.0.1' })
      const seen = open(Number(new URL(url).port), `${madeUp}\r\ncontent-length: 100`)
      seen.socket.write('{"object":')
      await until('the connection is closed', () => seen.ended, 10_000)
      expect(seen.text).toMatch(/^HTTP\/1.1 408 /)
      await quick.close()
    })

    test.each([
      ['unsigned', 401, () => ({}), async () => {}],
      [
        'unavailable',
        503,
        signed,
        async () => {
          house.deps.secrets.signing = () =>
            Promise.reject(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }))
        },
      ],
    ] as const)(
      'hundreds of webhooks refused as %s are a line a second in the log, with their count',
      async (_, status, headers, begin) => {
        const [{ log }, { signing }] = [house.deps, house.deps.secrets]
        const lines: string[] = []
        house.deps.log = makeLog('info', (line) => void lines.push(line))
        await begin()
        const began = Date.now()
        const answers = await Promise.all(Array.from({ length: 300 }, () => post('{}', headers('{}'))))
        expect(new Set(answers.map((one) => one.status))).toEqual(new Set([status]))
        if (status === 503) expect(answers.map((one) => one.headers.get('retry-after'))).toEqual(Array(300).fill('1'))
        const counted = () => lines.reduce((sum, line) => sum + ((JSON.parse(line) as { count?: number }).count ?? 0), 0)
        await until('all were counted', () => counted() >= 300, 10_000)
        expect(lines.length).toBeLessThanOrEqual(2 + (Date.now() - began) / 1_000)
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(300)
        house.deps.log = log
        house.deps.secrets.signing = signing
      },
    )
  })

  describe('an account’s own address', () => {
    let own: Shop
    beforeAll(async () => {
      own = await openShop(house, { account: { appSecret: 'its own app secret', verifyToken: 'its own verify token' } })
      await own.automate(answer('comment', [], 'Hello'))
    })

    test.each([
      ['our id', (it: Shop) => it.accountId],
      ['the platform’s id', (it: Shop) => it.accountExternalId],
    ])('is found by %s, with its own secret alone', async (name, id) => {
      const path = `/webhooks/instagram/${id(own)}`
      const body = comment(own.accountExternalId, `by ${name}`, { id: name === 'our id' ? '17900000000000011' : '17900000000000012' })
      expect((await post(body, signed(body), path)).status).toBe(401)
      expect((await post(body, signed(body, 'its own app secret'), path)).status).toBe(200)
      await house.drain()
      expect(await own.event({ text: `by ${name}` })).toMatchObject({ kind: 'comment' })
    })

    test('has its own verify token', async () => {
      const ask = (token: string) =>
        fetch(
          `${house.url}/webhooks/instagram/${own.accountId}?hub.mode=subscribe&hub.challenge=7&hub.verify_token=${encodeURIComponent(token)}`,
        )
      expect([(await ask('its own verify token')).status, (await ask('open sesame')).status]).toEqual([200, 403])
    })

    test('takes entries of another account as foreign: recorded, nothing starts', async () => {
      const events = (await shop.events()).length
      const body = comment(shop.accountExternalId, 'foreign', { id: '17900000000000013' })
      expect((await post(body, signed(body, 'its own app secret'), `/webhooks/instagram/${own.accountId}`)).status).toBe(200)
      await house.drain()
      expect(await shop.events()).toHaveLength(events)
      expect((await house.bodies()).at(-1)!.notes).toEqual([
        `An entry of the account ${shop.accountExternalId} came to another account's address: foreign.`,
      ])
    })

    test('of an account that is not here does not exist', async () => {
      const body = comment('1', 'nobody')
      expect((await post(body, signed(body), '/webhooks/instagram/4711')).status).toBe(404)
    })
  })
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Resolve } from './boundedResolve.ts'
import { guardedHttp, type GuardedHttp } from './guardedHttp.ts'
import { isPublic } from './reachable.ts'

// Every notation of 127.0.0.1 that URL parsers, inet_aton or resolvers know, and one or more addresses of each network that is not public.
const loopback = `
  127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0x7f.0.0.1 0177.0.0.1 017700000001 0177.1
  127.0.0.1. 127.255.255.254 127.00.00.01 0x7F.0x0.0x0.0x1 127.0.0x0.1 0 0.0.0.0 0x0 0.1 1 0.0.0.1
  １２７.０.０.１ 127。0。0。1 ①②⑦.0.0.1 %31%32%37.0.0.1 127%2e0%2e0%2e1 [::1] [::] [0:0:0:0:0:0:0:1]
  [::ffff:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:127.0.0.1] [::FFFF:7F00:0001] [::127.0.0.1] [::7f00:1]
  [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:7f00:0001::1]
  [::ffff:0:127.0.0.1] [::ffff:0:7f00:1] [2001:0:7f00:1::] [2001::80ff:fffe]
`
  .trim()
  .split(/\s+/)
const inside = `
  10.0.0.1 10.255.255.255 167772161 0xa000001 012.0.0.1 10.1 172.16.0.1 172.31.255.255 172.16.1
  192.168.0.1 192.168.1 192.168.255.255 0xc0a80001 3232235521 0300.0250.0.1 100.64.0.1 100.127.255.255
  169.254.0.1 169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518 0xa9.254.0251.254
  169.254.169.253 169.254.170.2 168.63.129.16 100.100.100.200 192.0.0.192 192.0.0.1 192.0.2.1 198.18.0.1
  198.19.255.255 198.51.100.7 203.0.113.9 192.88.99.1 192.31.196.1 192.52.193.1 192.175.48.1
  224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 4294967295 0xffffffff [fe80::1] [febf::1] [fec0::1]
  [fc00::1] [fd00::1] [fd00:ec2::254] [fd20:ce::254] [fdff:ffff::1] [ff02::1] [ff0e::1] [100::1]
  [::ffff:10.0.0.1] [::ffff:192.168.0.1] [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [::ffff:172.16.0.1]
  [64:ff9b::10.0.0.1] [64:ff9b::169.254.169.254] [64:ff9b:1::a9fe:a9fe] [64:ff9b::8.8.8.8] [2002:a00:1::1]
  [2002:a9fe:a9fe::1] [2002:c0a8:1::1] [2001:db8::1] [3fff::1] [2001:10::1] [2001:20::1] [2001:2::1] [5f00::1]
  [4000::1] [1::1] [::a9fe:a9fe] [::10.0.0.1] [2620:4f:8000::1]
`
  .trim()
  .split(/\s+/)
const publicOnes = [
  '8.8.8.8',
  '1.1.1.1',
  '172.15.0.1',
  '172.32.0.1',
  '100.128.0.1',
  '192.169.0.1',
  '169.253.1.1',
  '2606:4700::1111',
  '2a00::1',
]

describe('addresses that users give', () => {
  let canary: Server
  let port = 0
  let reached = 0
  beforeAll(async () => {
    canary = createServer((request, response) => {
      reached++
      if (request.url === '/moved') response.writeHead(302, { location: `http://127.0.0.1:${port}/` }).end()
      else if (request.url === '/slow') return
      else if (request.url === '/slow-body') response.writeHead(202).write('begun')
      else if (request.url === '/cut-body') response.writeHead(200, { 'content-length': 100 }).write('cut', () => request.socket.destroy())
      else if (request.url === '/long') response.end('é'.repeat(1_000_000))
      else response.end('inside')
    })
    // On every address of this machine, of both versions.
    await new Promise<void>((resolve) => canary.listen(0, '::', resolve))
    port = (canary.address() as AddressInfo).port
  })
  afterAll(() => {
    canary.closeAllConnections()
    canary.close()
  })
  const of = (...answers: string[][]): Resolve => {
    let asked = 0
    return async () =>
      answers[Math.min(asked++, answers.length - 1)]!.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
  const call = (http: GuardedHttp, url: string) =>
    http.request({ method: 'POST', url, headers: {}, body: '{}', timeoutMs: 300 }).then(
      ({ status }) => String(status),
      (error: Error & { code?: string }) => error.code ?? error.name,
    )

  const literals = [...loopback, ...inside]
  const userInfo = ['user@', 'user:secret@', '8.8.8.8@', 'hooks.example%2f@'].flatMap((info) => [`${info}127.0.0.1`, `${info}[::1]`])
  test('are more than 120 hostile ones', () => expect(new Set([...literals, ...userInfo]).size).toBeGreaterThan(120))

  test.each([...literals, ...userInfo])('%s is refused when it is saved and when it is called', async (host) => {
    const http = guardedHttp({ allow: [] })
    const before = reached
    for (const scheme of ['https', 'http']) {
      const url = `${scheme}://${host}:${port}/`
      await expect(http.check(url)).rejects.toThrow(/address_refused|login_in_url|Invalid URL/)
      expect(await call(http, url)).toMatch(/^(address_refused|ERR_INVALID_URL)$/)
    }
    expect(reached).toBe(before)
    await http.close()
  })

  test.each(literals.filter((host) => URL.canParse(`http://${host}`)).map((host) => new URL(`http://${host}`).hostname))(
    'a host that resolves to %s is refused, alone and among public ones',
    async (host) => {
      const address = host.replace(/^\[|\]$/g, '')
      const before = reached
      for (const answer of [[address], ['8.8.8.8', address], [address, '8.8.8.8']]) {
        const http = guardedHttp({ allow: [], resolve: of(answer) })
        expect(await call(http, `https://hooks.example:${port}/`)).toBe('address_refused')
        await expect(http.check(`https://hooks.example:${port}/`)).rejects.toThrow('address_refused')
        await http.close()
      }
      expect(reached).toBe(before)
    },
  )

  test.each(publicOnes)('%s is public', (address) => expect(isPublic(address)).toBe(true))

  test('what was checked is connected to, and every new connection is checked', async () => {
    const before = reached
    // The first answer is public and where nobody listens (TEST-NET is allowed here), the second leads inside.
    const http = guardedHttp({ allow: ['192.0.2.0/24'], resolve: of(['192.0.2.1'], ['127.0.0.1']) })
    await http.check(`https://rebinding.example:${port}/`)
    expect(await call(http, `https://rebinding.example:${port}/`)).toBe('address_refused')
    const late = guardedHttp({ allow: ['192.0.2.0/24'], resolve: of(['192.0.2.1'], ['127.0.0.1']) })
    expect(await call(late, `http://rebinding.example:${port}/`)).toMatch(/TIMEOUT|E[A-Z]+|UND_ERR/)
    expect(reached).toBe(before)
    await Promise.all([http.close(), late.close()])
  })

  test('once the status is there, a body that is slow or cut is read no further', async () => {
    const http = guardedHttp({ allow: ['127.0.0.0/8'] })
    const get = (path: string, timeoutMs: number) =>
      http.request({ method: 'GET', url: `http://127.0.0.1:${port}${path}`, headers: {}, timeoutMs })
    expect(await get('/slow-body', 300)).toMatchObject({ status: 202, body: 'begun' })
    expect(await get('/cut-body', 5_000)).toMatchObject({ status: 200, body: 'cut' })
    await http.close()
  })

  test('requests that hang hold up no other to the same host', async () => {
    const http = guardedHttp({ allow: ['127.0.0.0/8'] })
    const get = (path: string) => http.request({ method: 'GET', url: `http://127.0.0.1:${port}${path}`, headers: {}, timeoutMs: 3_000 })
    const hanging = Array.from({ length: 40 }, () => get('/slow').catch(({ code }: { code: string }) => code))
    expect(await get('/')).toMatchObject({ status: 200 })
    await http.close()
    await Promise.all(hanging)
  })

  test('user and password do not belong into an address', async () => {
    const http = guardedHttp({ allow: ['127.0.0.0/8'] })
    for (const url of ['https://user:password@127.0.0.1/', 'https://user@127.0.0.1/'])
      await expect(http.check(url)).rejects.toMatchObject({ code: 'login_in_url' })
    await http.close()
  })

  test('plain http is for allowed networks alone', async () => {
    const open = guardedHttp({ allow: ['127.0.0.0/8'], resolve: of(['8.8.8.8']) })
    await expect(open.check('http://hooks.example/')).rejects.toThrow('https_needed')
    await expect(open.check('https://hooks.example/')).resolves.toBeUndefined()
    await expect(guardedHttp({ allow: [], resolve: of([]) }).check('http://hooks.example/')).rejects.toThrow('https_needed')
    expect(await call(open, `http://127.0.0.1:${port}/`)).toBe('200')
    // The name is known to this resolver alone: the connection is made to what it answered.
    const named = guardedHttp({ allow: ['127.0.0.0/8'], resolve: of(['127.0.0.1']) })
    expect(await call(named, `http://inside.example:${port}/`)).toBe('200')
    await named.close()
    await open.close()
  })

  test('a redirect is an answer, the rest of a long answer is not read, and a slow one is given up', async () => {
    const http = guardedHttp({ allow: ['127.0.0.0/8'] })
    const before = reached
    expect(await call(http, `http://127.0.0.1:${port}/moved`)).toBe('302')
    expect(reached).toBe(before + 1)
    expect(await call(http, `http://127.0.0.1:${port}/slow`)).toBe('TIMEOUT')
    const long = await http.request({ method: 'POST', url: `http://127.0.0.1:${port}/long`, headers: {}, body: '', timeoutMs: 5_000 })
    expect(Buffer.byteLength(long.body)).toBeLessThanOrEqual(4_096)
    expect(long.body).toMatch(/^é+$/)
    await http.close()
  })
})

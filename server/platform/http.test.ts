import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { platformHttp } from './http.ts'

let server: Server
let address: string
const network = platformHttp()

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/silent') return
    if (request.url === '/broken') return void request.socket.destroy()
    const parts: Buffer[] = []
    request.on('data', (bytes: Buffer) => parts.push(bytes))
    request.on('end', () => {
      response.setHeader('x-two', ['a', 'b'])
      response.writeHead(request.url === '/refused' ? 400 : 200, { 'content-type': 'application/json' })
      response.write('{"said":')
      response.end(`${JSON.stringify(`${request.method} ${request.url} ${Buffer.concat(parts).toString('utf8')}`)}}`)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await network.close()
})
const call = (path: string, timeoutMs = 5_000) =>
  network.http({ method: 'POST', url: `${address}${path}`, headers: { authorization: 'Bearer x' }, body: '{"a":"ü"}', timeoutMs })

test('answers with status, headers and the whole body, whatever the status is', async () => {
  expect(await call('/v1/messages?a=b')).toMatchObject({ status: 200, headers: { 'x-two': 'a, b' }, body: '{"said":"POST /v1/messages?a=b {\\"a\\":\\"ü\\"}"}' })
  expect(await call('/refused')).toMatchObject({ status: 400 })
})
test('a call that was made and got no answer may have had an effect', async () => {
  await expect(call('/silent', 50)).rejects.toMatchObject({ effect: 'unknown' })
  await expect(call('/broken')).rejects.toMatchObject({ effect: 'unknown' })
})
test('one that reached nobody had none', async () => {
  await expect(network.http({ method: 'GET', url: 'http://127.0.0.1:1/', headers: {}, timeoutMs: 5_000 })).rejects.toMatchObject({ effect: 'none' })
})

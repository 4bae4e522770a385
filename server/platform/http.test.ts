import { createServer, type Server } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { generateKeyPairSync } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { NetworkError } from '../model/http.ts'
import { platformHttp } from './http.ts'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => server.close()))
const listening = async (server: Server): Promise<number> => {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}
async function troubleOf(url: string, timeoutMs = 8_000): Promise<NetworkError> {
  const { http, close } = platformHttp(8)
  try {
    await http({ method: 'POST', url, headers: {}, body: '{}', timeoutMs })
    throw new Error('it was answered')
  } catch (error) {
    if (error instanceof NetworkError) return error
    throw error
  } finally {
    await close()
  }
}

describe('a call that gets no answer', () => {
  test('certainly reached nobody when nobody listens', async () => {
    const port = await listening(createServer())
    servers[0]!.close()
    expect(await troubleOf(`http://127.0.0.1:${port}/`)).toMatchObject({ effect: 'none', code: 'ECONNREFUSED' })
  })

  test('certainly reached nobody when the name is unknown', async () => {
    expect(await troubleOf('http://no-such-host.invalid/')).toMatchObject({ effect: 'none' })
  })

  test('certainly reached nobody when the other side speaks no TLS, or shows no certificate that can be trusted', async () => {
    const plain = await listening(createServer((socket) => void socket.on('error', () => {}).end('HTTP/1.1 200 OK\r\n\r\n')))
    expect(await troubleOf(`https://127.0.0.1:${plain}/`)).toMatchObject({ effect: 'none' })
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' })
    // Without a certificate the handshake cannot succeed: the server breaks it off.
    const secure = await listening(createTlsServer({ key }))
    expect(await troubleOf(`https://127.0.0.1:${secure}/`)).toMatchObject({ effect: 'none' })
  })

  test('may have reached somebody when the connection was made and then ended', async () => {
    const port = await listening(createServer((socket) => void socket.on('error', () => {}).on('data', () => socket.destroy())))
    expect(await troubleOf(`http://127.0.0.1:${port}/`)).toMatchObject({ effect: 'unknown' })
  })

  test('may have reached somebody when the answer does not come in time', async () => {
    const port = await listening(createServer((socket) => void socket.on('error', () => {})))
    expect(await troubleOf(`http://127.0.0.1:${port}/`, 50)).toMatchObject({ effect: 'unknown' })
  })
})

test('an answer is handed on with status, headers and the whole body, whatever the status is', async () => {
  const answer = '{"said":"ü"}'
  const port = await listening(
    createServer((socket) =>
      socket.once('data', () => {
        socket.write(
          `HTTP/1.1 400 Bad Request\r\nx-two: a\r\nx-two: b\r\ncontent-length: ${Buffer.byteLength(answer)}\r\n\r\n${answer.slice(0, 4)}`,
        )
        socket.end(answer.slice(4))
      }),
    ),
  )
  const { http, close } = platformHttp(8)
  const told = await http({ method: 'POST', url: `http://127.0.0.1:${port}/v1?a=b`, headers: {}, body: '{}', timeoutMs: 5_000 })
  expect(told).toMatchObject({ status: 400, headers: { 'x-two': 'a, b' }, body: answer })
  await close()
})

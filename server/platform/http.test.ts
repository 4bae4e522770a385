import { createServer as createHttpServer, type ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { generateKeyPairSync } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { callGraph } from '../channels/meta/graph.ts'
import { readGraphBy } from '../channels/meta/readGraph.ts'
import { byInstagram } from '../channels/meta/scriptedHttp.ts'
import { answerTooLong, type Http, NetworkError, textIn } from '../model/http.ts'
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
  expect(told).toMatchObject({ status: 400, headers: { 'x-two': 'a, b' } })
  expect(textIn(told)).toBe(answer)
  await close()
})

describe('what is sent and what is answered are bytes', () => {
  type Heard = { method: string; headers: Record<string, unknown>; body: Buffer }
  /** A real server that remembers what it was sent, and answers what it is told to. */
  async function withServer<T>(
    answer: (heard: Heard, response: ServerResponse) => void,
    run: (url: string, http: Http, heard: Heard[]) => Promise<T>,
  ): Promise<T> {
    const heard: Heard[] = []
    const server = createHttpServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const one = { method: request.method!, headers: request.headers, body: Buffer.concat(chunks) }
        heard.push(one)
        answer(one, response)
      })
    })
    const port = await listening(server)
    const { http, close } = platformHttp(4)
    try {
      return await run(`http://127.0.0.1:${port}`, http, heard)
    } finally {
      await close()
      server.closeAllConnections()
    }
  }
  const everyByte = Buffer.from(Array.from({ length: 256 * 300 }, (_, at) => at % 256))

  test.each(['PUT', 'PATCH', 'POST'] as const)('%s carries every byte there and back, in many pieces', (method) =>
    withServer(
      ({ body }, response) => response.end(body),
      async (url, http, heard) => {
        const told = await http({
          method,
          url,
          headers: { 'content-type': 'image/png' },
          body: new Uint8Array(everyByte),
          timeoutMs: 5_000,
        })
        expect(heard).toMatchObject([
          { method, headers: { 'content-type': 'image/png', 'content-length': String(everyByte.length) }, body: everyByte },
        ])
        expect(Buffer.from(told.body).equals(everyByte)).toBe(true)
      },
    ),
  )

  test('a form with a file arrives as another parser reads it, whatever its name and its bytes are', () =>
    withServer(
      (_, response) => response.end('{"id":12345678901234567890}'),
      async (url, http, heard) => {
        const name = 'a"b\r\nc.png'
        const answer = await callGraph(
          http,
          { ...byInstagram, graphUrl: url },
          {
            method: 'POST',
            path: '1/media',
            form: [
              { name: 'messaging_product', text: 'ü' },
              { name: 'file', fileName: name, type: 'image/png', bytes: everyByte },
            ],
          },
        )
        // A number beyond 2^53 in the answer keeps its digits.
        expect(answer).toMatchObject({ status: 200, json: { id: '12345678901234567890' } })
        const form = await new Response(new Uint8Array(heard[0]!.body), {
          headers: { 'content-type': String(heard[0]!.headers['content-type']) },
        }).formData()
        expect(form.get('messaging_product')).toBe('ü')
        const file = form.get('file') as File
        expect([file.name, file.type]).toEqual([name, 'image/png'])
        expect(Buffer.from(await file.arrayBuffer()).equals(everyByte)).toBe(true)
      },
    ))

  describe('an answer longer than the caller takes is broken off and says so', () => {
    const most = 1_000
    const ask = (answer: (response: ServerResponse) => void) =>
      withServer(
        (_, response) => answer(response),
        (url, http) =>
          http({ method: 'GET', url, headers: {}, timeoutMs: 5_000, maxAnswerBytes: most }).then(
            (told) => told.body.length,
            (error: unknown) => error,
          ),
      )
    const tooLong = { name: 'NetworkError', code: answerTooLong, effect: 'unknown', message: expect.stringContaining('1000 bytes') }

    test('by its announced length, before any of it is read', async () => {
      const asked = performance.now()
      // The rest never comes: whoever waited for it would wait for the time limit.
      expect(await ask((response) => void response.writeHead(200, { 'content-length': most + 1 }).write('x'))).toMatchObject(tooLong)
      expect(performance.now() - asked).toBeLessThan(4_000)
    })

    test('by what comes, where no length is announced', async () => {
      const endless = (response: ServerResponse) => {
        response.on('error', () => {})
        const more = () => void (response.destroyed || response.write('x'.repeat(400), () => setImmediate(more)))
        more()
      }
      expect(await ask(endless)).toMatchObject(tooLong)
    })

    test('and one of exactly that length is taken', async () => {
      expect(await ask((response) => response.end('x'.repeat(most)))).toBe(most)
    })
  })

  test('a read of the platform with too long an answer is told as that, not as a platform out of reach', () =>
    withServer(
      (_, response) => response.end('x'.repeat(9 * 1024 * 1024)),
      async (url, http) => {
        const reading = readGraphBy({ rows: {}, ranges: [], sentences: [] })(
          http,
          { ...byInstagram, graphUrl: url },
          { method: 'GET', path: 'me' },
        )
        await expect(reading).rejects.toMatchObject({ code: 'answer_too_long', line: null })
      },
    ))
})

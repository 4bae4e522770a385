import { randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { answerControl } from '../controls/routes.ts'
import { picture } from '../phone/pictures.ts'
import { phoneFile } from '../phone/files.ts'
import { readMultipart } from '../platform/form.ts'
import { answerCall, type Reply } from '../platform/answer.ts'
import { hosts, type Host } from '../platform/work.ts'
import { readFileAt, readFileOf } from '../whatsapp/uploads.ts'
import type { Engine } from '../webhooks/engine.ts'
import type { World } from '../world/world.ts'
import { followChatLink } from './chatLinks.ts'
import { makeGuard } from './guard.ts'
import type { Streams } from './streams.ts'

const mebibyte = 1024 * 1024
/** The platform's maximum: a document of 100 MB (meta-platform.md 5.3) and the form around it. */
const mostBytes = 101 * mebibyte
const mostControlBytes = 8 * mebibyte

/**
 * The one server for everything: platform hosts, the simulator's own addresses, the phone. It does not listen by itself.
 * In: `names`: host names accepted in addition to those of this machine.
 */
export function makeServer(world: World, engine: Engine, streams: Streams, names: string[]): Server {
  const guard = makeGuard(names)
  const server = createServer((req, res) => {
    const target = readTarget(req)
    const isControl = target.first === 'simulator'
    const refusal =
      guard.whyForeignHost(req.headers) ??
      (isControl ? guard.whyForeignCall(target.method, req.headers) : null) ??
      // The consent page's own buttons: another page may send a person there, but not press them.
      (['www.instagram.com', 'www.facebook.com'].includes(target.first) && target.query.has('decision')
        ? guard.whyForeignPage(req.headers)
        : null)
    if (refusal) {
      const { status, ...error } = refusal
      // The body is not read.
      return sendJson(res, status, { error }, { connection: 'close' })
    }
    const most = isControl ? mostControlBytes : mostBytes
    const tooLarge = (more?: Record<string, string>) =>
      sendJson(res, 413, { error: { code: 'too_large', message: `a body has at most ${most} bytes` } }, more)
    if (Number(req.headers['content-length']) > most) return tooLarge({ connection: 'close' })
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= most) chunks.push(chunk)
      else chunks.length = 0
    })
    req.on('end', () => {
      if (size > most) return tooLarge()
      answer(target, req.headers, res, chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).catch((error: unknown) => {
        // A fault of this program, not a refusal: report it clearly, so that a checker need not guess.
        console.error('simulator:', error)
        if (!res.headersSent) sendJson(res, 500, { error: { code: 'simulator_fault', message: (error as Error).message } })
        else res.destroy()
      })
    })
    req.on('error', () => res.destroy())
  })

  async function answer(
    { method, path, query, first, parts }: Target,
    headers: IncomingHttpHeaders,
    res: ServerResponse,
    body: Buffer,
  ): Promise<void> {
    if (hosts.includes(first as Host)) {
      const incoming = {
        method,
        host: first as Host,
        // Clients write `//` where their base address ends in a slash; the platform accepts it (meta-platform.md 13.6).
        parts: parts.filter(Boolean),
        query,
        authorization: headers.authorization,
        contentType: headers['content-type'] ?? '',
        body,
        fileOffset: headers['file_offset']?.toString(),
        pairs: await readMultipart(body, headers['content-type'] ?? ''),
      }
      return deliver(world, res, await answerCall(world, incoming))
    }
    if (first === 'simulator') {
      if (method === 'GET' && parts.join('/') === 'clock/stream') return streams.openClock(res)
      if (method === 'GET' && parts.join('/') === 'stream') return streams.openChanges(res)
      if (method === 'GET' && parts[0] === 'pictures' && parts[1])
        return sendText(res, 200, 'image/svg+xml', picture(world, parts[1].replace(/\.svg$/, '')), 'max-age=3600')
      if (method === 'GET' && parts[0] === 'files' && parts[1]) {
        const file = readFileOf(world, parts[1])
        return void res
          .writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain', 'x-content-type-options': 'nosniff' })
          .end(file?.bytes)
      }
      const { status, body: said } = await answerControl(world, engine, method, parts, query, body)
      return sendJson(res, status ?? 200, said)
    }
    if (first === 'lookaside.fbsbx.com' && parts[0] === 'whatsapp_business') {
      const file = readFileAt(world, query, headers.authorization)
      return void res.writeHead(file.status, { 'content-type': file.type, 'content-length': file.bytes.length }).end(file.bytes)
    }
    if (first === 'scontent.xx.fbcdn.net') return sendText(res, 200, 'image/svg+xml', picture(world, parts[0] ?? '0'), 'no-store')
    // The platform's picture servers, where inbound attachments have their addresses.
    if (first === 'lookaside.fbsbx.com')
      return sendText(res, 200, 'image/svg+xml', picture(world, query.get('asset_id') ?? '0'), 'no-store')
    const followed = method === 'GET' ? followChatLink(world, { first, parts, query }) : null
    if (followed && 'to' in followed) return void res.writeHead(302, { location: followed.to, 'cache-control': 'no-store' }).end()
    if (followed) return sendText(res, 200, 'text/plain; charset=utf-8', followed.text, 'no-store')
    const file = method === 'GET' ? phoneFile(path) : null
    if (file) return sendText(res, 200, file.type, file.body, 'no-cache')
    sendJson(res, 404, {
      error: {
        code: 'no_such_address',
        message: `there is nothing at ${path}; the phone is at /, platform hosts are ${hosts.map((host) => `/${host}`).join(', ')}`,
      },
    })
  }
  return server
}

type Target = { method: string; path: string; query: URLSearchParams; first: string; parts: string[] }

function readTarget(req: IncomingMessage): Target {
  const target = req.url ?? '/'
  const cut = target.indexOf('?')
  const path = cut === -1 ? target : target.slice(0, cut)
  const [first = '', ...parts] = path.replace(/^\/+/, '').split('/').map(decoded)
  return { method: req.method ?? 'GET', path, query: new URLSearchParams(cut === -1 ? '' : target.slice(cut + 1)), first, parts }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

async function deliver(world: World, res: ServerResponse, reply: Reply): Promise<void> {
  // A hung call stays open until its caller gives up or the simulator ends.
  if (reply.do === 'hang') return
  if (reply.do === 'cut') return void res.socket?.resetAndDestroy()
  if (reply.afterMs !== undefined) await new Promise((resolve) => setTimeout(resolve, reply.afterMs).unref())
  // The ids that the platform's support asks for (meta-platform.md 9); not part of the simulated platform's state, so they do not use its
  // seeded random.
  const traces = {
    'x-fb-request-id': `A${randomBytes(16).toString('base64url')}`,
    'x-fb-trace-id': randomBytes(8).toString('base64url'),
    'x-fb-rev': '1030011221',
  }
  // In the world's time, not the machine's.
  const date = new Date(world.clock.now() + world.settings.current().clockSkewMs).toUTCString()
  const headers = { ...reply.headers, ...traces, date, 'cache-control': 'private, no-cache, no-store' }
  if (reply.html !== undefined) return sendText(res, reply.status, 'text/html; charset=utf-8', reply.html, 'no-store')
  if (reply.script !== undefined) return sendText(res, 200, 'text/javascript; charset=UTF-8', reply.script, 'no-store')
  sendJson(res, reply.status, reply.body, headers)
}

function sendJson(res: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  const text = value === null ? '' : JSON.stringify(value)
  res
    .writeHead(status, {
      'content-type': 'application/json; charset=UTF-8',
      'content-length': Buffer.byteLength(text),
      // No other page may embed it as a script or a picture.
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      ...headers,
    })
    .end(text)
}

function sendText(res: ServerResponse, status: number, type: string, text: string, cache: string): void {
  const policy =
    "default-src 'self'; img-src 'self' data: http: https:; style-src 'self'; script-src 'self'; frame-ancestors 'self'; base-uri 'none'"
  res
    .writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      'cache-control': cache,
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
    })
    .end(text)
}

import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool as Database } from 'pg'
import { Pool } from 'undici'
import { appSecret } from './bodies.ts'
import { answerQuestions } from './part.ts'

// The baseline: the minimum that any honest implementation must do. node:http, the signature, one batched durable insert, 200; with
// RECEIVER_URL the whole way: one kept-alive POST per comment, and one batched update with the responses. It has no accounts, people,
// decisions, lanes, limits or messages in doubt: everything the product does beyond this is its cost.
const rowsPerBatch = 64
const flushAfterMs = 1
const callsInFlight = 64
const { DATABASE_URL, RECEIVER_URL } = process.env

const database = new Database({ connectionString: DATABASE_URL!, max: 4 })
await database.query(
  'create table if not exists floor (id bigint generated always as identity primary key, body bytea not null, said text)',
)

/** Calls `work` with the collected items, a batch at a time, at most two batches in parallel. */
function batching<T>(work: (batch: T[]) => Promise<void>): (item: T) => void {
  let waiting: T[] = []
  let underWay = 0
  let planned = false
  const flush = () => {
    planned = false
    if (!waiting.length || underWay >= 2) return
    underWay++
    void work(waiting.splice(0, rowsPerBatch)).finally(() => {
      underWay--
      plan()
    })
  }
  const plan = () => {
    if (waiting.length >= rowsPerBatch) flush()
    else if (waiting.length && !planned && underWay < 2) {
      planned = true
      setTimeout(flush, flushAfterMs)
    }
  }
  return (item) => {
    waiting.push(item)
    plan()
  }
}

type Taken = { body: Buffer; answer: () => void }
const keep = batching<Taken>(async (batch) => {
  const { rows } = await database.query<{ id: string }>({
    name: 'keep',
    text: 'insert into floor (body) select * from unnest($1::bytea[]) returning id',
    values: [batch.map((one) => one.body)],
  })
  batch.forEach((one, index) => {
    one.answer()
    if (platform) call(rows[index]!.id, one.body)
  })
})
const record = batching<{ id: string; said: string }>(async (batch) => {
  await database.query({
    name: 'record',
    text: 'update floor set said = given.said from unnest($1::bigint[], $2::text[]) as given(id, said) where floor.id = given.id',
    values: [batch.map((one) => one.id), batch.map((one) => one.said)],
  })
  recorded += batch.length
})

const platform = RECEIVER_URL ? new Pool(RECEIVER_URL, { connections: callsInFlight, pipelining: 1 }) : null
let recorded = 0
function call(id: string, body: Buffer) {
  const comment = JSON.parse(body.toString()).entry[0].changes[0].value
  const answered: Buffer[] = []
  platform!.dispatch(
    {
      method: 'POST',
      path: `/v26.0/${comment.id}/replies`,
      headers: ['authorization', 'Bearer token', 'content-type', 'application/json'],
      body: JSON.stringify({ message: `Thanks ${comment.from.username}, it costs 5.` }),
    },
    {
      onRequestStart: () => {},
      onResponseStart: () => {},
      onResponseData: (_controller, bytes) => void answered.push(bytes),
      onResponseEnd: () => record({ id, said: JSON.parse(Buffer.concat(answered).toString()).id }),
      onResponseError: (_controller, error) => {
        throw error
      },
    },
  )
}

const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (bytes: Buffer) => parts.push(bytes))
  request.on('end', () => {
    const body = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    const given = Buffer.from(String(request.headers['x-hub-signature-256']).slice(7), 'hex')
    const made = createHmac('sha256', appSecret).update(body).digest()
    if (given.length !== made.length || !timingSafeEqual(given, made)) return void response.writeHead(401, { 'content-length': 0 }).end()
    keep({ body, answer: () => void response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 14 }).end('EVENT_RECEIVED') })
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')

answerQuestions({ ready: true }, () => ({ port: (server.address() as AddressInfo).port, recorded }))

import { createHmac, randomUUID } from 'node:crypto'
import { Pool as Database } from 'pg'
import { Pool } from 'undici'
import { answerQuestions } from './part.ts'

// The baseline of G11: rows of a table, read in batches, each signed and posted over a kept-alive connection, and marked in batches. It has
// no order within a lead, no limit per endpoint, no leases, attempts or retries: everything the product does beyond this is its cost.
const rowsPerBatch = 64
const database = new Database({ connectionString: process.env['DATABASE_URL']!, max: 4 })
const secret = Buffer.from('the secret of the floor')

type Question = { url: string; count: number; body: string }
answerQuestions<Question>({ ready: true }, async ({ url, count, body }) => {
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, { connections: rowsPerBatch, pipelining: 1 })
  await database.query('create table if not exists floor (id bigint generated always as identity primary key, body text, status int)')
  await database.query('truncate floor restart identity')
  await database.query('insert into floor (body) select $1 from generate_series(1, $2::integer)', [body, count])
  const post = async (row: { id: string; body: string }) => {
    const [id, at] = [randomUUID(), String(Math.floor(Date.now() / 1_000))]
    const signature = createHmac('sha256', secret).update(`${id}.${at}.${row.body}`).digest('base64')
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': at,
      'webhook-signature': `v1,${signature}`,
    }
    const answer = await pool.request({ method: 'POST', path: pathname, headers, body: row.body })
    await answer.body.dump()
    return answer.statusCode
  }
  const begun = performance.now()
  for (let after = '0'; ;) {
    const { rows } = await database.query<{ id: string; body: string }>({
      name: 'next',
      text: `select id, body from floor where id > $1 and status is null order by id limit ${rowsPerBatch}`,
      values: [after],
    })
    if (!rows.length) break
    const statuses = await Promise.all(rows.map(post))
    await database.query({
      name: 'mark',
      text: 'update floor f set status = given.status from unnest($1::bigint[], $2::int[]) as given(id, status) where f.id = given.id',
      values: [rows.map((row) => row.id), statuses],
    })
    after = rows.at(-1)!.id
  }
  const seconds = (performance.now() - begun) / 1_000
  await pool.close()
  return { perSecond: count / seconds }
})

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { jobHandlers } from '../../server/jobHandlers.ts'
import { makePlanner } from '../../server/jobs/recurring.ts'
import { jobsDeps } from '../../server/worker.ts'
import { jobReasons } from '../../server/model/job.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { acceptMarked, marked } from '../support/pseudoLanguage.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { readFileSync } from 'node:fs'

type Job = { id: string; kind: string; state: string; reason: { code: string; text: string } | null; attempts: number }
type Page = { data: Job[]; nextCursor: string | null }

describe('jobs, as the API shows them', () => {
  let house: House
  let shop: Shop
  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house, { person: { username: 'mia', name: 'Mia Moll' } })
  })
  afterAll(() => house?.stop())
  const jobs = async (query = '') => (await house.api<Page>('GET', `/api/jobs${query}`)).body
  const audited = async () =>
    (
      await sql<{ action: string; fields: string[] }>`select action, fields from audit where subject = 'job' order by seq`.execute(
        house.deps.databases.system,
      )
    ).rows

  test('a name that was asked for is one, with its try', async () => {
    await shop.write('hello')
    await house.drain()
    const { data } = await jobs('?kind=look_up&state=done')
    expect(data).toMatchObject([{ kind: 'look_up', state: 'done', reason: null, attempts: 1 }])
    const { body } = await house.api<Job & { tries: object[] }>('GET', `/api/jobs/${data[0]!.id}`)
    expect(body.tries).toMatchObject([{ number: 1, outcome: 'done', reason: null }])
    expect(await jobs('?state=parked')).toEqual({ data: [], nextCursor: null })
  })

  test('parked ones say why, are tried again by one who may, and leave a row of the audit', async () => {
    const [{ id }] = (await jobs()).data as [Job]
    await sql`update jobs set state = 'parked', code = 'quarantined' where id = ${id}`.execute(house.deps.databases.system)
    expect((await jobs('?state=parked')).data).toMatchObject([{ id, reason: { code: 'quarantined', text: jobReasons['quarantined'] } }])
    const { deps } = house
    const inEnglish = deps.textsFor
    deps.textsFor = marked
    const translated = (await house.api<Page>('GET', '/api/jobs?state=parked', undefined, acceptMarked)).body
    deps.textsFor = inEnglish
    expect(translated.data).toMatchObject([{ id, reason: { code: 'quarantined', text: '⟦job.quarantined⟧' } }])
    expect((await house.api('POST', '/api/jobs/retry', { ids: [id] })).body).toEqual({ retried: 1 })
    await house.drain()
    expect((await jobs()).data).toMatchObject([{ id, state: 'done', reason: null, attempts: 2 }])
    expect((await house.api('POST', '/api/jobs/retry', { all: true })).body).toEqual({ retried: 0 })
    expect(await audited()).toEqual([{ action: 'retry', fields: ['count:1'] }])
    const { status, body } = await house.api<{ error: { code: string; message: string } }>('POST', '/api/jobs/retry', {})
    expect([status, body.error.code]).toEqual([400, 'invalid_input'])
    expect(body.error.message).toContain('Name the jobs (ids), a kind, or all: true.')
  })

  test('that are parked can be discarded; one that waits is left, since its event waits for the result', async () => {
    const [{ id }] = (await jobs()).data as [Job]
    const setState = (state: string) => sql`update jobs set state = ${state} where id = ${id}`.execute(house.deps.databases.system)
    await setState('waiting')
    expect((await house.api('POST', '/api/jobs/discard', { kind: 'look_up' })).body).toEqual({ discarded: 0 })
    await setState('parked')
    expect((await house.api('POST', '/api/jobs/discard', { kind: 'look_up' })).body).toEqual({ discarded: 1 })
    await house.drain()
    expect((await jobs()).data).toMatchObject([{ id, state: 'done', reason: { code: 'discarded' }, attempts: 2 }])
  })

  test('come in pages', async () => {
    for (let n = 0; n < 4; n++) await shop.write('hi', await shop.meet({ username: `p${n}`, name: `P ${n}` }))
    await house.drain()
    const first = await jobs('?limit=3')
    const rest = await jobs(`?limit=3&cursor=${first.nextCursor}`)
    expect(first.data).toHaveLength(3)
    expect(rest).toMatchObject({ nextCursor: null })
    expect(new Set([...first.data, ...rest.data].map((one) => one.id)).size).toBe(5)
  })

  test('of another workspace are nobody else’s, nor can they be tried again', async () => {
    const { deps } = house
    // What is parked of this workspace and of the instance is gone, so that whatever is found afterwards is the other's.
    for (const scope of ['instance', 'workspace']) await house.api('POST', '/api/jobs/discard', { all: true, scope })
    const other = deps.newId()
    await addWorkspace(deps.databases.system, { id: other, name: 'Another', at: deps.clock.now() })
    const id = deps.newId()
    await sql`insert into jobs (id, workspace_id, kind, state, run_at, created_at) values (${id}, ${other}, 'look_up', 'parked', ${deps.clock.now()}, ${deps.clock.now()})`.execute(
      deps.databases.system,
    )
    expect((await jobs('?state=parked')).data).toEqual([])
    expect((await house.api('GET', `/api/jobs/${id}`)).status).toBe(404)
    expect((await house.api('POST', '/api/jobs/retry', { ids: [id] })).body).toEqual({ retried: 0 })
    for (const scope of ['instance', 'workspace'])
      expect((await house.api('POST', '/api/jobs/discard', { all: true, scope })).body).toEqual({ discarded: 0 })
    const { rows } = await sql<{ state: string }>`select state from jobs where id = ${id}`.execute(deps.databases.system)
    expect(rows).toEqual([{ state: 'parked' }])
  })

  test('of the instance itself are planned, done, and shown to its owner', async () => {
    const { deps } = house
    await makePlanner({ ...jobsDeps(deps), newId: deps.newId })()
    await house.drain()
    const recurring = Object.entries(jobHandlers(deps)).flatMap(([kind, handler]) => (handler.recurring ? [kind] : []))
    expect(recurring.length).toBeGreaterThan(4)
    const { data } = await jobs('?scope=instance')
    // The doctor's round has the instance checked by a job of its own.
    expect(data.map(({ kind }) => kind).toSorted()).toEqual([...recurring, 'doctor'].toSorted())
    for (const job of data) expect(job).toMatchObject({ state: 'done', reason: null })
    expect((await jobs('?kind=add_up')).data).toEqual([])
    expect((await house.api<string>('GET', '/metrics')).body).toContain('autodm_jobs{kind="add_up",state="done"} 1')
  })

  test('each reason stands in the document of errors', () => {
    const document = readFileSync('docs/errors.md', 'utf8')
    for (const [code, text] of Object.entries(jobReasons)) expect(document).toContain(`| \`${code}\` | ${text} |`)
  })
})

import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sealAudit } from '../../server/audit/audit.ts'
import { writeAudit } from '../../server/audit/audit.queries.ts'
import { verifyAudit } from '../../server/audit/chain.queries.ts'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { makeDeps, type MadeDeps } from '../../server/makeDeps.ts'
import { inWorkspace } from '../../server/platform/db.ts'
import { linkToken } from '../../server/auth/linkToken.ts'
import { instanceSecret } from '../../server/platform/instanceSecret.queries.ts'
import type { Tables } from '../../server/platform/tables/tables.ts'
import { addMember, type Member } from '../support/addMember.ts'
import { adminKey, startHouse, type House } from '../support/startHouse.ts'

type Row = {
  id: string
  actorId: string
  actorName: string | null
  action: string
  actionText: string
  subjectId: string | null
  subjectName: string | null
  fields: string[]
  changes: Record<string, unknown>
}
type Verified = { ok: boolean; rows: number; end: { place: number; hash: string } | null; brokenAt?: string; reason?: string }
type List<T> = { data: T[]; nextCursor: string | null }

/** Requirement D8: who did what, what it was before, and that nobody changed it afterwards. */
describe('the audit', () => {
  let house: House
  let workspaceId: string
  let ada: Member
  beforeAll(async () => {
    house = await startHouse()
    workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
    ada = await addMember(house, 'Ada', 'admin', workspaceId)
  })
  afterAll(() => house?.stop())

  const db = () => house.deps.databases.system
  const list = async (query = '') => (await house.api<List<Row>>('GET', `/api/audit${query}`)).body
  const verify = async () => (await house.api<Verified>('POST', '/api/audit/verify', {})).body
  const seal = (deps: MadeDeps = house.deps) => sealAudit({ vault: deps.vault, system: deps.databases.system })

  test('shows who did what, with names as they are now, and harmless values before and after', async () => {
    const ben = await addMember(house, 'Ben', 'member', workspaceId)
    expect((await ada.api('PATCH', `/api/members/${ben.id}`, { role: 'viewer' })).status).toBe(200)
    await ada.api('PATCH', '/api/workspace', { timeZone: 'Europe/Berlin', noticesEmail: 'secret@shop.example' })
    const { id } = (await ada.api<{ id: string }>('POST', '/api/keys', { name: 'CRM', scopes: ['leads.read'] })).body
    const [key, workspace, member] = (await list()).data
    const who = { actorId: `user:${ada.userId}`, actorName: 'Ada' }
    expect(member).toMatchObject({ ...who, action: 'member.change', subjectName: 'Ben', changes: { role: ['member', 'viewer'] } })
    expect(workspace).toMatchObject({
      action: 'workspace.change',
      fields: ['timeZone', 'noticesEmail'],
      changes: { timeZone: ['UTC', 'Europe/Berlin'] },
    })
    expect(key).toMatchObject({
      ...who,
      action: 'key.create',
      subjectId: id,
      subjectName: 'CRM',
      changes: { scopes: [null, ['leads.read']] },
    })
    await sql`update identity."user" set name = 'Ada Q.' where id = ${ada.userId}`.execute(db())
    expect((await list()).data[0]).toMatchObject({ actorName: 'Ada Q.' })
    expect(JSON.stringify((await sql`select * from audit`.execute(db())).rows)).not.toMatch(/secret@|Ada|CRM/)
  })

  test('has sign-ins, failed ones and changed passwords, without email or password', async () => {
    const signIn = (password: string) =>
      house.api('POST', '/api/identity/sign-in/email', { email: ada.email, password }, { authorization: '' })
    await signIn('a wrong password')
    await signIn(ada.password)
    const [right, wrong] = (await list()).data
    expect([wrong, right]).toMatchObject([
      { action: 'user.sign_in_failed', actorId: 'anonymous', subjectId: ada.userId },
      { action: 'user.sign_in', actorId: `user:${ada.userId}` },
    ])
  })

  test('is filtered by person, action and time, and paged', async () => {
    expect(new Set((await list(`?actorId=${ada.userId}`)).data.map((row) => row.actorId))).toEqual(new Set([`user:${ada.userId}`]))
    expect((await list('?action=member.change')).data).toHaveLength(1)
    expect((await list('?action=change')).data.map((row) => row.action)).toEqual(['workspace.change', 'member.change'])
    expect((await list(`?since=${new Date(house.deps.clock.now().getTime() + 1000).toISOString()}`)).data).toEqual([])
    const all = (await list()).data.map((row) => row.id)
    const paged: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: List<Row> = await list(`?limit=2${cursor && `&cursor=${cursor}`}`)
      paged.push(...page.data.map((row) => row.id))
      cursor = page.nextCursor
    }
    expect(paged).toEqual(all)
    const { body } = await house.api<{ actors: object[]; actions: string[]; actionTexts: Record<string, string> }>(
      'GET',
      '/api/audit/choices',
    )
    expect(body.actors).toContainEqual({ actorId: `user:${ada.userId}`, actorName: 'Ada Q.', actorText: 'Ada Q.' })
    expect(body.actionTexts['key.create']).toBe('created an API key')
    expect(body.actions).toEqual(expect.arrayContaining(['key.create', 'member.change', 'user.sign_in_failed', 'workspace.change']))
    expect((await house.api('GET', '/api/audit?action=!')).status).toBe(400)
  })

  test('is exported as sentences and codes, of the rows that the filter names, and leaves a row', async () => {
    const file = (query = '') =>
      fetch(`${house.url}/api/audit/export${query}`, { headers: { authorization: `Bearer ${adminKey}`, 'accept-language': 'en' } })
    const answered = await file('?action=member.change')
    expect([answered.status, answered.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
    const [head, line, ...rest] = (await answered.text()).trim().split('\r\n')
    expect(head).toContain('Time,Who,What,Name,Fields,Changes,Actor,Action,Id')
    expect(line).toMatch(/Z,Ada Q\.,changed the role or accounts of a member,Ben,.*,user:[-\da-f]+,member\.change,[-\da-f]+$/)
    expect(rest).toEqual([])
    expect((await list()).data[0]).toMatchObject({
      action: 'audit.export',
      actionText: 'exported the audit',
      fields: ['format:csv', 'action'],
    })
    expect((await (await file()).text()).trim().split('\r\n')).toHaveLength((await list('?limit=200')).data.length + 1)
  })

  test('is for admins, and of one workspace alone', async () => {
    const eve = await addMember(house, 'Eve', 'member', workspaceId)
    for (const path of ['/api/audit', '/api/audit/export']) expect((await eve.api('GET', path)).status).toBe(403)
    const other = house.deps.newId()
    await addWorkspace(db(), { id: other, name: 'Other', at: new Date('2030-01-01') })
    const zoe = await addMember(house, 'Zoe', 'admin', other)
    expect((await zoe.api<List<Row>>('GET', '/api/audit')).body.data).toEqual([])
    expect((await zoe.api<Verified>('POST', '/api/audit/verify', {})).body).toMatchObject({ ok: true, rows: 0 })
    expect((await ada.api<List<Row>>('GET', '/api/audit')).body.data.length).toBeGreaterThan(4)
  })

  test('its rows are only ever added, whoever asks', async () => {
    const { web } = house.deps.databases
    const who = { workspaceId, accountIds: null }
    for (const statement of [sql`update audit set actor = 'user:other'`, sql`delete from audit`])
      await expect(inWorkspace(web, who, (trx) => statement.execute(trx))).rejects.toThrow(/permission denied|only ever added/)
    for (const table of ['audit', 'audit_chain'])
      for (const change of ['delete from', 'update'] as const)
        await expect(
          sql`${sql.raw(change)} ${sql.table(table)} ${sql.raw(change === 'update' ? 'set workspace_id = workspace_id' : '')}`.execute(
            db(),
          ),
        ).rejects.toThrow(/permission denied|only ever added/)
    const link = sql`insert into audit_chain values (${workspaceId}, 1000000, ${house.deps.newId()}, '')`
    await expect(inWorkspace(web, who, (trx) => link.execute(trx))).rejects.toThrow(/permission denied/)
  })

  test('requests cannot fill the list of what waits to be sealed, and a row on it that is sealed already stops nothing', async () => {
    const { web } = house.deps.databases
    const waits = (id: string) => sql`insert into audit_waiting (audit_id, workspace_id) values (${id}, ${workspaceId})`
    const write = (trx: Parameters<typeof writeAudit>[0]) =>
      writeAudit(trx, house.deps, { workspaceId, actor: 'user:web', action: 'change', subject: 'workspace', subjectId: workspaceId })
    const who = { workspaceId, accountIds: null }
    for (const id of [house.deps.newId(), (await list()).data[0]!.id])
      await expect(inWorkspace(web, who, (trx) => waits(id).execute(trx))).rejects.toThrow(/permission denied/)
    // What requests write is put there all the same.
    await inWorkspace(web, who, write)
    await seal()
    const owner = new pg.Client({ connectionString: house.databaseUrl })
    await owner.connect()
    await owner.query('insert into audit_waiting (audit_id, workspace_id) select audit_id, workspace_id from audit_chain')
    await owner.end()
    await db().transaction().execute(write)
    await seal()
    expect((await sql<{ n: number }>`select count(*)::integer as n from audit_waiting`.execute(db())).rows).toEqual([{ n: 0 }])
    expect(await verify()).toMatchObject({ ok: true })
  })

  describe('verified', () => {
    beforeEach(() => seal())
    let ownersDeps: MadeDeps
    let owner: Kysely<Tables>
    beforeAll(async () => {
      ownersDeps = await makeDeps({
        config: house.deps.config,
        log: house.deps.log,
        databaseUrl: house.databaseUrl,
        secretKeys: ['a key that only tests use'],
      })
      owner = new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: house.databaseUrl, max: 1 }) }) })
    })
    afterAll(async () => {
      await owner?.destroy()
      await ownersDeps?.close()
    })
    const withoutTriggers = sql`set local session_replication_role = replica`
    /** What verifying says after somebody did this who may do everything in the database. It is rolled back. */
    async function after(...statements: ReturnType<typeof sql>[]): Promise<Verified> {
      const secret = await instanceSecret(house.deps.vault, db(), 'audit')
      const trx = await owner.startTransaction().execute()
      try {
        for (const statement of [withoutTriggers, ...statements]) await statement.execute(trx)
        return await verifyAudit(trx, secret, workspaceId)
      } finally {
        await trx.rollback().execute()
      }
    }
    const ids = async () =>
      (
        await sql<{ id: string }>`select audit_id as id from audit_chain where workspace_id = ${workspaceId} order by place`.execute(db())
      ).rows.map((row) => row.id)

    test('it holds, row for row', async () => {
      const first = await verify()
      const second = await verify()
      expect(first).toMatchObject({ ok: true, rows: (await ids()).length - 1, end: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) } })
      expect(second.rows).toBe(first.rows + 1) // verifying is recorded itself
    })

    test('a changed byte is named by its row, in whatever column', async () => {
      const [, , id] = await ids()
      const change = async (to: string) =>
        owner.transaction().execute(async (trx) => {
          await withoutTriggers.execute(trx)
          await sql`update audit set action = ${to} where id = ${id}`.execute(trx)
        })
      const { action } = (await list()).data.find((row) => row.id === id)!
      await change('chang')
      expect(await verify()).toEqual({ ok: false, rows: 2, end: null, brokenAt: id, reason: 'changed' })
      await change(action.split('.')[1]!)
      expect((await verify()).ok).toBe(true)
      for (const other of [
        sql`actor = actor || ' '`,
        sql`at = at + interval '1 microsecond'`,
        sql`fields = fields || 'x'::text`,
        sql`changes = '{"role": ["viewer", "owner"]}'`,
        sql`subject_id = null`,
        sql`seq = default`,
      ])
        expect(await after(sql`update audit set ${other} where id = ${id}`)).toMatchObject({
          ok: false,
          rows: 2,
          brokenAt: id,
          reason: 'changed',
        })
    })

    test('a deleted row is noticed, with and without its hash; so is one that was added beside the chain', async () => {
      const [, second, third] = await ids()
      expect(await after(sql`delete from audit where id = ${second}`)).toMatchObject({ ok: false, brokenAt: second, reason: 'missing' })
      expect(
        await after(sql`delete from audit where id = ${second}`, sql`delete from audit_chain where audit_id = ${second}`),
      ).toMatchObject({ ok: false, brokenAt: third, reason: 'gap' })
      expect(await after(sql`delete from audit_chain where audit_id = ${second}`)).toMatchObject({ ok: false, brokenAt: third })
      const added = house.deps.newId()
      expect(
        await after(sql`insert into audit (id, workspace_id, at, actor, action, subject)
          values (${added}, ${workspaceId}, now(), 'user:other', 'change', 'lead')`),
      ).toMatchObject({ ok: false, brokenAt: added, reason: 'added' })
    })

    test('two swapped rows are noticed, by their content and by their places', async () => {
      const [, second, third] = await ids()
      const swap = (column: string) => sql`update audit a set ${sql.ref(column)} = b.${sql.ref(column)} from audit b
        where (a.id = ${second} and b.id = ${third}) or (a.id = ${third} and b.id = ${second})`
      expect(await after(...['at', 'actor', 'action', 'subject', 'fields', 'changes', 'subject_id'].map(swap))).toMatchObject({
        ok: false,
        brokenAt: second,
      })
      expect(
        await after(
          sql`update audit_chain set place = -place where audit_id in (${second}, ${third})`,
          sql`update audit_chain set place = case audit_id when ${second} then 3 else 2 end where audit_id in (${second}, ${third})`,
        ),
      ).toMatchObject({ ok: false, brokenAt: third, reason: 'changed' })
    })

    test('hashes cannot be made without the key of the instance', async () => {
      const [, id] = await ids()
      expect(await after(sql`update audit_chain set hash = sha256('x') where audit_id = ${id}`)).toMatchObject({ ok: false, brokenAt: id })
    })

    test('1,000 rows that two processes write at once, while both seal, become one chain', async () => {
      const before = (await verify()).rows
      const row = { workspaceId, actor: 'command', action: 'test', subject: 'mail', subjectId: null }
      const writeAll = async (deps: MadeDeps) => {
        const inTens = Array.from({ length: 50 }, (_, n) => n)
        const writers = Array.from({ length: 5 }, async () => {
          for (let n = inTens.pop(); n !== undefined; n = inTens.pop())
            await deps.databases.system.transaction().execute(async (trx) => {
              for (let many = 0; many < 10; many++) await writeAudit(trx, deps, row)
            })
        })
        const sealing = (async () => {
          while (inTens.length) await seal(deps)
        })()
        await Promise.all([...writers, sealing])
      }
      await Promise.all([writeAll(house.deps), writeAll(ownersDeps)])
      expect(await verify()).toMatchObject({ ok: true, rows: before + 1 + 1_000 })
      const { rows } = await sql<{ places: number; last: number }>`
        select count(*) as places, max(place) as last from audit_chain where workspace_id = ${workspaceId}`.execute(db())
      expect(rows[0]!.places).toBe(rows[0]!.last)
    })

    test('a long audit is verified in parts, each of which goes on where the one before ended', async () => {
      const secret = await instanceSecret(house.deps.vault, db(), 'audit')
      const whole = await verifyAudit(db(), secret, workspaceId)
      expect(whole.rows).toBeGreaterThan(1_000)
      const parts = []
      for (let from: Awaited<ReturnType<typeof verifyAudit>>['next']; ;) {
        const part = await verifyAudit(db(), secret, workspaceId, { from, atMost: 400 })
        parts.push(part.rows)
        if (!part.next) {
          expect(part).toEqual(whole)
          break
        }
        from = part.next
      }
      expect(parts).toEqual([400, 800, ...(whole.rows >= 1_200 ? [1_200] : []), whole.rows])
      // By the API a place counts only as the hub gave it out: by another, anybody could make the audit look changed.
      const verify = (place: (string | number)[]) =>
        house.api<Verified>('POST', '/api/audit/verify', { cursor: Buffer.from(JSON.stringify(place)).toString('base64url') })
      const { rows } = await sql<{ hash: string }>`
        select encode(hash, 'hex') as hash from audit_chain where workspace_id = ${workspaceId} and place = 400`.execute(db())
      const { hash } = rows[0]!
      const signed = (of: string) => linkToken(house.deps, of)
      const token = await signed(`audit_verify/${workspaceId}/400/${hash}`)
      expect((await verify([400, hash, token])).body).toMatchObject({ ok: true })
      const others = [signed(`audit_verify/${workspaceId}/401/${hash}`), signed(`audit_verify/${house.deps.newId()}/400/${hash}`)]
      for (const place of [
        [400, 'ab'.repeat(32)],
        [400, 'ab'.repeat(32), token],
        [401, hash, token],
        ...(await Promise.all(others)).map((other) => [400, hash, other]),
      ])
        expect([place, (await verify(place)).status]).toEqual([place, 400])
      expect((await house.api('POST', '/api/audit/verify', { cursor: 'x' })).status).toBe(400)
    })
  })
})

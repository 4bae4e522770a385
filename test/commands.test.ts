import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandTools } from '../server/commands/command.ts'
import { sendTestCommand } from '../server/commands/sendTest.ts'
import { environmentOfUsers, makePlace, type Place } from './support/npmStart.ts'
import { until } from './support/until.ts'

// The command line as its users call it: with a running hub beside it, and alone.
describe('npm run cli', () => {
  let place: Place
  const setupOf = async () => (await place.api<{ ownerExists: boolean }>('GET', '/api/setup')).body
  beforeAll(async () => {
    place = await makePlace()
  })
  afterAll(async () => {
    await place?.stop()
    place?.remove()
  }, 60_000)

  /** Calls a command. `killedAt`: it is killed once it prints this, with everything that it started. */
  function cli(...given: (string | { killedAt: string })[]): Promise<{ code: number | null; out: string; err: string }> {
    const args = given.filter((one) => typeof one === 'string')
    const killedAt = given.find((one) => typeof one !== 'string')?.killedAt
    const child = spawn(process.execPath, [path.resolve('bin/cli.mjs'), ...args], {
      env: { ...environmentOfUsers(), DATA_DIR: place.dataDir, PORT: String(place.port), SIMULATOR_PORT: String(place.simulatorPort) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said = { out: '', err: '' }
    child.stdout.on('data', (bytes: Buffer) => {
      said.out += bytes.toString()
      if (killedAt && said.out.includes(killedAt)) place.killAll()
    })
    child.stderr.on('data', (bytes: Buffer) => (said.err += bytes.toString()))
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })))
  }

  test('lists its commands, and explains one', async () => {
    const [all, one] = await Promise.all([cli('--help'), cli('reset', '--help')])
    expect(all).toMatchObject({ code: 0, err: '' })
    for (const name of ['cleanup', 'import-env', 'migrate', 'replay', 'reset', 'reset-owner', 'seed', 'send-test', 'studio'])
      expect(all.out).toContain(`\n  ${name}`)
    expect(one).toMatchObject({ code: 0, out: expect.stringContaining('npm run cli -- reset --yes\n') })
  })

  test.each([
    [['nothing'], 'There is no command "nothing".'],
    [['migrate', '--force'], "Unknown option '--force'. Call it as: npm run cli -- migrate"],
    [['reset'], 'Repeat it with --yes.'],
    [['audit'], 'There is no command "audit".'],
    [['audit', 'verify', '--all'], "Unknown option '--all'. Call it as: npm run cli -- audit verify"],
    [['replay', '--since', 'yesterday'], '--since: "yesterday" is not a time'],
    [['replay', '--since', '2026-01-01T00:00:00Z', '--account', 'a', '--workspace', 'b'], 'Give --account or --workspace, not both'],
    [['import-env'], 'Give one FILE. Call it as: npm run cli -- import-env FILE'],
    [['seed', '--days', 'many'], '--days: give a whole number from 1 to 366.'],
    [[], ''],
  ])('ends with 2 when it is called as %j', async (args, says) => {
    const { code, err } = await cli(...args)
    expect([code, err]).toEqual([2, expect.stringContaining(says)])
  })

  test('makes the database of a new hub, and finds nothing to do the second time', async () => {
    const first = await cli('migrate')
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toMatch(/^Applied 0001_house.sql\n[^]*\nThe database is up to date.\n$/)
    expect(await cli('migrate')).toEqual({ code: 0, out: 'The database was up to date already.\n', err: '' })
    expect((await cli('studio')).err).toContain('The embedded database runs only while AutoDM Hub runs.')
  }, 60_000)

  test('checks the set-up without a running hub, says so first, and ends with 1', async () => {
    const { code, out, err } = await cli('doctor')
    expect([code, err]).toEqual([1, 'Problems: 1.\n'])
    expect(out).toMatch(
      /^\nAutoDM Hub\n {2}✗ PROBLEM {2}AutoDM Hub is running: AutoDM Hub is not running\.\n[^]*next: Start it with npm start\./,
    )
  }, 60_000)

  test('leaves a running hub alone, and shows the way to its database', async () => {
    await place.start().ready()
    const owner = { name: 'Maya', email: 'maya@example.com', password: 'correct horse battery', workspaceName: 'Maya Studio' }
    expect((await place.api('POST', '/api/setup/owner', owner)).status).toBe(201)
    expect(await cli('migrate')).toMatchObject({ code: 0, out: 'The database was up to date already.\n' })
    const refused = await cli('reset', '--yes')
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/^AutoDM Hub is running at http:.*Stop it first\.\n$/)])
    expect(await cli('seed')).toMatchObject({ code: 1, err: expect.stringContaining('Stop it first.') })
    expect(await cli('doctor')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('✓ ok  AutoDM Hub is running') })
    expect(await cli('review-kit')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^# App review of Maya Studio\n[^]*data-deletion/),
    })
    const { out } = await cli('studio')
    const client = new pg.Client({ connectionString: /^psql '(.*)'$/m.exec(out)![1]! })
    await client.connect()
    expect((await client.query('select name from workspaces')).rows).toEqual([{ name: 'Maya Studio' }])
    await client.end()
    expect(await setupOf()).toMatchObject({ ownerExists: true })
  }, 60_000)

  test('takes over the settings and accounts of another program, and says what became of each name', async () => {
    const file = path.join(place.dataDir, 'former.env')
    const written = path.join(place.dataDir, 'new.env')
    const env = {
      FACEBOOK_APP_SECRET: 'secret of the former app',
      SECRET_KEY: 'signs there',
      WHATSAPP_TOKEN: 'token of nobody',
      PHONE_NUMBER_ID: '4711',
    }
    writeFileSync(
      file,
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
    const first = await cli('import-env', file, '--write', written)
    expect([first.code, first.err]).toEqual([1, 'Accounts that could not be connected: 1.\n'])
    expect(first.out).toMatch(
      /✓ FACEBOOK_APP_SECRET: the setting META_APP_SECRET\n- SECRET_KEY: not taken over[^]*✗ WHATSAPP_TOKEN, PHONE_NUMBER_ID: not connected: /,
    )
    for (const secret of ['former app', 'token of nobody', 'signs there']) expect(first.out).not.toContain(secret)
    expect(readFileSync(written, 'utf8')).toBe("META_APP_SECRET='secret of the former app'\n")
    expect(await cli('import-env', file, '--write', written)).toMatchObject({
      code: 1,
      err: `${written} is there already: nothing was written.\n`,
    })
    expect((await cli('import-env', path.join(place.dataDir, 'none.env'))).err).toContain('none.env cannot be read (ENOENT)')

    const number = await place.sim<{ id: string; accessToken: string }>('POST', '/simulator/accounts', {
      channel: 'whatsapp',
      name: 'By env',
    })
    // The token of an Instagram login tells its account, so its id may be missing.
    const insta = await place.sim<{ id: string; accessToken: string }>('POST', '/simulator/accounts', {
      channel: 'instagram',
      username: 'by.env',
      name: 'By env',
    })
    writeFileSync(
      file,
      `WHATSAPP_TOKEN=${number.accessToken}\nPHONE_NUMBER_ID=${number.id}\nINSTAGRAM_PAGE_ACCESS_TOKEN=${insta.accessToken}\n`,
    )
    const second = await cli('import-env', file)
    expect([second.code, second.err]).toEqual([0, ''])
    expect(second.out).toMatch(/✓ WHATSAPP_TOKEN, PHONE_NUMBER_ID: WhatsApp .*, in Maya Studio\n/)
    expect(second.out).toContain('✓ INSTAGRAM_PAGE_ACCESS_TOKEN: Instagram by.env, in Maya Studio\n')
    const { data } = (await place.api<{ data: { externalId: string }[] }>('GET', '/api/accounts')).body
    expect(data.map(({ externalId }) => externalId)).toContain(insta.id)
  }, 60_000)

  test('sends a message, replays what failed, and cleans up, beside a running hub', async () => {
    const account = (await place.api<{ data: { id: string; externalId: string; channel: string }[] }>(
      'POST',
      '/api/accounts/simulated',
      {},
    )) as unknown as { body: { id: string; externalId: string } }
    const { id, externalId } = account.body
    const person = await place.sim<{ id: string }>('POST', '/simulator/people', { username: 'zoe', name: 'Zoe' })
    await place.sim('POST', '/simulator/messages', { accountId: externalId, personId: person.id, text: 'hello' })
    const known = async () => (await place.api<{ data: unknown[] }>('GET', '/api/contacts?q=zoe')).body.data.length > 0
    await until('the message arrived', known, 20_000)
    expect(await cli('send-test', '--account', id, '--to', person.id, '--text', 'Are you there?')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^Message \S+ is sent\.\n$/),
    })
    expect(await cli('send-test', '--account', id, '--to', '1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('A person must comment or write first.'),
    })
    expect(await cli('send-test', '--account', 'nobody', '--to', '1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no account nobody'),
    })
    expect(await cli('send-test', '--account', id, '--to', person.id, '--text', ' ')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--text: '),
    })
    expect(await cli('replay', '--since', '2026-01-01T00:00:00Z')).toMatchObject({ code: 0, out: 'Sent again: 0 messages.\n' })
    expect(await cli('replay', '--endpoint', 'x', '--since', '2026-01-01T00:00:00Z')).toMatchObject({
      code: 1,
      err: 'There is no endpoint x.\n',
    })

    const studio = await cli('studio')
    const url = /^psql '(.*)'$/m.exec(studio.out)![1]!
    // One in doubt may have arrived: the command neither fails nor says that it was not sent.
    const said: string[] = []
    const tools = { config: { databaseUrl: url }, log: pino({ enabled: false }), say: (line: string) => void said.push(line) }
    const inDoubt = sendTestCommand(() => Promise.resolve({ id: 'm1', state: 'in_doubt', reason: null }))
    await inDoubt.run(tools as unknown as CommandTools, { account: id, to: person.id, text: 'x' })
    expect(said).toEqual(['Message m1 waits. GET /api/messages shows it.'])

    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(`insert into jobs (id, workspace_id, kind, state, run_at, created_at, finished_at)
      select gen_random_uuid(), w.id, 'look_up', 'done', at, at, at from workspaces w, (select now() - interval '60 days' as at) old, generate_series(1, 1200)`)
    expect(await cli('cleanup', '--dry-run')).toMatchObject({
      code: 0,
      err: '',
      out: 'jobs: 1200\nWould be removed: 1200 rows. Nothing was changed.\n',
    })
    expect(await cli('cleanup')).toMatchObject({ code: 0, err: '', out: 'jobs: 1200\nRemoved: 1200 rows.\n' })
    const { rows } = await client.query(`select subject || '.' || action as done from audit where actor = 'command' order by seq`)
    expect(rows.map(({ done }: { done: string }) => done)).toEqual([
      'account.connect',
      'account.connect',
      'message.send',
      'workspace.clean_up',
    ])
    await client.end()
  }, 90_000)

  test('wraps the keys of a running hub anew, and gives the hub itself a new data key', async () => {
    expect(await cli('rotate-keys', '--renew', 'instance')).toEqual({
      code: 0,
      out: expect.stringMatching(/^Data keys wrapped .*: 0\. .*\nData key 2 is in use\. Secrets sealed again: \d+\. .*: 0\.\n$/) as string,
      err: '',
    })
    expect(await cli('rotate-keys', '--renew', '01900000-0000-7000-8000-000000000000')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no workspace'),
    })
    expect(await setupOf()).toMatchObject({ ownerExists: true })
  }, 60_000)

  test('gives the owner of a running hub a new password, and ends their sessions', async () => {
    const base = `http://127.0.0.1:${place.port}`
    const signIn = (email: string, password: string) =>
      fetch(`${base}/api/identity/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: base },
        body: JSON.stringify({ email, password }),
      })
    const before = await signIn('maya@example.com', 'correct horse battery')
    const cookie = before.headers.getSetCookie()[0]!.split(';')[0]!
    const mayRead = async () => (await fetch(`${base}/api/me`, { headers: { cookie } })).status
    expect(await mayRead()).toBe(200)
    expect(await cli('reset-owner', '--email', 'eve@example.com')).toEqual({
      code: 1,
      out: '',
      err: '"eve@example.com" is not the email of an owner. Owners: maya@example.com\n',
    })
    const { code, out, err } = await cli('reset-owner')
    expect([code, err]).toEqual([0, ''])
    const [, email, password, ended] = /^Sign in as (\S+) with the password (\S+)\nSessions ended: (\d)\./.exec(out)!
    expect([email, ended]).toEqual(['maya@example.com', '2'])
    expect((await signIn(email!, 'correct horse battery')).status).toBe(401)
    expect((await signIn(email!, password!)).status).toBe(200)
    await until('the old session has ended', async () => (await mayRead()) === 401, 10_000)
    const studio = await cli('studio')
    const client = new pg.Client({ connectionString: /^psql '(.*)'$/m.exec(studio.out)![1]! })
    await client.connect()
    const { rows } = await client.query(`select actor, action, subject from audit where action = 'reset_owner'`)
    expect(rows).toEqual([{ actor: 'command', action: 'reset_owner', subject: 'user' }])

    expect(await cli('audit', 'verify')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^✓ Maya Studio \(\S+\): \d+ rows hold; end \d+ [0-9a-f]{64}\n$/),
    })
    await client.query('set session_replication_role = replica')
    const changed = await client.query<{ id: string }>(`update audit set actor = 'platform' where action = 'reset_owner' returning id`)
    expect(await cli('audit', 'verify')).toMatchObject({
      code: 1,
      out: expect.stringContaining(`then row ${changed.rows[0]!.id} was changed, or is in another place`),
      err: 'Workspaces whose audit is not what was written: 1.\n',
    })
    await client.end()
  }, 60_000)

  test('deletes everything once the hub has stopped, which then starts as a new one', async () => {
    await place.stop()
    expect(await cli('cleanup')).toMatchObject({ code: 0, err: '', out: 'Removed: 0 rows.\n' })
    const world = path.join(place.dataDir, 'simulator/world.sqlite')
    expect(existsSync(world)).toBe(true)
    expect(await cli('reset', '--yes')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('is deleted') })
    expect([existsSync(world), existsSync(path.join(place.dataDir, 'secret-key'))]).toEqual([false, true])
    await place.start().ready()
    expect(await setupOf()).toMatchObject({ ownerExists: false })
    await place.stop()
  }, 60_000)

  test('makes a demo workspace whose history ends now, once, and its owner can sign in', async () => {
    // The first is killed in the middle of its history, with the database that it started.
    await expect(cli('seed', '--days', '60', { killedAt: 'Playing' })).resolves.toMatchObject({ out: 'Playing a history of 60 days …\n' })
    const made = await cli('seed', '--days', '3')
    expect(made).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^An earlier demo was interrupted: it is deleted and made anew\.\nPlaying a history of 3 days …\n/),
    })
    const [, email, password] = /sign in as (\S+) with the password (\S+)\n$/.exec(made.out)!
    expect(await cli('seed', '--days', '3')).toEqual({ code: 0, err: '', out: 'The demo workspace is there already.\n' })
    await place.start().ready()
    const base = `http://127.0.0.1:${place.port}`
    const signedIn = await fetch(`${base}/api/identity/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: base },
      body: JSON.stringify({ email, password }),
    })
    expect(signedIn.status).toBe(200)
    const cookie = signedIn.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const get = async <T>(path: string) => (await (await fetch(base + path, { headers: { cookie } })).json()) as { data: T[] }
    const events = (await get<{ occurredAt: string; outcome: string }>('/api/events?limit=200')).data
    const days = new Set(events.map((one) => one.occurredAt.slice(0, 10)))
    expect(days.size).toBeGreaterThanOrEqual(3)
    expect(events.every((one) => Date.parse(one.occurredAt) <= Date.now())).toBe(true)
    expect(events.map((one) => one.outcome)).toContain('sent')
    expect((await get('/api/leads?status=DELIVERED')).data).not.toEqual([])
    expect((await get<object>('/api/endpoints')).data).toMatchObject([{ state: 'paused' }])
    // The clock of the simulator stands where it stood.
    expect((await place.sim<{ offsetMs: number }>('GET', '/simulator/clock')).offsetMs).toBe(0)
  }, 90_000)
})

import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Contact } from '../../server/contacts/contacts.schemas.ts'
import type { Preview, ShownImport } from '../../server/imports/imports.schemas.ts'
import { importContacts } from '../../server/imports/importContacts.job.ts'
import { jobHandlers } from '../../server/jobHandlers.ts'
import type { Job } from '../../server/model/job.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { adminKey, startHouse, type House } from '../support/startHouse.ts'

let house: House
let shop: NumberShop
beforeAll(async () => {
  house = await startHouse()
  shop = await openNumber(house)
})
afterAll(() => house?.stop())

const key = { authorization: `Bearer ${adminKey}` }
type Given = { mapping?: object; options?: object; headers?: Record<string, string>; to?: string }
async function post<T>(file: string | Buffer, { mapping, options, headers = key, to = '' }: Given = {}) {
  const form = new FormData()
  form.set('file', new Blob([typeof file === 'string' ? file : new Uint8Array(file)]), 'people.csv')
  if (mapping) form.set('mapping', JSON.stringify(mapping))
  if (options) form.set('options', JSON.stringify(options))
  const answer = await fetch(`${house.url}/api/contacts/import${to}`, { method: 'POST', headers, body: form })
  return { status: answer.status, body: (await answer.json()) as T & { error: { code: string; message: string } } }
}
const preview = async (file: string | Buffer, given: Given = {}) => (await post<Preview>(file, { ...given, to: '/preview' })).body
const show = async (id: string) => (await house.api<ShownImport>('GET', `/api/imports/${id}`)).body
async function run(file: string | Buffer, given: Given = {}) {
  const { status, body } = await post<{ importId: string }>(file, given)
  expect({ status, body }).toMatchObject({ status: 202 })
  await house.drain()
  return show(body.importId)
}
const people = async (query = '') => (await house.api<{ data: Contact[] }>('GET', `/api/contacts?limit=100${query}`)).body.data
const byEmail = async (email: string) => (await people(`&email=${encodeURIComponent(email)}`))[0]!
const figures = ({ status, total, done, created, updated, unchanged, failed }: ShownImport) => ({
  status,
  total,
  done,
  created,
  updated,
  unchanged,
  failed,
})
const errorsOf = async ({ errorFile }: ShownImport) => (await fetch(house.url + errorFile!, { headers: key })).text()
const filesOnDisk = () => {
  const folder = path.join(house.deps.config.dataDir, 'media')
  return existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).length : 0
}
const removeFiles = () => jobHandlers(house.deps).removed_files.run({ data: {} } as Job, new AbortController().signal)

describe('a preview', () => {
  test('says what each column becomes, what is refused and why, and stores nothing', async () => {
    const file =
      'Full name;E-Mail;Mobile;Note\r\n"Quinn; Nora";nora@shop.example;0170 1234567;x\r\nNo key;;;\r\nBad;not an address;1,70E+11;\r\n'
    const shown = await preview(file, { options: { country: 'DE' } })
    expect(shown).toMatchObject({
      encoding: 'utf-8',
      delimiter: ';',
      isWhole: true,
      counts: { created: 1, updated: 0, unchanged: 0, failed: 2 },
    })
    expect(shown.columns.map(({ name, target }) => [name, target])).toEqual([
      ['Full name', 'name'],
      ['E-Mail', 'email'],
      ['Mobile', 'phone'],
      ['Note', 'ignore'],
    ])
    expect(shown.rows[0]).toMatchObject({
      outcome: 'created',
      values: { name: 'Quinn; Nora', email: 'nora@shop.example', phone: '+491701234567' },
    })
    expect(shown.rows[1]!.problems.map((one) => one.code)).toEqual(['no_key'])
    expect(shown.rows[2]!.problems).toEqual([
      { column: 'E-Mail', code: 'email_invalid', text: 'Is not an email address.' },
      expect.objectContaining({ column: 'Mobile', code: 'phone_rounded' }),
    ])
    expect([await people(), filesOnDisk()]).toEqual([[], 0])
  })

  test.each([
    ['UTF-8 with its mark', (text: string) => Buffer.from(`\uFEFF${text}`), 'utf-8'],
    ['UTF-8 without one', (text: string) => Buffer.from(text), 'utf-8'],
    ['UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 of the other order', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), 'utf-16be'],
    ['the code page of Windows', (text: string) => Buffer.from(text, 'latin1'), 'windows-1252'],
  ])('reads %s', async (_, encode, encoding) => {
    const shown = await preview(encode('name,email\n"Zoë ""Z"" Grün\nJr.",zoe@shop.example\n'))
    expect(shown).toMatchObject({ encoding, rows: [{ values: { name: 'Zoë "Z" Grün\nJr.' } }] })
  })

  test.each([
    ['no text', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 200, 0, 0, 1, 2]), 'is no text'],
    ['an open quotation mark', 'name,email\n"Nora,nora@shop.example\n', 'never closed'],
    ['only a head', 'name,email\n', 'no rows'],
  ])('is not made of %s: the error says why', async (_, file, words) => {
    const { status, body } = await post(file)
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(words)])
    expect(filesOnDisk()).toBe(0)
  })
})

describe('an import', () => {
  const file = [
    'name,email,phone,birthday,tags,size,consent,Wording',
    'Ada,ada@shop.example,+49 170 2000001,1990-05-17,"vip, news",M,yes,Yes please',
    'Ben,ben@shop.example,,--02-29,news,,no,',
    'Cid,cid-at-shop,,,,,,',
    'Ada again,ADA@shop.example,,,late,L,,',
    ',,0170 2000001,,phone,,,',
  ].join('\r\n')
  const mapping = {
    name: 'name',
    email: 'email',
    phone: 'phone',
    birthday: 'birthday',
    tags: 'tags',
    size: 'field.size',
    consent: 'consent',
    Wording: 'consentWording',
  }
  const options = { country: 'DE', tags: ['imported'], consent: { about: 'marketing', channel: 'email', words: 'Send me news' } }

  test('creates and updates people with tags, fields and consents, and refuses rows with their reasons', async () => {
    const done = await run(file, { mapping, options })
    expect(figures(done)).toEqual({ status: 'done', total: 5, done: 5, created: 2, updated: 2, unchanged: 0, failed: 1 })
    expect(await byEmail('ada@shop.example')).toMatchObject({
      name: 'Ada again',
      phone: '+491702000001',
      birthday: '1990-05-17',
      source: 'import',
      customFields: { size: 'L' },
      consents: [{ about: 'marketing', channel: 'email', state: 'given', source: 'import', wording: 'Yes please' }],
    })
    expect((await byEmail('ada@shop.example')).tags.toSorted()).toEqual(['imported', 'late', 'news', 'phone', 'vip'])
    expect(await byEmail('ben@shop.example')).toMatchObject({ birthday: '9999-02-29', is_birthday_unknown_year: true, consents: [] })
    expect(await errorsOf(done)).toBe(
      'name,email,phone,birthday,tags,size,consent,Wording,import_error\r\nCid,cid-at-shop,,,,,,,email: Is not an email address.\r\n',
    )
  })

  test('of the file of errors, mended, imports the rest; once more, it changes nothing', async () => {
    const [last] = (await house.api<{ data: ShownImport[] }>('GET', '/api/imports')).body.data
    const mended = (await errorsOf(last!)).replace('cid-at-shop', 'cid@shop.example')
    expect(figures(await run(mended, { options }))).toMatchObject({ created: 1, failed: 0 })
    expect(figures(await run(mended, { options }))).toMatchObject({ created: 0, updated: 0, unchanged: 1, failed: 0 })
    const { body } = await house.api<{ data: { action: string }[] }>('GET', '/api/audit?limit=4')
    expect(body.data.map((one) => one.action)).toEqual(['import.finish', 'import.start', 'import.finish', 'import.start'])
  })

  test('refuses cells that cannot be stored, and does the rows beside them', async () => {
    const json = (text: string) => `"${text.replaceAll('"', '""')}"`
    const nested = '['.repeat(3_000) + ']'.repeat(3_000)
    const rows = [
      ['{"a":"\\u0000"}', '', '', ''],
      ['{"a\\u0000b":1}', '', '', ''],
      ['{"a\\ud800":1}', '', '', ''],
      [`{"a":${nested}}`, '', '', ''],
      ['', '["a\\u0000b"]', '', ''],
      ['', '', '[{"state":"given","wording":"\\u0000"}]', ''],
      ['', '', '[{"state":"given","at":"-200000-01-01T00:00:00Z"}]', ''],
      ['', '', '', `[{"accountId":"${shop.accountId}","kind":"phone","value":"\\u0000"}]`],
      ['{"a":"fine"}', '["fine"]', '[]', '[]'],
    ].map((cells, n) => [`cell${n}@shop.example`, ...cells.map(json)].join(','))
    const done = await run(`email,metadata,tags,consents,identifiers\n${rows.join('\n')}\n`)
    expect(figures(done)).toMatchObject({ status: 'done', done: 9, created: 2, failed: 7 })
    // Of a list of tags that is no list, its parts are names.
    expect((await byEmail('cell8@shop.example')).tags).toEqual(['fine'])
  })

  test('reads numbers among identifiers as they are written, and refuses what is no number', async () => {
    const cell = (value: string) => `"[{""accountId"":""${shop.accountId}"",""kind"":""phone"",""value"":""${value}""}]"`
    const rows = `email,identifiers\nspelled@shop.example,${cell('+49 170 2000555')}\nnone@shop.example,${cell('none')}\n`
    expect(figures(await run(rows))).toMatchObject({ created: 1, failed: 1 })
    expect((await byEmail('spelled@shop.example')).identifiers).toMatchObject([{ kind: 'phone', value: '491702000555' }])
  })

  test('takes no consent from the future: what is said after it would not hold', async () => {
    await run('email,consent,consentAt\nlater@shop.example,yes,2099-01-01\n', {
      options: { consent: { about: 'marketing', words: 'Yes' } },
    })
    const { id } = await byEmail('later@shop.example')
    await house.api('PATCH', `/api/contacts/${id}`, { consents: [{ about: 'marketing', state: 'given', at: '2099-01-01T00:00:00Z' }] })
    const beforeYearOne = { about: 'marketing', state: 'given', at: '0000-01-01T00:00:00Z' }
    expect((await house.api('PATCH', `/api/contacts/${id}`, { consents: [beforeYearOne] })).status).toBe(400)
    await house.moveClock(1_000)
    await house.api('PATCH', `/api/contacts/${id}`, { consents: [{ about: 'marketing', state: 'withdrawn' }] })
    const given = encodeURIComponent(JSON.stringify([{ about: 'consent', is: 'given', value: 'marketing' }]))
    expect(await people(`&email=later@shop.example&conditions=${given}`)).toEqual([])
  })

  test('of another program, with ids of its own, makes people whom a bulk action for everyone finds', async () => {
    const file = 'id,email\nfffb2c3d-1234-4abc-8def-001122334455,elsewhere@shop.example\n'
    expect([figures(await run(file)), figures(await run(file))]).toMatchObject([{ created: 1 }, { unchanged: 1 }])
    await house.api('POST', '/api/contacts/bulk', { conditions: [], action: { kind: 'add_tags', tags: ['everyone'] } })
    await house.drain()
    expect((await byEmail('elsewhere@shop.example')).tags).toEqual(['everyone'])
  })

  test('keeps what is known where it is asked to, and refuses a row that names two people', async () => {
    const rows = 'name,email,phone\nOther,ben@shop.example,\nBoth,ben@shop.example,+491702000001\n'
    const done = await run(rows, { options: { existing: 'fill' } })
    expect(figures(done)).toMatchObject({ unchanged: 1, failed: 1 })
    expect((await byEmail('ben@shop.example')).name).toBe('Ben')
    expect(await errorsOf(done)).toContain('belong to different contacts')
  })

  test('opens conversations on a number, adds opt-outs, and never removes one', async () => {
    await shop.write('STOP')
    await house.drain()
    const rows = `name,phone,optedOut,consent\nStopped,+${shop.phone},no,yes\nNew,+491702000077,,yes\nOut,+491702000078,yes,\n`
    const done = await run(rows, { options: { accountId: shop.accountId, consent: { about: 'messages', words: 'I agree' } } })
    expect(figures(done)).toMatchObject({ created: 2, updated: 1, failed: 0 })
    const found = Object.fromEntries((await people('&channel=whatsapp')).map((one) => [one.name, one]))
    expect([
      found['Stopped']?.isOptedOut ?? (await people('&phone=' + shop.phone))[0]!.isOptedOut,
      found['New']!.isOptedOut,
      found['Out']!.isOptedOut,
    ]).toEqual([true, false, true])
    expect(
      figures(await run(rows, { options: { accountId: shop.accountId, consent: { about: 'messages', words: 'I agree' } } })),
    ).toMatchObject({ unchanged: 3 })
  })

  test('opts nobody in: who wants no messages gets none in a conversation that a later import opens', async () => {
    const consent = { about: 'messages', words: 'I agree' }
    await run('name,phone,optedOut\nNever,+491702000090,yes\n')
    await run('name,phone,consent\nNever,+491702000090,yes\n', { options: { consent } })
    await run('name,phone,consent\nNever,+491702000090,yes\n', { options: { consent, accountId: shop.accountId } })
    expect((await people('&phone=%2B491702000090'))[0]).toMatchObject({ channels: ['whatsapp'], isOptedOut: true })
  })

  test('holds what people who were erased had said, and an erase deletes files of imports', async () => {
    const out = (await people('&phone=%2B491702000078'))[0]!
    expect(filesOnDisk()).toBeGreaterThan(0)
    expect((await house.api('POST', `/api/contacts/${out.id}/erase`)).status).toBe(200)
    await removeFiles()
    expect(filesOnDisk()).toBe(0)
    const [last] = (await house.api<{ data: ShownImport[] }>('GET', '/api/imports')).body.data
    expect(last!.errorFile).toBeNull()
    await run('name,phone\nBack,+491702000078\n', { options: { accountId: shop.accountId } })
    expect((await people('&phone=%2B491702000078'))[0]).toMatchObject({ name: 'Back', isOptedOut: true })
  })

  test('is started by whoever may write contacts of the whole workspace', async () => {
    const keyOf = async (given: object) => {
      const { body } = await house.api<{ key: string }>('POST', '/api/keys', {
        name: 'importer',
        scopes: ['contacts.read', 'contacts.write'],
        ...given,
      })
      return { authorization: `Bearer ${body.key}` }
    }
    const statusOf = async (headers: Record<string, string>) =>
      (await post('email\nada@shop.example\n', { headers, to: '/preview' })).status
    expect(await statusOf(await keyOf({}))).toBe(200)
    const limited = await keyOf({ accountIds: [shop.accountId] })
    expect(await statusOf(limited)).toBe(403)
    const [last] = (await house.api<{ data: ShownImport[] }>('GET', '/api/imports')).body.data
    expect((await house.api('GET', '/api/imports', undefined, limited)).body).toMatchObject({ data: [] })
    for (const of of ['', '/errors.csv'])
      expect((await house.api('GET', `/api/imports/${last!.id}${of}`, undefined, limited)).status).toBe(404)
    expect(await statusOf(await keyOf({ scopes: ['contacts.read'] }))).toBe(403)
  })
})

describe('an export', () => {
  const exported = async (query = '', headers = key) => (await fetch(`${house.url}/api/contacts/export${query}`, { headers })).text()
  const lines = (csv: string) => csv.trimEnd().split('\r\n')

  test('has everyone, and changes nothing when it is imported again', async () => {
    const everyone = await people()
    const { body: ada } = await house.api<Contact>('PATCH', `/api/contacts/${(await byEmail('ada@shop.example')).id}`, {
      name: '=1+1',
      tags: ['a, b', 'vip'],
      metadata: { plan: { seats: 3 } },
      birthday: '9999-02-29',
      timeZone: 'Europe/Berlin',
      customFields: { size: '"L"\n;', visits: 12 },
    })
    const csv = await exported()
    expect(lines(csv)).toHaveLength(everyone.length + 1)
    expect(csv).toContain("'=1+1")
    const done = await run(csv)
    expect(figures(done)).toMatchObject({ total: everyone.length, unchanged: everyone.length, failed: 0 })
    expect(await people()).toEqual(everyone.map((one) => (one.id === ada.id ? ada : one)))
  })

  test('takes the filters of the list, is audited, and has only those whom the caller sees', async () => {
    expect(lines(await exported('?email=ben@shop.example'))).toHaveLength(2)
    const { body } = await house.api<{ data: { action: string; fields: string[] }[] }>('GET', '/api/audit?limit=1')
    expect(body.data).toMatchObject([{ action: 'contact.export', fields: ['email'] }])
    const given = { name: 'limited', scopes: ['contacts.read'], accountIds: [shop.accountId] }
    const { body: made } = await house.api<{ key: string }>('POST', '/api/keys', given)
    const csv = await exported('', { authorization: `Bearer ${made.key}` })
    expect(csv).toContain('Stopped')
    expect(csv).not.toContain('ada@shop.example')
  })

  test('brings people with all they said to another workspace, and who opted out stays out', async () => {
    const csv = await exported()
    const other = await startHouse()
    try {
      const there = await openNumber(other)
      const form = new FormData()
      form.set('file', new Blob([csv]), 'people.csv')
      form.set('options', JSON.stringify({ accountId: there.accountId }))
      const answer = await fetch(`${other.url}/api/contacts/import`, { method: 'POST', headers: key, body: form })
      expect(answer.status).toBe(202)
      await other.drain()
      const moved = (await other.api<{ data: Contact[] }>('GET', '/api/contacts?limit=100')).body.data
      // Values of fields that are not defined there are texts.
      const said = ({ name, email, phone, tags, customFields, metadata, birthday, timeZone }: Contact) => ({
        name,
        email,
        phone,
        tags,
        metadata,
        birthday,
        timeZone,
        customFields: Object.fromEntries(Object.entries(customFields).map(([field, value]) => [field, String(value)])),
      })
      const by = (one: Contact) => `${one.email} ${one.phone} ${one.name}`
      const sorted = (all: Contact[]) => all.toSorted((a, b) => by(a).localeCompare(by(b)))
      const everyone = await people()
      expect(sorted(moved).map(said)).toEqual(sorted(everyone).map(said))
      const out = (all: Contact[]) => all.flatMap((one) => (one.isOptedOut && one.phone ? [one.phone] : [])).toSorted()
      expect(out(everyone).length).toBeGreaterThan(0)
      expect(out(moved)).toEqual(out(everyone))
    } finally {
      await other.stop()
    }
  })
})

describe('an import of many rows', () => {
  const rows = Array.from({ length: 1_000 }, (_, n) => `Person ${n},${n % 10 ? `p${n % 900}@many.example` : 'none'},Tag ${n % 3}`)
  const file = `name,email,tags\n${rows.join('\n')}\n`

  test('that is killed in the middle does each row once, with exact figures', async () => {
    const { body } = await post<{ importId: string }>(file)
    const { jobs, system } = house.deps.databases
    // Two attempts of one job at once, as after a lease that was lost, each stopped at its first slice; then one that dies within a slice.
    const job = {
      data: { importId: body.importId },
      workspaceId: (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id,
    } as unknown as Job
    const attempt = (deps = house.deps) => importContacts({ ...deps, jobs, system }, 100, -1).run(job, new AbortController().signal)
    await Promise.all([attempt(), attempt()])
    // The slower one either finds the slice done, or begins behind it.
    const before = (await show(body.importId)).done
    expect([100, 200]).toContain(before)
    let ids = 0
    const dying = {
      ...house.deps,
      newId: () => {
        if (++ids === 50) throw new Error('killed')
        return house.deps.newId()
      },
    }
    await expect(attempt(dying)).rejects.toThrow('killed')
    expect((await show(body.importId)).done).toBe(before)
    await house.drain()
    const done = await show(body.importId)
    expect(figures(done)).toEqual({ status: 'done', total: 1_000, done: 1_000, created: 810, updated: 90, unchanged: 0, failed: 100 })
    expect((await errorsOf(done)).trimEnd().split('\r\n')).toHaveLength(101)
  })

  test('that is canceled keeps what is done, and can be deleted with its file', async () => {
    const { body } = await post<{ importId: string }>(file)
    expect((await house.api('DELETE', `/api/imports/${body.importId}`)).status).toBe(409)
    expect((await house.api('POST', `/api/imports/${body.importId}/cancel`)).body).toMatchObject({ status: 'cancelled', done: 0 })
    await house.drain()
    expect(figures(await show(body.importId))).toMatchObject({ status: 'cancelled', done: 0 })
    expect((await house.api('POST', `/api/imports/${body.importId}/cancel`)).status).toBe(409)
    expect((await house.api('DELETE', `/api/imports/${body.importId}`)).status).toBe(204)
    await removeFiles()
    expect((await house.api('GET', `/api/imports/${body.importId}`)).status).toBe(404)
  })
})

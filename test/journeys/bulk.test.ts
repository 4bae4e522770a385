import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ShownBulkAction } from '../../server/bulk/bulk.schemas.ts'
import { bulkAction } from '../../server/bulk/bulkAction.job.ts'
import type { Contact } from '../../server/contacts/contacts.schemas.ts'
import type { Job } from '../../server/model/job.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { adminKey, startHouse, type House } from '../support/startHouse.ts'

let house: House
let shop: NumberShop
let other: NumberShop
let workspaceId: string
const key = { authorization: `Bearer ${adminKey}` }
const ids: string[] = []

/** Twelve people: five with a conversation on one number, two on another, five with none. */
beforeAll(async () => {
  house = await startHouse()
  shop = await openNumber(house)
  other = await openNumber(house)
  workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  for (let n = 0; n < 12; n++) {
    const accountId = n < 5 ? shop.accountId : n < 7 ? other.accountId : null
    const identifiers = accountId ? [{ accountId, kind: 'phone', value: `+4917030000${String(n).padStart(2, '0')}` }] : undefined
    const body = { name: `Person ${n}`, email: `p${n}@bulk.example`, tags: n % 2 ? ['odd'] : [], identifiers }
    ids.push((await house.api<Contact>('POST', '/api/contacts', body)).body.id)
  }
  await house.api('POST', '/api/contact-fields', { name: 'seats', type: 'number' })
})
afterAll(() => house?.stop())

const start = (body: object, headers: Record<string, string> = key) =>
  house.api<ShownBulkAction & { error: { message: string } }>('POST', '/api/contacts/bulk', body, headers)
const show = async (id: string, headers: Record<string, string> = key) =>
  (await house.api<ShownBulkAction>('GET', `/api/bulk-actions/${id}`, undefined, headers)).body
const people = async (query = '') => (await house.api<{ data: Contact[] }>('GET', `/api/contacts?limit=100${query}`)).body.data
async function run(body: object, headers = key): Promise<ShownBulkAction> {
  const { status, body: begun } = await start(body, headers)
  expect({ status, begun }).toMatchObject({ status: 202, begun: { status: 'running', total: null, done: 0 } })
  await house.drain()
  return show(begun.id, headers)
}
const keyOf = async (given: object) => {
  const scopes = ['contacts.read', 'contacts.write']
  const { body } = await house.api<{ key: string }>('POST', '/api/keys', { name: 'bulk', scopes, ...given })
  return { authorization: `Bearer ${body.key}` }
}
const isOdd = [{ about: 'tag', is: 'has', value: 'odd' }]

test('tags and fields are changed for people by their ids, or for all for whom conditions hold', async () => {
  const gone = '019a0000-0000-7000-8000-000000000000'
  const tagged = await run({ ids: [ids[0], ids[3], gone], action: { kind: 'add_tags', tags: ['chosen', 'late'] } })
  expect(tagged).toMatchObject({ kind: 'add_tags', status: 'done', total: 2, done: 2, why: null })
  expect((await people('&tag=chosen')).map((one) => one.id).toSorted()).toEqual([ids[0], ids[3]])
  const odd = await house.api<{ id: string }>('POST', '/api/segments', { name: 'Odd', conditions: isOdd })
  const alsoHolds = [{ about: 'tag', is: 'has', value: 'late' }]
  const ofBoth = { segmentId: odd.body.id, conditions: alsoHolds, action: { kind: 'add_tags', tags: ['both'] } }
  expect(await run(ofBoth)).toMatchObject({ total: 1, done: 1 })
  expect((await people('&tag=both')).map((one) => one.id)).toEqual([ids[3]])
  // The condition stops to hold for each as it is done.
  expect(await run({ conditions: isOdd, action: { kind: 'remove_tags', tags: ['ODD'] } })).toMatchObject({ total: 6, done: 6 })
  expect(await people('&tag=odd')).toEqual([])
  expect(await run({ conditions: [], action: { kind: 'set_field', key: 'seats', value: '4.0' } })).toMatchObject({ total: 12, done: 12 })
  expect(await people('&field.seats=4')).toHaveLength(12)
  await run({ ids: [ids[1]], action: { kind: 'set_field', key: 'seats', value: null } })
  expect(await people('&field.seats=4')).toHaveLength(11)
  const { body } = await house.api<{ data: { action: string; fields: string[] }[] }>('GET', '/api/audit?limit=2')
  expect(body.data).toMatchObject([
    { action: 'bulk_action.finish' },
    { action: 'bulk_action.start', fields: ['action:set_field', 'people:1'] },
  ])
})

test('what cannot be done is refused, with what to do', async () => {
  const whyNot = async (body: object, headers = key) => {
    const { status, body: answer } = await start(body, headers)
    return [status, answer.error.message]
  }
  const erase = { conditions: [], action: { kind: 'erase' } }
  expect(await whyNot({ action: { kind: 'erase' } })).toEqual([400, expect.stringContaining('either ids, or conditions')])
  expect(await whyNot({ ...erase, conditions: undefined, segmentId: ids[0] })).toEqual([404, expect.stringContaining('segment')])
  expect(await whyNot({ ...erase, ids: [ids[0]], conditions: undefined, segmentId: ids[0] })).toEqual([400, expect.any(String)])
  const field = (of: string, value: string) => ({ conditions: [], action: { kind: 'set_field', key: of, value } })
  expect(await whyNot(field('seats', 'many'))).toEqual([400, expect.stringContaining('is not a value')])
  expect(await whyNot(field('none', 'x'))).toEqual([400, expect.stringContaining('Create it first')])
  expect(await whyNot(erase, await keyOf({}))).toEqual([403, expect.stringContaining('contacts.erase')])
  const limited = await keyOf({ scopes: ['contacts.write', 'contacts.erase'], accountIds: [shop.accountId] })
  expect(await whyNot(erase, limited)).toEqual([403, expect.stringContaining('all accounts')])
})

test('a limited caller reaches the people of their accounts, and sees what they started themselves', async () => {
  const limited = await keyOf({ accountIds: [shop.accountId] })
  const mine = await run({ conditions: [], action: { kind: 'add_tags', tags: ['reached'] } }, limited)
  expect(mine).toMatchObject({ total: 5, done: 5 })
  expect(await run({ ids: [ids[1], ids[6], ids[9]], action: { kind: 'add_tags', tags: ['reached'] } }, limited)).toMatchObject({ total: 1 })
  expect((await people('&tag=reached')).map((one) => one.id).toSorted()).toEqual(ids.slice(0, 5))
  const all = await run({ ids: [ids[0]], action: { kind: 'add_tags', tags: ['hers'] } })
  expect((await house.api('GET', `/api/bulk-actions/${all.id}`, undefined, limited)).status).toBe(404)
  const { body } = await house.api<{ data: ShownBulkAction[] }>('GET', '/api/bulk-actions', undefined, limited)
  expect(body.data.map((one) => one.total)).toEqual([1, 5])
})

test('people are opted out, and automations paused, where they have conversations; the rest take their consent back', async () => {
  expect(await run({ conditions: [], action: { kind: 'opt_out', reason: 'Asked by mail' } })).toMatchObject({ done: 12 })
  expect((await people()).filter((one) => one.isOptedOut)).toHaveLength(7)
  const withdrawn = (await people()).filter(({ consents }) => consents.some((one) => one.state === 'withdrawn' && one.about === 'messages'))
  expect(withdrawn.map((one) => one.id).toSorted()).toEqual(ids.slice(7))
  const [until, sooner] = ['2999-01-01T00:00:00.000Z', '2998-01-01T00:00:00.000Z']
  for (const at of [until, sooner]) await run({ conditions: [], action: { kind: 'pause_bot', until: at } })
  type Threads = { data: { botPausedUntil: string | null }[] }
  const threads = (await house.api<Threads>('GET', '/api/conversations?limit=50')).body.data
  expect(threads.map((one) => one.botPausedUntil)).toEqual(Array.from({ length: 7 }, () => until))
})

test('one that is killed in the middle does each person once; one that is canceled stops', async () => {
  const { system, jobs } = house.deps.databases
  const begun = (await start({ conditions: [], action: { kind: 'add_tags', tags: ['resumed'] } })).body
  const job = { data: { bulkActionId: begun.id }, workspaceId } as unknown as Job
  const attempt = (deps = house.deps) =>
    bulkAction({ ...deps, jobs, system, eraseArrivals: async () => {} }, -1, () => 5).run(job, new AbortController().signal)
  await attempt()
  expect(await show(begun.id)).toMatchObject({ status: 'running', total: 12, done: 5 })
  const dying = {
    ...house.deps,
    newId: () => {
      throw new Error('killed')
    },
  }
  await expect(attempt(dying)).rejects.toThrow('killed')
  expect((await show(begun.id)).done).toBe(5)
  // Two attempts at once, as after a lease that was lost.
  await Promise.all([attempt(), attempt()])
  await house.drain()
  expect(await show(begun.id)).toMatchObject({ status: 'done', total: 12, done: 12 })
  expect(await people('&tag=resumed')).toHaveLength(12)

  const second = (await start({ conditions: [], action: { kind: 'add_tags', tags: ['never'] } })).body
  expect((await house.api('POST', `/api/bulk-actions/${second.id}/cancel`)).body).toMatchObject({ status: 'cancelled', done: 0 })
  await house.drain()
  expect(await people('&tag=never')).toEqual([])
  expect((await house.api('POST', `/api/bulk-actions/${second.id}/cancel`)).status).toBe(409)
})

test('people are erased, each with a row in the audit, and who had opted out comes back opted out', async () => {
  expect(await run({ ids: ids.slice(0, 2), action: { kind: 'erase' } })).toMatchObject({ total: 2, done: 2 })
  expect((await people()).map((one) => one.id).toSorted()).toEqual(ids.slice(2))
  const { body } = await house.api<{ data: { action: string; subjectId: string | null }[] }>('GET', '/api/audit?limit=3')
  expect(body.data.map((one) => one.action)).toEqual(expect.arrayContaining(['bulk_action.finish', 'contact.erase', 'contact.erase']))
  const again = { name: 'Back', identifiers: [{ accountId: shop.accountId, kind: 'phone', value: '+491703000000' }] }
  expect((await house.api<Contact>('POST', '/api/contacts', again)).body.isOptedOut).toBe(true)
})

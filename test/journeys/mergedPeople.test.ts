import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Contact, Note, TimelineItem } from '../../server/contacts/contacts.schemas.ts'
import type { Field } from '../../server/contacts/fields.schemas.ts'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { jobOfFieldRemoval, removeField } from '../../server/contacts/removeField.job.ts'
import { ingest } from '../../server/inbox/ingest.ts'
import { ingestCursor } from '../../server/inbox/ingestCursor.ts'
import type { Job } from '../../server/model/job.ts'
import { addMember } from '../support/addMember.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { answer } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

describe('people', () => {
  let house: House
  let shop: NumberShop
  beforeAll(async () => {
    house = await startHouse()
    shop = await openNumber(house)
  })
  afterAll(() => house?.stop())

  const add = async (body: object) => (await house.api<Contact>('POST', '/api/contacts', body)).body
  const read = async (id: string) => (await house.api<Contact>('GET', `/api/contacts/${id}`)).body
  const find = async (name: string) => (await house.api<{ data: Contact[] }>('GET', `/api/contacts?q=${name}`)).body.data[0]!
  const merge = (id: string, intoId: string) => house.api<Contact>('POST', `/api/contacts/${id}/merge`, { intoId })
  const unmerge = (id: string, body: object = {}) => house.api<Contact>('POST', `/api/contacts/${id}/unmerge`, body)
  const timeline = async (id: string) =>
    (await house.api<{ data: TimelineItem[] }>('GET', `/api/contacts/${id}/timeline?limit=200`)).body.data
  const meet = (name: string, digits: string) => shop.meet({ name, phone: `+49170${digits}` })
  /** Reads and decides what arrived, and sends nothing. */
  async function decide(): Promise<void> {
    await house.webhooksAreHere()
    await ingest({ ...house.deps, system: house.deps.databases.system, cursor: ingestCursor(house.deps.clock) })
  }

  describe('who are merged', () => {
    test('are told what waits for them once, in its order, and what waits for one of them is not lost', async () => {
      await shop.automate(answer('message', ['cost'], 'It costs 5.'))
      await shop.automate(answer('message', ['open'], 'From nine to five.'))
      const [ada, other] = [await meet('Ada', '1000001'), await meet('Ada again', '1000002')]
      await shop.write('cost', ada)
      await shop.write('open', ada)
      await shop.write('cost', other)
      await decide()
      const [from, into] = [await find('Ada%20again'), await find('1701000001')]
      expect((await merge(from.id, into.id)).body).toMatchObject({ id: into.id, name: 'Ada' })
      await house.drain()
      const said = [...(await shop.said(ada)), ...(await shop.said(other))]
      expect(said.toSorted()).toEqual(['From nine to five.', 'It costs 5.'])
      expect((await shop.messages()).map(({ text, status }) => [text, status])).toEqual([
        ['It costs 5.', 'failed'],
        ['From nine to five.', expect.stringMatching(/sent|delivered|read/)],
        ['It costs 5.', expect.stringMatching(/sent|delivered|read/)],
      ])
      expect((await house.api('GET', `/api/contacts/${from.id}`)).status).toBe(404)
      await shop.write('open', other)
      await house.drain()
      expect((await timeline(into.id)).filter(({ kind }) => kind === 'event')).toHaveLength(4)
    })

    test('go on with the question that was asked last, and one lead comes of the answer', async () => {
      await shop.automate({
        name: 'ask',
        definition: {
          triggers: [{ on: 'message', keywords: ['news'] }],
          steps: [
            { id: 'ask', type: 'ask', texts: ['Your e-mail?'], answer: 'email' },
            { id: 'save', type: 'save', field: 'email' },
            { id: 'thanks', type: 'message', texts: ['Thanks, {{email}}'], next: null },
          ],
        },
      })
      const [bob, other] = [await meet('Bob', '2000001'), await meet('Bob again', '2000002')]
      for (const one of [bob, other]) await shop.write('news', one)
      await house.drain()
      await merge((await find('Bob%20again')).id, (await find('1702000001')).id)
      await shop.write('bob@shop.example', bob)
      await shop.write('bob@shop.example', other)
      await house.drain()
      const said = [...(await shop.said(bob)), ...(await shop.said(other))]
      expect(said.filter((text) => text.startsWith('Thanks'))).toEqual(['Thanks, bob@shop.example'])
      expect((await house.api<{ data: unknown[] }>('GET', '/api/leads?q=bob@shop')).body.data).toHaveLength(1)
    })

    test('come apart again with what was theirs; an opt-out holds for both', async () => {
      const [cleo, other] = [await meet('Cleo', '3000001'), await meet('Clea', '3000002')]
      for (const one of [cleo, other]) await shop.write('hello', one)
      await house.drain()
      const [into, from] = [await find('Cleo'), await find('Clea')]
      await house.api('PATCH', `/api/contacts/${from.id}`, {
        email: 'clea@shop.example',
        customFields: { size: 'M' },
        tags: ['vip', 'both'],
      })
      await house.api('PATCH', `/api/contacts/${into.id}`, { customFields: { city: 'Bonn' }, tags: ['both'] })
      await house.api('POST', `/api/contacts/${from.id}/notes`, { text: 'Prefers mornings' })
      const before = await read(from.id)

      const { body: both } = await merge(from.id, into.id)
      expect(both).toMatchObject({
        name: 'Cleo',
        email: 'clea@shop.example',
        customFields: { size: 'M', city: 'Bonn' },
        tags: ['both', 'vip'],
      })
      expect(both.identifiers).toHaveLength(into.identifiers.length + from.identifiers.length)
      await shop.write('STOP', other)
      await house.drain()
      expect((await read(into.id)).isOptedOut).toBe(true)

      const { status, body: again } = await unmerge(into.id)
      expect(status).toBe(200)
      expect(again).toMatchObject({ ...before, isOptedOut: true, consents: expect.any(Array) })
      expect(await read(into.id)).toMatchObject({
        name: 'Cleo',
        email: null,
        customFields: { city: 'Bonn' },
        tags: ['both'],
        isOptedOut: true,
        identifiers: into.identifiers,
      })
      expect((await timeline(from.id)).map(({ kind, text }) => [kind, text])).toContainEqual(['note', 'Prefers mornings'])
      const kinds = (await timeline(into.id)).map(({ kind }) => kind)
      expect(kinds).toEqual(expect.arrayContaining(['merge', 'unmerge']))
      expect(kinds).not.toContain('note')
      expect(await unmerge(into.id)).toMatchObject({ status: 409 })
    })

    test('leave nothing of one with the other when they came apart: each is exported and erased alone', async () => {
      const [from, into] = [await add({ name: 'Secreta', email: 'secreta@shop.example' }), await add({ name: 'Gil' })]
      await merge(from.id, into.id)
      await unmerge(into.id)
      const known = async () => JSON.stringify((await house.api('GET', `/api/contacts/${into.id}/export`)).body)
      expect(await known()).not.toMatch(/secreta/i)
      expect((await timeline(into.id)).map(({ kind, text }) => [kind, text])).toContainEqual(['unmerge', 'Secreta'])
      await house.api('POST', `/api/contacts/${from.id}/erase`)
      expect(JSON.stringify(await timeline(into.id))).not.toContain('Secreta')
      const { rows } = await sql<{ text: string }>`select m::text as text from contact_merges m where from_id = ${from.id}`.execute(
        house.deps.databases.system,
      )
      expect(rows.map(({ text }) => /secreta/i.test(text))).toEqual([false])
    })

    test('are exported for a member who is limited to an account without what was on others', async () => {
      const other = await openNumber(house)
      const on = (accountId: string, digits: string) => ({ accountId, kind: 'phone', value: `+49170${digits}` })
      const from = await add({ name: 'Nea', identifiers: [on(other.accountId, '8000001')] })
      const into = await add({ name: 'Neo', identifiers: [on(other.accountId, '8000002'), on(shop.accountId, '8000002')] })
      await merge(from.id, into.id)
      const { id: workspaceId } = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace
      const lou = await addMember(house, 'Lou', 'member', workspaceId)
      await house.api('PATCH', `/api/members/${lou.id}`, { accountIds: [shop.accountId] })
      const seen = async (api: House['api']) => JSON.stringify((await api('GET', `/api/contacts/${into.id}/export`)).body)
      expect(await seen(house.api)).toContain(other.accountId)
      const limited = await seen(lou.api)
      expect(limited).toContain('contact_merges')
      expect(limited).not.toContain(other.accountId)
    })

    test('came apart: what they took back as one holds for both', async () => {
      const consents = [{ about: 'marketing', channel: 'email', state: 'given' }]
      const [from, into] = [await add({ name: 'Hana', consents }), await add({ name: 'Hanna', consents })]
      await merge(from.id, into.id)
      await house.moveClock(1_000)
      await house.api('PATCH', `/api/contacts/${into.id}`, { consents: [{ ...consents[0], state: 'withdrawn' }] })
      await unmerge(into.id)
      for (const { id } of [from, into]) expect((await read(id)).consents[0]).toMatchObject({ about: 'marketing', state: 'withdrawn' })
    })

    test('of whom one wanted no messages and had no thread: no automation writes to both', async () => {
      const refused = { consents: [{ about: 'messages', state: 'withdrawn' }] }
      const reached = (digits: string) => ({ identifiers: [{ accountId: shop.accountId, kind: 'phone', value: `+49170${digits}` }] })
      const [silent, known] = [await add({ name: 'Lia', ...refused }), await add({ name: 'Lias', ...reached('7000001') })]
      expect(known.isOptedOut).toBe(false)
      expect((await merge(silent.id, known.id)).body.isOptedOut).toBe(true)
      const [alone, agreed] = [await add({ name: 'Mio', ...refused }), await add({ name: 'Mia', ...refused })]
      expect((await house.api('PATCH', `/api/contacts/${alone.id}`, reached('7000002'))).body).toMatchObject({ isOptedOut: true })
      await house.moveClock(1_000)
      await house.api('PATCH', `/api/contacts/${agreed.id}`, { consents: [{ about: 'messages', state: 'given' }] })
      expect((await house.api('PATCH', `/api/contacts/${agreed.id}`, reached('7000003'))).body).toMatchObject({ isOptedOut: false })
    })

    test('come apart in the reverse order of their merges, each with their messages, also when who had the thread left', async () => {
      const ivos = await Promise.all(['Ivo1', 'Ivo2', 'Ivo3'].map((name, n) => meet(name, `500000${n}`)))
      for (const [n, ivo] of ivos.entries()) await shop.write(`from ${n}`, ivo)
      await house.drain()
      const [one, two, three] = await Promise.all(['Ivo1', 'Ivo2', 'Ivo3'].map(find))
      const { id: workspaceId } = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace
      const kim = await addMember(house, 'Kim', 'member', workspaceId)
      type Threads = { data: { id: string; contact: { id: string } }[] }
      const threads = (await house.api<Threads>('GET', '/api/conversations?limit=100')).body.data
      const { id: threadId } = threads.find(({ contact }) => contact.id === one!.id)!
      expect((await house.api('PATCH', `/api/conversations/${threadId}`, { assigneeId: kim.id })).status).toBe(200)
      await merge(one!.id, two!.id)
      await house.moveClock(1_000)
      await merge(two!.id, three!.id)
      await house.api('DELETE', `/api/members/${kim.id}`)
      const mergeOfOne = (await timeline(three!.id)).findLast(({ kind }) => kind === 'merge')!.id
      expect(await unmerge(three!.id, { mergeId: mergeOfOne })).toMatchObject({ status: 409 })
      expect((await unmerge(three!.id)).body).toMatchObject({ id: two!.id, name: 'Ivo2' })
      expect((await unmerge(two!.id)).body).toMatchObject({ id: one!.id, name: 'Ivo1' })
      const said = async (id: string) => (await timeline(id)).flatMap(({ kind, text }) => (kind === 'event' ? [text] : []))
      expect(await Promise.all([one!, two!, three!].map(({ id }) => said(id)))).toEqual([['from 0'], ['from 1'], ['from 2']])
    })

    test('of whom both wrote to an account that was removed since, come apart without it', async () => {
      const other = await openNumber(house)
      const both = await Promise.all(['Jon', 'Jonn'].map((name, n) => other.meet({ name, phone: `+49170600000${n}` })))
      for (const person of both) await other.write('hello', person)
      await house.drain()
      const people = (await house.api<{ data: Contact[] }>('GET', '/api/contacts?q=jon')).body.data
      const [from, into] = [people.find(({ name }) => name === 'Jon')!, people.find(({ name }) => name === 'Jonn')!]
      const phone = '+491706000009'
      await house.api('PATCH', `/api/contacts/${into.id}`, { identifiers: [{ accountId: shop.accountId, kind: 'phone', value: phone }] })
      await merge(from.id, into.id)
      expect((await house.api('DELETE', `/api/accounts/${other.accountId}`)).status).toBe(204)
      await house.drain()
      expect(await unmerge(into.id)).toMatchObject({ status: 200, body: { name: 'Jon', identifiers: [] } })
      expect((await read(into.id)).identifiers).toHaveLength(1)
    })

    test('are refused: somebody with themselves, somebody of another workspace, and by a member who does not see everyone', async () => {
      const [one, two] = [await add({ name: 'One' }), await add({ name: 'Two' })]
      expect(await merge(one.id, one.id)).toMatchObject({ status: 400 })
      const other = house.deps.newId()
      await addWorkspace(house.deps.databases.system, { id: other, name: 'Other', at: house.deps.clock.now() })
      const stranger = await addMember(house, 'Uma', 'owner', other)
      const theirs = (await stranger.api<Contact>('POST', '/api/contacts', { name: 'Theirs' })).body
      expect(await merge(one.id, theirs.id)).toMatchObject({ status: 404 })
      expect(await merge(theirs.id, one.id)).toMatchObject({ status: 404 })
      const { id: workspaceId } = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace
      const ben = await addMember(house, 'Ben', 'member', workspaceId)
      await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [shop.accountId] })
      expect(await ben.api('POST', `/api/contacts/${one.id}/merge`, { intoId: two.id })).toMatchObject({ status: 403 })
      expect((await read(two.id)).name).toBe('Two')
    })
  })

  test('have notes, which are read newest first, page by page, and deleted', async () => {
    const { id } = await add({ name: 'Dora', tags: ['vip'] })
    for (const text of ['first', 'second', 'third']) {
      expect((await house.api('POST', `/api/contacts/${id}/notes`, { text })).status).toBe(201)
      await house.moveClock(1_000)
    }
    expect(await house.api('POST', `/api/contacts/${id}/notes`, { text: ' ' })).toMatchObject({ status: 400 })
    type Page = { data: Note[]; nextCursor: string | null }
    const page = (await house.api<Page>('GET', `/api/contacts/${id}/notes?limit=2`)).body
    expect(page.data.map(({ text }) => text)).toEqual(['third', 'second'])
    const rest = (await house.api<Page>('GET', `/api/contacts/${id}/notes?limit=2&cursor=${page.nextCursor}`)).body
    expect(rest).toMatchObject({ data: [{ text: 'first' }], nextCursor: null })
    expect((await house.api('DELETE', `/api/contacts/${id}/notes/${page.data[0]!.id}`)).status).toBe(204)
    expect((await house.api('DELETE', `/api/contacts/${id}/notes/${page.data[0]!.id}`)).status).toBe(404)
    expect((await timeline(id)).map(({ kind, text }) => [kind, text])).toEqual([
      ['note', 'second'],
      ['note', 'first'],
      ['tag', 'vip'],
      ['added', null],
    ])
  })

  test('have fields of types, which are renamed under the same key, and whose values go with them', async () => {
    const fields = async () => (await house.api<{ data: Field[] }>('GET', '/api/contact-fields')).body.data
    const create = (body: object) => house.api<Field>('POST', '/api/contact-fields', body)
    const { body: plan, status } = await create({ name: 'plan', type: 'choice', choices: ['gold', 'silver'] })
    expect({ status, plan }).toMatchObject({ status: 201, plan: { key: 'plan', name: 'plan', people: 0 } })
    for (const wrong of [
      { name: 'PLAN', type: 'text' },
      { name: 'shoe', type: 'choice' },
      { name: 'phone', type: 'text' },
      { name: 'shoe', type: 'colour' },
      { name: ' ', type: 'text' },
    ])
      expect([400, 409], JSON.stringify(wrong)).toContain((await create(wrong)).status)

    const atOnce = await Promise.all(['Shelf', 'SHELF', 'shelf'].map((name) => create({ name, type: 'text' })))
    expect(atOnce.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([201, 409, 409])

    const { id } = await add({ name: 'Elif', customFields: { plan: 'gold' } })
    const others = [
      await add({ name: 'Emre', customFields: { plan: 'silver' } }),
      await add({ name: 'Esra', customFields: { plan: 'gold' } }),
    ]
    expect(await house.api('PATCH', `/api/contacts/${id}`, { customFields: { plan: 'copper' } })).toMatchObject({ status: 400 })
    expect((await house.api<Field>('PATCH', `/api/contact-fields/${plan.id}`, { name: 'Plan of the month' })).body).toMatchObject({
      key: 'plan',
      name: 'Plan of the month',
      people: 3,
    })
    expect((await read(id)).customFields).toEqual({ plan: 'gold' })

    expect((await house.api('DELETE', `/api/contact-fields/${plan.id}`)).status).toBe(204)
    // A worker that has little time leaves the rest to another job.
    const workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
    const hurried = removeField({ ...house.deps, jobs: house.deps.databases.jobs }, { peopleAtOnce: 1, atATimeMs: 0 })
    const job = { ...jobOfFieldRemoval({ workspaceId, key: 'plan' }, house.deps.clock.now()), id: house.deps.newId(), attempt: 1 }
    expect(await hurried.run(job as unknown as Job, new AbortController().signal)).toEqual({ kind: 'done' })
    await house.drain()
    for (const one of [id, ...others.map((other) => other.id)]) expect((await read(one)).customFields).toEqual({})
    expect((await fields()).map(({ key }) => key)).not.toContain('plan')
  })

  test('are deleted with everything that is known of them', async () => {
    const { id } = await add({ name: 'Finn', email: 'finn@shop.example' })
    await house.api('POST', `/api/contacts/${id}/notes`, { text: 'a note' })
    expect((await house.api('DELETE', `/api/contacts/${id}`)).status).toBe(204)
    expect((await house.api('GET', `/api/contacts/${id}`)).status).toBe(404)
    expect((await house.api('DELETE', `/api/contacts/${id}`)).status).toBe(404)
  })
})

import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { simulatedApp } from '../../server/accounts/simulatedApp.queries.ts'
import { openNumber } from '../support/openNumber.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

const appSecret = 'the secret of the app in the settings'
const rivalSecret = 'the secret of an app that the rival made'
const rivalToken = 'the verify token that the rival chose'

/** Two accounts of one instance, as of two owners: one may not act on the other's customers. */
describe('whoever signs speaks for no more than what the secret stands for', () => {
  let house: House
  let victim: Shop
  let rival: Shop
  let counter = 0
  beforeAll(async () => {
    house = await startHouse({ env: { META_APP_SECRET: appSecret, WEBHOOK_VERIFY_TOKEN: 'the verify token of the app' } })
    victim = await openShop(house)
    await victim.automate(answer('message', [], 'Hello'))
    rival = await openShop(house, { account: { appSecret: rivalSecret, verifyToken: rivalToken } })
    await rival.automate(answer('message', [], 'Hello from the rival'))
    await victim.write('hi')
    await house.drain()
  })
  afterAll(() => house?.stop())

  const post = (body: string, key: string, path = '/api/webhooks/meta') =>
    fetch(house.url + path, {
      method: 'POST',
      body,
      headers: { 'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}` },
    })
  const nowMs = () => house.deps.clock.now().getTime()
  const entryOf = (shop: Shop, element: object) => ({
    id: shop.accountExternalId,
    time: nowMs(),
    messaging: [{ sender: { id: shop.personId }, recipient: { id: shop.accountExternalId }, timestamp: nowMs(), ...element }],
  })
  const said = (text: string) => ({ message: { mid: `m_forged_${++counter}`, text } })
  const comment = (shop: Shop, text: string) => ({
    id: shop.accountExternalId,
    time: Math.floor(nowMs() / 1000),
    changes: [{ field: 'comments', value: { id: `1790000${++counter}`, from: { id: shop.personId }, text, media: { id: shop.mediaId } } }],
  })
  const bodyOf = (...entry: object[]) => JSON.stringify({ object: 'instagram', entry })
  /** Echoes of answers may have come after it. */
  const notes = async () => (await house.bodies()).findLast((one) => one.notes)!.notes
  const foreign = (id: string, whose = "another account's") => `An entry of the account ${id} was signed with ${whose} secret: foreign.`
  /** What the victim's side of the story is made of. */
  const traces = async () => ({
    events: (await victim.events()).length,
    messages: (await victim.messages()).length,
    optedOut: (await victim.events()).filter((one) => one.outcome === 'opted_out').length,
  })

  test.each([
    ['a message', () => entryOf(victim, said('hello'))],
    ['STOP in the name of a customer', () => entryOf(victim, said('STOP'))],
    ['a tap', () => entryOf(victim, { postback: { mid: `m_tap_${++counter}`, title: 'Yes', payload: 'x' } })],
    ['a read mark', () => entryOf(victim, { read: { mid: 'm_any' } })],
    ['a comment', () => comment(victim, 'price')],
    ['that the platform blocks the account', () => entryOf(victim, { 'policy-enforcement': { action: 'block', reason: 'x' } })],
    ['something that no page describes', () => ({ id: victim.accountExternalId, time: nowMs(), surprise: { a: 1 } })],
    ['a change without its list', () => ({ ...comment(victim, 'price').changes[0], id: victim.accountExternalId, time: nowMs() })],
  ])('%s for another account, signed with one’s own secret, is foreign on the app-wide addresses', async (_, entry) => {
    const before = await traces()
    for (const path of ['/api/webhooks/meta', '/api/webhooks/instagram']) {
      expect((await post(bodyOf(entry()), rivalSecret, path)).status).toBe(200)
      await house.drain()
      expect(await notes()).toEqual([foreign(victim.accountExternalId)])
    }
    expect(await traces()).toEqual(before)
  })

  test('on the other’s own address it is refused, on one’s own it is foreign', async () => {
    const before = await traces()
    for (const id of [victim.accountId, victim.accountExternalId])
      expect((await post(bodyOf(entryOf(victim, said('STOP'))), rivalSecret, `/webhooks/instagram/${id}`)).status).toBe(401)
    expect((await post(bodyOf(entryOf(victim, said('STOP'))), rivalSecret, `/webhooks/instagram/${rival.accountId}`)).status).toBe(200)
    await house.drain()
    expect(await traces()).toEqual(before)
  })

  test('in one body with both, one’s own entry is answered and the other’s is foreign', async () => {
    const before = await traces()
    const person = await rival.meet({ username: 'both' })
    const own = { ...entryOf({ ...rival, personId: person }, said('hi')) }
    expect((await post(bodyOf(entryOf(victim, said('STOP')), own, entryOf(victim, said('hi'))), rivalSecret)).status).toBe(200)
    await house.drain()
    expect(await traces()).toEqual(before)
    expect(await notes()).toEqual([foreign(victim.accountExternalId)])
    expect(await rival.event({ text: 'hi' })).toMatchObject({ kind: 'message' })
    expect((await rival.messages()).map((one) => one.text)).toEqual(['Hello from the rival'])
  })

  test('a forged event does not stand in the way of the true one that comes later, nor the other way round', async () => {
    const entry = entryOf(victim, said('true or forged?'))
    await post(bodyOf(entry), rivalSecret)
    await house.drain()
    expect((await victim.events()).some((one) => one.text === 'true or forged?')).toBe(false)
    await post(bodyOf(entry), appSecret)
    await house.drain()
    await post(bodyOf(entry), rivalSecret)
    await house.drain()
    expect((await victim.events()).filter((one) => one.text === 'true or forged?')).toHaveLength(1)
  })

  test('a WhatsApp body under one’s own business account speaks for no number of another', async () => {
    const number = await openNumber(house)
    await number.automate(answer('message', [], 'Hello'))
    await number.write('hi')
    await house.drain()
    const [sent] = await number.messages()
    const before = [await number.events(), await number.messages()]
    const stamp = String(Math.floor(nowMs() / 1000))
    const value = {
      messaging_product: 'whatsapp',
      metadata: { phone_number_id: number.numberId },
      contacts: [{ wa_id: number.phone, profile: { name: 'Ana' } }],
      messages: [{ from: number.phone, id: 'wamid.forged', timestamp: stamp, type: 'text', text: { body: 'STOP' } }],
      statuses: [
        { id: sent!.channelMessageId, status: 'failed', timestamp: stamp, recipient_id: number.phone, biz_opaque_callback_data: sent!.id },
      ],
    }
    const body = JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: rival.accountExternalId, changes: [{ field: 'messages', value }] }],
    })
    for (const path of ['/api/webhooks/meta', `/webhooks/instagram/${rival.accountId}`])
      expect((await post(body, rivalSecret, path)).status).toBe(200)
    await house.drain()
    expect([await number.events(), await number.messages()]).toEqual(before)
  })

  test('a report about another’s message, told in one’s own name, changes nothing of it', async () => {
    const number = await openNumber(house)
    await number.automate(answer('message', [], 'Hello'))
    await number.write('hi')
    const own = await openNumber(house)
    await house.api('PATCH', `/api/accounts/${own.accountId}`, { appSecret: 'the secret of the second number' })
    await house.drain()
    const [sent] = await number.messages()
    const value = {
      metadata: { phone_number_id: own.numberId },
      statuses: [{ id: sent!.channelMessageId, status: 'failed', biz_opaque_callback_data: sent!.id, errors: [{ code: 131026 }] }],
    }
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] })
    expect((await post(body, 'the secret of the second number')).status).toBe(200)
    await house.drain()
    expect(await number.messages()).toEqual([sent])
  })

  test('a secret that two accounts have speaks for both of them, and for no third', async () => {
    const shared = 'one Meta app of an owner with two accounts'
    const [first, second] = [
      await openShop(house, { account: { appSecret: shared } }),
      await openShop(house, { account: { appSecret: shared } }),
    ]
    const before = await traces()
    await post(bodyOf(entryOf(first, said('one')), entryOf(second, said('two')), entryOf(victim, said('three'))), shared)
    await house.drain()
    expect([(await first.events())[0]?.text, (await second.events())[0]?.text]).toEqual(['one', 'two'])
    expect(await traces()).toEqual(before)
  })

  test('an account whose own secret is the app’s takes nothing from the app', async () => {
    await openShop(house, { account: { appSecret } })
    await post(bodyOf(entryOf(victim, said('from the app'))), appSecret)
    await house.drain()
    expect(await victim.event({ text: 'from the app' })).toMatchObject({ kind: 'message' })
  })

  test('the simulator speaks for simulated accounts alone', async () => {
    const { secret, verifyToken } = await simulatedApp(house.deps.databases.system)
    const real = await openShop(house)
    await house.deps.databases.system.updateTable('accounts').set({ simulated: false }).where('id', '=', real.accountId).execute()
    house.deps.wake.tell('accounts', null)
    await post(bodyOf(entryOf(real, said('for a real account')), entryOf(victim, said('for a simulated one'))), secret)
    await house.drain()
    expect(await real.events()).toEqual([])
    expect(await victim.event({ text: 'for a simulated one' })).toMatchObject({ kind: 'message' })
    expect(await notes()).toEqual([foreign(real.accountExternalId, "the simulator's")])
    const own = `/webhooks/instagram/${real.accountId}`
    expect((await post(bodyOf(entryOf(real, said('again'))), secret, own)).status).toBe(401)
    const asked = (path: string, token: string) =>
      fetch(`${house.url}${path}?hub.mode=subscribe&hub.challenge=7&hub.verify_token=${encodeURIComponent(token)}`).then(
        ({ status }) => status,
      )
    expect([await asked(own, verifyToken), await asked(`/webhooks/instagram/${victim.accountId}`, verifyToken)]).toEqual([403, 200])
    // A token of one account opens no other account's address; on the app-wide one it says only that the address is ours.
    for (const other of [own, `/webhooks/instagram/${victim.accountId}`]) expect(await asked(other, rivalToken)).toBe(403)
    expect([await asked('/api/webhooks/meta', rivalToken), await asked(`/webhooks/instagram/${rival.accountId}`, rivalToken)]).toEqual([
      200, 200,
    ])
  })

  test('what a version before took, which did not store who signed, is read as it was meant then', async () => {
    await post(bodyOf(entryOf(victim, said('taken before the upgrade'))), appSecret)
    await house.deps.databases.system
      .updateTable('bodies')
      .set({ signers: [] })
      .whereRef('taken', '<', ({ fn }) => fn<number>('cardinality', ['lengths']))
      .execute()
    await house.drain()
    expect(await victim.event({ text: 'taken before the upgrade' })).toMatchObject({ kind: 'message' })
  })

  test('a secret or verify token of fewer than 16 characters is refused, when connecting and when changing', async () => {
    const account = await house.sim<{ id: string; accessToken: string }>('POST', '/simulator/accounts', {
      channel: 'instagram',
      username: 'short',
      name: 'Short',
    })
    const input = { channel: 'instagram', externalId: account.id, name: 'Short', accessToken: account.accessToken }
    for (const field of ['appSecret', 'verifyToken']) {
      for (const [method, path, body] of [
        ['POST', '/api/accounts', input],
        ['PATCH', `/api/accounts/${rival.accountId}`, {}],
      ] as const) {
        const { status, body: refused } = await house.api(method, path, { ...body, [field]: '15 characters..' })
        expect([status, refused]).toMatchObject([
          400,
          { error: { code: 'invalid_input', message: `body.${field}: Use at least 16 characters.` } },
        ])
      }
    }
    expect((await house.api('POST', '/api/accounts', { ...input, appSecret: '16 characters...' })).status).toBe(201)
  })

  test('a shorter one that is stored goes on working, and the account says what to change', async () => {
    const old = await openShop(house, { account: { verifyToken: 'long enough for anybody' } })
    const place = { table: 'accounts', row: old.accountId, column: 'app_secret' }
    const { workspace_id: workspaceId } = await house.deps.databases.system
      .selectFrom('accounts')
      .select('workspace_id')
      .where('id', '=', old.accountId)
      .executeTakeFirstOrThrow()
    const sealed = await house.deps.vault.seal({ ...place, workspaceId }, 's3cret')
    await house.deps.databases.system.updateTable('accounts').set({ app_secret: sealed }).where('id', '=', old.accountId).execute()
    house.deps.wake.tell('accounts', null)
    expect((await post(bodyOf(entryOf(old, said('still heard'))), 's3cret')).status).toBe(200)
    await house.drain()
    expect(await old.event({ text: 'still heard' })).toMatchObject({ kind: 'message' })
    const shown = () =>
      house
        .api<{ notices: { code: string }[] }>('GET', `/api/accounts/${old.accountId}`)
        .then(({ body }) => body.notices.map((one) => one.code))
    expect(await shown()).toEqual(['short_app_secret'])
    await house.api('PATCH', `/api/accounts/${old.accountId}`, { appSecret: 'a secret that is long enough' })
    expect(await shown()).toEqual([])
  })
})

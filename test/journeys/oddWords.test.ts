import { afterAll, beforeAll, expect, test } from 'vitest'
import { blockKinds } from '../../server/limits/limits.queries.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// What one message or one account has about it must stop nobody else.
let house: House
let shop: Shop
beforeAll(async () => {
  house = await startHouse()
  shop = await openShop(house)
  await shop.automate(answer('message', [], 'You: {{text}}'))
})
afterAll(() => house?.stop())

test('half a character and the character zero, by hand and by a person, are said as the sign for what cannot be shown', async () => {
  await shop.write('half \ud83d')
  await house.drain()
  expect(await shop.said()).toEqual(['You: half \ufffd'])
  const conversation = (await house.api<{ data: { id: string }[] }>('GET', '/api/conversations')).body.data[0]!
  const { status } = await house.api('POST', '/api/messages', {
    accountId: shop.accountId,
    conversationId: conversation.id,
    text: 'a\ud83d b\u0000',
  })
  expect(status).toBe(201)
  await house.drain()
  expect(await shop.said()).toEqual(['You: half \ufffd', 'a\ufffd b\ufffd'])
  expect((await house.api('GET', '/api/dead-letters')).status).toBe(200)
})

test('a throttle for an account that was removed meanwhile is passed over', async () => {
  const gone = house.deps.newId()
  await house.deps.databases.system
    .transaction()
    .execute((trx) => blockKinds(trx, [{ account_id: gone, workspace_id: gone, kind: 'message', until: house.deps.clock.now() }]))
  const left = await house.deps.databases.system
    .transaction()
    .execute((trx) => trx.selectFrom('accounts').select('id').where('id', '=', gone).execute())
  expect(left).toEqual([])
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { overTheLimit, whatsappKinds } from '../support/whatsappKinds.ts'

let house: House
let shop: NumberShop
let wamid: string
beforeAll(async () => {
  house = await startHouse()
  shop = await openNumber(house)
  wamid = await shop.write('hi')
  await house.drain()
})
afterAll(() => house?.stop())

type Call = { method: string; path: string; body: Record<string, unknown>; status: number }
const calls = async () =>
  (await house.sim<{ data: Call[] }>('GET', '/simulator/calls')).data.filter(({ path }) => path.endsWith('/messages'))
type Refusal = { error: { code: string; message: string } }
const send = (given: object) =>
  house.api<Refusal>('POST', '/api/messages', { accountId: shop.accountId, recipientId: shop.phone, ...given })

test('every kind of message reaches the platform in the form that it documents', async () => {
  const kinds = whatsappKinds(wamid)
  for (const { given } of kinds) expect(await send(given)).toMatchObject({ status: 201 })
  await house.drain()
  const made = await calls()
  const about = { messaging_product: 'whatsapp', recipient_type: 'individual', to: `+${shop.phone}` }
  expect(made.map(({ body, status }) => ({ status, body }))).toEqual(
    kinds.map(({ body }) => ({ status: 200, body: { ...about, ...body, biz_opaque_callback_data: expect.any(String) as string } })),
  )
  // A reaction is reported as sent, and nothing after it (13.2, row 2.14).
  expect(new Set((await shop.messages()).map(({ status }) => status))).toEqual(new Set(['delivered', 'sent']))
})

describe('what is too long, too much or of the wrong kind', () => {
  test.each(overTheLimit)('$name', async ({ given, names }) => {
    const before = (await calls()).length
    const { status, body } = await send(given)
    expect([status, body.error.code, body.error.message]).toEqual([400, 'invalid_input', expect.stringContaining(names)])
    expect(await calls()).toHaveLength(before)
  })

  test.each(overTheLimit.filter(({ name }) => name !== 'a footer below links'))(
    'the platform refuses it as well: $name',
    async ({ given }) => {
      const { bodyOf } = await import('../../server/channels/whatsapp/bodyOf.ts')
      const { contentOf } = await import('../../server/outbox/content.schemas.ts')
      const { accessToken } = await house.sim<{ accessToken: string }>('POST', '/simulator/tokens/renew', { accountId: shop.numberId })
      const answer = await fetch(`${house.simulatorUrl}/graph.facebook.com/v27.0/${shop.numberId}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ messaging_product: 'whatsapp', to: `+${shop.phone}`, ...bodyOf(contentOf(given)) }),
      })
      expect([answer.status, ((await answer.json()) as { error: { code: number } }).error.code]).toEqual([
        400,
        expect.toBeOneOf([100, 131009]),
      ])
    },
  )
})

test('a tap on a button and a choice from a list come back with what they carry', async () => {
  await shop.automate({
    name: 'colours',
    definition: {
      triggers: [{ on: 'message', keywords: ['colours'] }],
      steps: [
        { id: 'pick', type: 'message', texts: ['Pick one'], buttons: [{ title: 'Red', goTo: 'red' }], next: null },
        { id: 'red', type: 'message', texts: ['Red it is'] },
      ],
    },
  })
  await shop.write('colours')
  await house.drain()
  type Seen = { text: string; buttons?: { title: string; payload: string }[] }
  const inbox = async () =>
    (await house.sim<{ data: Seen[] }>('GET', `/simulator/people/${shop.personId}/inbox?accountId=${shop.numberId}`)).data
  const { buttons } = (await inbox()).findLast(({ text }) => text === 'Pick one')!
  expect(buttons).toMatchObject([{ title: 'Red' }])
  await shop.act({ tap: buttons![0]!.payload })
  await shop.act({ tap: 'red' })
  await house.drain()
  expect((await shop.said()).at(-1)).toBe('Red it is')
  expect(await shop.event({ kind: 'postback', text: 'Red' })).toMatchObject({ payload: 'red' })
})

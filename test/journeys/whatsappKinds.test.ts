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

type Offered = { title: string; payload: string }
type Seen = { text: string; buttons?: Offered[] }
const inbox = async () =>
  (await house.sim<{ data: Seen[] }>('GET', `/simulator/people/${shop.personId}/inbox?accountId=${shop.numberId}`)).data
const onWord = (word: string, steps: object[]) => ({
  accountId: shop.accountId,
  name: word,
  definition: { triggers: [{ on: 'message', keywords: [word] }], steps },
})
const sizes = [
  { title: 'Small', goTo: 'same' },
  { title: 'Medium', description: 'Fits most', goTo: 'same' },
  { title: 'Large', goTo: 'large' },
]
const listSteps: [object, object, object, object, object] = [
  {
    id: 'pick',
    type: 'list',
    texts: ['Which size, {{first_name}}?'],
    button: 'Sizes',
    sections: [{ rows: sizes }],
    timeoutMinutes: 60,
    noAnswer: 'late',
  },
  { id: 'same', type: 'save', field: 'size', next: 'thanks' },
  { id: 'large', type: 'save', field: 'size' },
  { id: 'thanks', type: 'message', texts: ['{{size}} it is'], next: null },
  { id: 'late', type: 'message', texts: ['Still there?'] },
]

describe('steps of automations', () => {
  test('a tap on a button and a choice from a list come back with what they carry', async () => {
    const buttons = [
      { title: 'Red', goTo: 'red' },
      { title: 'Rouge', goTo: 'red' },
    ]
    const steps = [
      { id: 'pick', type: 'message', texts: ['Pick one'], buttons, next: null },
      { id: 'red', type: 'message', texts: ['Red it is'] },
    ]
    await shop.automate(onWord('colours', steps))
    await shop.write('colours')
    await house.drain()
    const shown = (await inbox()).findLast(({ text }) => text === 'Pick one')!
    expect(shown.buttons).toMatchObject([{ title: 'Red' }, { title: 'Rouge' }])
    await shop.act({ tap: shown.buttons![1]!.payload })
    await shop.act({ tap: 'red' })
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('Red it is')
    expect(await shop.event({ kind: 'postback', text: 'Red' })).toMatchObject({ payload: 'red' })
  })

  test('a list waits for a choice, whose title is the answer, also when it is typed; without one in time another step follows', async () => {
    await shop.automate(onWord('sizes', listSteps))
    const pick = async () => {
      await shop.write('sizes')
      await house.drain()
      return (await inbox()).findLast(({ text }) => text === 'Which size, Ana?')!
    }
    const { buttons: rows } = await pick()
    expect(rows?.map(({ title }) => title)).toEqual(['Small', 'Medium', 'Large'])
    await shop.act({ tap: rows![1]!.payload })
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('Medium it is')
    expect((await shop.event({ kind: 'postback', text: 'Medium' })).outcome).toBe('delivered')
    await pick()
    await shop.write('large!')
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('Large it is')
    await pick()
    await house.moveClock(59 * 60_000)
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('Which size, Ana?')
    await house.moveClock(2 * 60_000)
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('Still there?')
  })

  test('a file is sent with its caption filled in and cut to what fits', async () => {
    const media = { type: 'image', url: 'https://files.example/menu.jpg' }
    await shop.automate(onWord('menu', [{ id: 'm', type: 'media', media, caption: 'For {{first_name}}' }]))
    await shop.write('menu')
    await house.drain()
    expect((await calls()).at(-1)).toMatchObject({
      status: 200,
      body: { type: 'image', image: { link: media.url, caption: 'For Ana' } },
    })
    expect((await shop.messages())[0]).toMatchObject({ status: 'delivered', text: 'For Ana' })
  })

  test.each([
    ['a caption under a sticker', [{ id: 'm', type: 'media', media: { type: 'sticker', url: 'https://a.example/s.webp' }, caption: 'Hi' }]],
    ['a row with a long title', [{ ...listSteps[0], sections: [{ rows: [{ title: 'x'.repeat(25), goTo: 'late' }] }] }, listSteps[4]]],
    ['eleven rows', [{ ...listSteps[0], sections: [{ rows: Array.from({ length: 11 }, () => sizes[0]) }] }, ...listSteps.slice(1)]],
  ])('what the channel cannot send is named before it goes live: %s', async (_, steps) => {
    const given = onWord('late', steps)
    const { status, body } = await house.api<Refusal>('POST', '/api/automations', given)
    expect([status, body.error.code]).toEqual([400, 'not_publishable'])
    const { problems } = (await house.api<{ problems: object[] }>('POST', '/api/automations/lint', given)).body
    expect(problems).toContainEqual(expect.objectContaining({ level: 'blocker', stepId: (steps[0] as { id: string }).id }))
  })

  test.each([
    ['a file with a URL and an id', { id: 'm', type: 'media', media: { type: 'image', url: 'https://a.example/a.png', mediaId: 'x' } }],
    ['a file without either', { id: 'm', type: 'media', media: { type: 'image' } }],
    ['a list without rows', { ...listSteps[0], sections: [{ rows: [] }] }],
  ])('%s is refused', async (_, step) => {
    expect((await house.api<Refusal>('POST', '/api/automations', onWord('never', [step]))).body.error.code).toBe('invalid_input')
  })
})

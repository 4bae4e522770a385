import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// What people see before they write, set at the platform and read from it (requirement H1).

type Shown = {
  starters: { question: string; payload: string }[]
  menu: { title: string; payload?: string; url?: string }[]
  greeting: string
  limits: { greetingChars: number }
  isAsWished: boolean
}
type Seen = { starters: { title: string; payload: string }[]; greeting: string | null }

let house: House
beforeAll(async () => void (house = await startHouse()))
afterAll(() => house?.stop())

const starters = [
  { question: 'What does it cost?', payload: 'PRICE' },
  { question: 'Where are you?', payload: 'PLACE' },
]
const menu = [
  { title: 'Prices', payload: 'PRICE' },
  { title: 'Shop', url: 'https://shop.example/' },
]
const at = ({ accountId }: Shop) => `/api/accounts/${accountId}/entry-points`
const put = (shop: Shop, body: object) => house.api<Shown & { error?: { code: string; message: string } }>('PUT', at(shop), body)
const read = async (shop: Shop) => (await house.api<Shown>('GET', at(shop))).body
const seenBy = (shop: Shop) => house.sim<Seen>('GET', `/simulator/people/${shop.personId}/inbox?accountId=${shop.accountExternalId}`)

describe.each([
  ['instagram', 'instagram', ''],
  ['instagram', 'facebook', ''],
  ['messenger', 'facebook', 'Welcome to Maya Studio'],
] as const)('%s, connected through %s', (channel, loginType, greeting) => {
  let shop: Shop
  beforeAll(async () => void (shop = await openShop(house, { channel, loginType: channel === 'instagram' ? loginType : undefined })))

  test('nothing is there at first; what is set is what a person sees', async () => {
    expect(await read(shop)).toMatchObject({ starters: [], menu: [], greeting: '', isAsWished: true })
    expect(await put(shop, { starters, menu, greeting })).toMatchObject({
      status: 200,
      body: { starters, menu, greeting, isAsWished: true },
    })
    expect(await read(shop)).toMatchObject({ starters, menu, greeting })
    const seen = await seenBy(shop)
    expect(seen.starters.map(({ title }) => title)).toEqual(expect.arrayContaining(['What does it cost?', 'Where are you?']))
    expect(seen.greeting).toBe(greeting || null)
  })

  test('a tapped question starts the automation that waits for its payload', async () => {
    await shop.automate(answer('postback', ['PRICE'], 'It is 20 €.'))
    await shop.act({ tap: 'PRICE' })
    await house.drain()
    expect(await shop.said()).toEqual(['It is 20 €.'])
  })

  test('what exceeds a limit is refused with the limit, and nothing changes', async () => {
    const five = Array.from({ length: 5 }, (_, n) => ({ question: `Question ${n}`, payload: `${n}` }))
    for (const [body, says] of [
      [{ starters: five, menu, greeting }, 'starters: at most 4'],
      [{ starters: [{ question: 'x'.repeat(81), payload: 'A' }], menu, greeting }, 'starters.question: at most 80'],
      [{ starters, menu, greeting: 'x'.repeat(161) }, channel === 'messenger' ? 'greeting: at most 160' : 'greeting: at most 0'],
      [{ starters, menu: [{ title: 'Both', payload: 'A', url: 'https://a.b' }], greeting }, 'either payload or url'],
      [{ starters, menu: [{ title: 'Script', url: 'javascript:alert(1)' }], greeting }, 'url'],
    ] as const) {
      const { status, body: refused } = await put(shop, body)
      expect([status, refused.error?.code, refused.error?.message]).toEqual([400, 'invalid_input', expect.stringContaining(says)])
    }
    expect(await read(shop)).toMatchObject({ starters, menu })
  })

  test('an empty part is removed, the others stay', async () => {
    expect((await put(shop, { starters: [], menu, greeting: '' })).body).toMatchObject({
      starters: [],
      menu,
      greeting: '',
      isAsWished: true,
    })
    expect((await seenBy(shop)).starters).toEqual([])
  })

  test('entries in other languages stay', async () => {
    const host = loginType === 'instagram' && channel === 'instagram' ? 'graph.instagram.com' : 'graph.facebook.com'
    const spanish = { locale: 'es_ES', call_to_actions: [{ question: '¿Precio?', payload: 'PRICE' }] }
    const platform = channel === 'instagram' && loginType === 'facebook' ? { platform: 'instagram' } : {}
    const profile = (method: string, query: string, body?: object) =>
      fetch(`${house.simulatorUrl}/${host}/v27.0/me/messenger_profile${query}`, {
        method,
        headers: { authorization: `Bearer ${shop.accessToken}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }).then((answered) => answered.json() as Promise<{ data: { ice_breakers: object[] }[] }>)
    await profile('POST', '', { ...platform, ice_breakers: [{ locale: 'default', call_to_actions: starters }, spanish] })
    await put(shop, { starters: starters.slice(0, 1), menu, greeting })
    const { data } = await profile('GET', platform.platform ? '?platform=instagram' : '')
    expect(data[0]!.ice_breakers).toEqual([{ locale: 'default', call_to_actions: starters.slice(0, 1) }, spanish])
  })
})

describe('whatsapp', () => {
  let number: NumberShop
  beforeAll(async () => void (number = await openNumber(house)))
  const path = () => `/api/accounts/${number.accountId}/entry-points`
  const set = (body: object) =>
    house.api<Shown & { error?: { code: string; message: string } }>('PUT', path(), { menu: [], greeting: '', ...body })
  const questions = [{ question: 'What does it cost?' }, { question: 'Where are you?' }]
  const commands = [
    { name: 'prices', description: 'The list of prices' },
    { name: 'hours', description: 'When we are open' },
  ]

  test('questions and commands are set at the platform, and a person sees them', async () => {
    expect((await house.api('GET', `/api/accounts/${number.accountId}`)).body).toMatchObject({ hasEntryPoints: true, hasProfile: true })
    expect((await house.api<Shown>('GET', path())).body).toMatchObject({ starters: [], commands: [], menu: [], greeting: '' })
    expect(await set({ starters: questions, commands })).toMatchObject({
      status: 200,
      body: { starters: questions.map((one) => ({ ...one, payload: '' })), commands, isAsWished: true },
    })
    const seen = await house.sim<object>('GET', `/simulator/people/${number.personId}/inbox?accountId=${number.numberId}`)
    expect(seen).toMatchObject({ prompts: ['What does it cost?', 'Where are you?'], commands })
  })

  test('a chosen command is a message, and its word starts an automation', async () => {
    await number.automate(answer('message', ['/prices'], 'It is 20 €.'))
    await number.write('/prices')
    await house.drain()
    expect(await number.said()).toEqual(['It is 20 €.'])
  })

  test('what exceeds a limit is refused with the limit', async () => {
    for (const [body, says] of [
      [{ starters: Array.from({ length: 5 }, (_, n) => ({ question: `Question ${n}` })) }, 'starters: at most 4'],
      [{ starters: [{ question: 'x'.repeat(81) }] }, 'starters.question: at most 80'],
      [{ starters: [{ question: 'Price? 💶' }] }, 'no emoji'],
      [{ starters: [], commands: [{ name: 'x'.repeat(33), description: 'Long' }] }, 'commands.name: at most 32'],
      [{ starters: [], commands: [{ name: 'x', description: 'x'.repeat(257) }] }, 'commands.description: at most 256'],
      [{ starters: [], commands: [{ name: 'two words', description: 'Two' }] }, 'one word'],
      [{ starters: [], commands: [commands[0], commands[0]] }, 'twice'],
      [
        { starters: [], commands: Array.from({ length: 31 }, (_, n) => ({ name: `c${n}`, description: 'One of many' })) },
        'commands: at most 30',
      ],
      [{ starters: [], menu: [{ title: 'Shop', url: 'https://shop.example' }] }, 'menu: at most 0'],
      [{ starters: [], greeting: 'Hello' }, 'greeting: at most 0'],
    ] as const) {
      const { status, body: refused } = await set(body)
      expect([status, refused.error?.code, refused.error?.message]).toEqual([400, 'invalid_input', expect.stringContaining(says)])
    }
    expect((await house.api<Shown>('GET', path())).body).toMatchObject({ commands })
  })

  test('on Instagram and Messenger a question needs its payload, and there are no commands', async () => {
    const shop = await openShop(house)
    const { error: unnamed } = (await put(shop, { starters: questions, menu, greeting: '' })).body
    expect(unnamed?.message).toContain('starters.payload')
    const { error: none } = (await put(shop, { starters, menu, greeting: '', commands })).body
    expect(none?.message).toContain('commands: at most 0')
  })
})

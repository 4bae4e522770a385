import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { answer, openShop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

/** What the errors of meta-platform.md 8.3 and 13 do to a message, as the platform answers them at once or tells them later. */
type Reaction = {
  code: number
  means: string
  /** `failed` with this code, or it is sent after so many seconds. */
  reaction: { failed: string } | { sentAfter: number }
  /** Told by the answer, by a status after it, or either way ("Where" of 8.3; 13.3 row 15: both are handled). */
  told: ('at once' | 'later')[]
}
const both: Reaction['told'] = ['at once', 'later']
const table: Reaction[] = [
  { code: 131047, means: 'the window is closed', reaction: { failed: 'outside_window' }, told: both },
  { code: 131026, means: 'the person cannot be reached', reaction: { failed: 'person_unavailable' }, told: both },
  { code: 131049, means: 'held back for a day', reaction: { failed: 'held_back' }, told: both },
  { code: 131050, means: 'the person stopped marketing', reaction: { failed: 'marketing_stopped' }, told: both },
  { code: 131053, means: 'the file was not taken, which may pass', reaction: { sentAfter: 60 }, told: both },
  { code: 131056, means: 'too many to this person', reaction: { sentAfter: 4 }, told: both },
  { code: 130429, means: 'too many of the number', reaction: { sentAfter: 5 }, told: both },
  { code: 131062, means: 'a number is needed', reaction: { failed: 'phone_needed' }, told: ['at once'] },
  { code: 132000, means: 'the wrong number of parameters', reaction: { failed: 'template_wrong' }, told: ['at once'] },
  { code: 132001, means: 'no such template', reaction: { failed: 'template_not_usable' }, told: ['at once'] },
  { code: 132005, means: 'the text became too long', reaction: { failed: 'template_wrong' }, told: ['at once'] },
  { code: 132007, means: 'characters that are not allowed', reaction: { failed: 'template_wrong' }, told: ['at once'] },
  { code: 132008, means: 'a parameter without a value', reaction: { failed: 'template_wrong' }, told: ['at once'] },
  { code: 132012, means: 'a parameter in another form', reaction: { failed: 'template_wrong' }, told: ['at once'] },
  { code: 132015, means: 'the template is paused', reaction: { failed: 'template_not_usable' }, told: both },
  { code: 132016, means: 'the template is disabled', reaction: { failed: 'template_not_usable' }, told: ['at once'] },
]
const rows = table.flatMap((row) => row.told.map((told) => ({ ...row, told })))

let house: House
let shop: NumberShop
beforeAll(async () => {
  house = await startHouse()
  shop = await openNumber(house)
  await shop.automate(answer('message', [], '{{text}}'))
})
const failsLater = (code: number | null) => house.sim('PATCH', '/simulator/settings', { whatsapp: { failsWith: code } })
const fault = (what: object, times = 1) => house.sim('POST', '/simulator/faults', { on: '/messages', times, kind: 'graph', ...what })
afterEach(async () => {
  await house.sim('DELETE', '/simulator/faults')
  await failsLater(null)
})
afterAll(() => house?.stop())

let people = 0
const meet = () => shop.meet({ name: 'Kim', phone: `+1650556${String(1000 + people++)}` })
const ofText = async (text: string) => (await shop.messages()).find((one) => one.text === text)!

test.each(rows)('$code, told $told: $means', async ({ code, told, reaction }) => {
  const text = `${code} ${told}`
  const person = await meet()
  if (told === 'later') await failsLater(code)
  else await fault({ code })
  await shop.write(text, person)
  await house.drain()
  expect(await shop.account()).toMatchObject({ status: 'active' })
  if ('failed' in reaction) {
    expect(await ofText(text)).toMatchObject({ status: 'failed', error: { code: reaction.failed }, attempts: [{ code: String(code) }] })
    return
  }
  expect(await ofText(text)).toMatchObject({ status: 'pending', attempts: [{ code: String(code) }] })
  await failsLater(null)
  await house.moveClock((reaction.sentAfter + 1) * 1_000)
  await house.drain()
  expect(await ofText(text)).toMatchObject({ status: 'delivered' })
})

test('131053 again: tried once more, and given up', async () => {
  const person = await meet()
  await fault({ code: 131053 }, 5)
  await shop.write('a file', person)
  await house.drain()
  await house.moveClock(120_000)
  await house.drain()
  await house.moveClock(600_000)
  await house.drain()
  expect(await ofText('a file')).toMatchObject({ status: 'failed', error: { code: 'file_not_accepted' } })
  expect((await ofText('a file')).attempts).toHaveLength(2)
})

test('131056 again and again: each pause is four times as long', async () => {
  const person = await meet()
  await fault({ code: 131056 }, 3)
  await shop.write('often', person)
  await house.drain()
  for (const seconds of [4, 16, 64]) {
    await house.moveClock((seconds - 1) * 1_000)
    await house.drain()
    const { attempts } = await ofText('often')
    await house.moveClock(2_000)
    await house.drain()
    expect((await ofText('often')).attempts).toHaveLength(attempts.length + 1)
  }
  expect(await ofText('often')).toMatchObject({ status: 'delivered' })
})

test('131050 at once: the person has stopped marketing from then on, with a consent that says so', async () => {
  const person = await meet()
  await fault({ code: 131050 })
  await shop.write('offers?', person)
  await house.drain()
  type Thread = { contact: { id: string }; marketingStoppedAt: string | null; lastEventAt: string }
  const { data } = (await house.api<{ data: Thread[] }>('GET', `/api/conversations?accountId=${shop.accountId}&limit=200`)).body
  const [thread] = data.toSorted((a, b) => (a.lastEventAt < b.lastEventAt ? 1 : -1))
  expect(thread).toMatchObject({ marketingStoppedAt: expect.any(String) })
  const consents = (await house.api<{ data: object[] }>('GET', `/api/contacts/${thread!.contact.id}/consents`)).body.data
  expect(consents).toMatchObject([{ about: 'marketing', given: false, source: 'refused' }])
})

describe('an account is stopped', () => {
  test('368: by the platform, for a day at least; what waits is sent afterwards', async () => {
    const person = await meet()
    await fault({ code: 368 })
    await shop.write('stopped', person)
    await house.drain()
    expect(await shop.account()).toMatchObject({ status: 'paused' })
    expect((await ofText('stopped')).status).toBe('pending')
    await house.api('PATCH', `/api/accounts/${shop.accountId}`, { status: 'active' })
    await house.drain()
    expect((await ofText('stopped')).status).toBe('delivered')
  })

  test('10/1893063: a Page that may not send for a time', async () => {
    const page = await openShop(house, { channel: 'messenger' })
    await page.automate(answer('message', [], 'Hello'))
    await fault({ code: 10, subcode: 1_893_063 })
    await page.write('hi')
    await house.drain()
    expect((await house.api('GET', `/api/accounts/${page.accountId}`)).body).toMatchObject({ status: 'paused' })
    expect(await page.said()).toEqual([])
  })
})

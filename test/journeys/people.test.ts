import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { leadRule, openShop, type Shop } from '../support/openShop.ts'

type Contact = {
  id: string
  username: string | null
  email: string | null
  identifiers: { kind: string; value: string; accountId: string }[]
}

describe('the lead journey', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())

  async function capture(shop: Shop, options: { first?: string } = {}) {
    await shop.automate(leadRule)
    if (options.first) {
      await shop.write(options.first)
      await house.drain()
      // The platform tells the time of comments in whole seconds.
      await house.moveClock(2_000)
    }
    await shop.comment('price?')
    await house.drain()
    await shop.write('mia@x.com')
    await house.drain()
    expect(await shop.said()).toEqual(["What's your email address?", "Thanks! Here's your reward: https://shop.example/reward"])
    const leads = (
      await house.api<{ data: { email: string; accountId: string; contactId: string; dmStatus: string }[] }>('GET', '/api/leads')
    ).body.data.filter((one) => one.accountId === shop.accountId)
    expect(leads).toMatchObject([{ email: 'mia@x.com', dmStatus: 'sent' }])
    const contacts = (await house.api<{ data: Contact[] }>('GET', '/api/contacts?limit=200')).body.data.filter((one) =>
      one.identifiers.some((each) => each.accountId === shop.accountId),
    )
    const conversations = (
      await house.api<{ data: { contact: { id: string } }[] }>('GET', `/api/conversations?accountId=${shop.accountId}`)
    ).body.data
    expect(conversations.map((one) => one.contact.id)).toEqual(contacts.map((one) => one.id))
    expect(leads[0]!.contactId).toBe(contacts[0]!.id)
    return contacts
  }

  test('through a Facebook login, where the Page speaks for the account', async () => {
    const shop = await openShop(house, { loginType: 'facebook' })
    expect(await capture(shop)).toMatchObject([{ username: 'ana', email: 'mia@x.com' }])
    const { data } = await house.sim<{ data: { path: string }[] }>('GET', '/simulator/calls?last=3')
    expect(data.every((one) => one.path.startsWith('/graph.facebook.com/'))).toBe(true)
  })

  test('of somebody whose message id is another than their commenter id: one contact with both', async () => {
    const shop = await openShop(house, { person: { username: 'mia', name: 'Mia', scopedIds: true } })
    const contacts = await capture(shop)
    expect(contacts).toMatchObject([{ username: 'mia', email: 'mia@x.com' }])
    expect(contacts[0]!.identifiers.map((one) => one.kind).sort()).toEqual(['author', 'scoped'])
  })

  test('of such a person who had written before: the two turn out to be one', async () => {
    const shop = await openShop(house, { person: { username: 'mia', name: 'Mia', scopedIds: true } })
    const contacts = await capture(shop, { first: 'hello, I am new here' })
    expect(contacts).toHaveLength(1)
    expect(contacts[0]!.identifiers).toHaveLength(2)
    const { body } = await house.api<{ data: { text: string }[] }>('GET', `/api/messages?accountId=${shop.accountId}&direction=in`)
    expect(body.data.map((one) => one.text)).toEqual(['mia@x.com', 'price?', 'hello, I am new here'])
  })

  test('of somebody who does not follow: the private reply waits among their requests, the journey is the same', async () => {
    const shop = await openShop(house, { person: { username: 'leo', name: 'Leo', follows: false } })
    await shop.automate(leadRule)
    await shop.comment('price')
    await house.drain()
    expect(await house.sim('GET', `/simulator/people/${shop.personId}/inbox?accountId=${shop.accountExternalId}`)).toMatchObject({
      folder: 'requests',
    })
  })
})

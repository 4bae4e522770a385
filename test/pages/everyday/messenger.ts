import { expect, test } from 'vitest'
import { openShop, type Shop } from '../../support/openShop.ts'
import type { Everyday } from './stage.ts'

/** The main job of the product on a Page: an automation is written, a follower comments and writes on the phone, the lead is there. */
export function messengerStories(on: Everyday): void {
  let shop: Shop

  test('an automation for a Page offers what Messenger has, and goes live', async () => {
    const { house, page } = on
    shop = await openShop(house, { channel: 'messenger', person: { username: 'pia', name: 'Pia Sol' } })
    await page.goto(`${house.url}/automations/new`)
    const cards = page.getByRole('dialog')
    await cards.getByLabel('For the account').selectOption({ label: 'Maya · Facebook Page' })
    await cards.getByText('Collect emails in DM').click()
    const when = cards.getByRole('radiogroup', { name: 'When someone' })
    expect((await when.getByRole('radio').allInnerTexts()).map((text) => text.trim())).toHaveLength(2)
    await cards.getByLabel('Words', { exact: true }).fill('price')
    await page.keyboard.press('Enter')
    await cards.getByLabel('Opens', { exact: true }).first().fill('https://shop.example/guide')
    await cards.getByRole('button', { name: 'Go live' }).click()
    await page.getByRole('heading', { name: 'It is live. Now try it.' }).waitFor()
  })

  test('a follower comments on the phone, gets the message in Messenger and leaves an address', async () => {
    const { house, page } = on
    const phone = await page.context().newPage()
    await phone.goto(`${house.simulatorUrl}/?person=${shop.personId}&account=${shop.accountExternalId}&view=post&media=${shop.mediaId}`)
    const send = async (text: string) => {
      await phone.getByLabel('Write').fill(text)
      await phone.getByRole('button', { name: 'Send', exact: true }).click()
      await phone.locator('#screen').getByText(text).waitFor()
      await house.drain()
    }
    await send('price?')
    await phone.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: 'Messenger' }).click()
    await phone.getByRole('log').getByText('email', { exact: false }).first().waitFor()
    await send('pia@example.com')
    await phone.getByRole('log').locator('a[href="https://shop.example/guide"]').first().waitFor()
    await house.drain()
    await phone.close()
  })

  test('the lead is listed, and the messages are shown as read', async () => {
    const { house, page } = on
    await page.goto(`${house.url}/leads`)
    await page.getByText('pia@example.com').filter({ visible: true }).first().waitFor()
    await page.goto(`${house.url}/activity`)
    await page.getByText('price?').first().click()
    const trace = page.getByRole('dialog')
    await trace.getByText('It replied.').waitFor()
    await trace.getByText('Read', { exact: true }).first().waitFor()
  })

  test('what people see before they write is edited with a preview, set at the platform, and seen on the phone', async () => {
    const { house, page } = on
    await page.goto(`${house.url}/settings`)
    const card = page.getByRole('article').filter({ hasText: shop.accountExternalId })
    await card.getByRole('button', { name: 'Before they write' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText('The platform has this.').waitFor()
    await drawer.getByLabel('Greeting').fill('Welcome to Maya')
    await drawer.getByRole('button', { name: 'Add a question' }).click()
    await drawer.getByLabel('Question', { exact: true }).fill('What does it cost?')
    await drawer.getByLabel('Word', { exact: true }).fill('PRICE')
    await drawer.getByRole('button', { name: 'Add an item' }).click()
    await drawer.getByLabel('Item', { exact: true }).fill('Shop')
    await drawer.getByLabel('Link or word').fill('https://shop.example/')
    await drawer.getByRole('region', { name: 'Preview' }).getByText('What does it cost?').waitFor()
    await drawer.getByText('Not set at the platform yet.').waitFor()
    await drawer.getByRole('button', { name: 'Set at the platform' }).click()
    await drawer.getByText('The platform has this.').waitFor()
    const newcomer = await shop.meet({ username: 'noa', name: 'Noa Lind' })
    const phone = await page.context().newPage()
    await phone.goto(`${house.simulatorUrl}/?person=${newcomer}&account=${shop.accountExternalId}&view=chat`)
    await phone.getByRole('log').getByText('Welcome to Maya').waitFor()
    await phone.getByRole('button', { name: 'What does it cost?' }).waitFor()
    await phone.close()
  })
}

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { channels, openChannel } from '../../support/openEveryChannel.ts'
import { leadRule, type SeenMessage } from '../../support/openShop.ts'
import { until } from '../../support/until.ts'
import type { Everyday } from './stage.ts'

/**
 * The main job of the product on each channel, from its phone: somebody comments or writes, gets a message, leaves an address and is a
 * lead, while an open page shows what becomes of the message without being loaded again.
 */
export function mainJobStories(on: Everyday): void {
  let phone: Page
  beforeAll(async () => void (phone = await on.page.context().newPage()))
  afterAll(() => phone?.close())

  test.each(channels)('%s: from a comment or a message to the lead; the marks of the message move by themselves', async (channel) => {
    const { house, page } = on
    const shop = await openChannel(house, channel)
    await shop.automate(shop.comment ? leadRule : { ...leadRule, trigger_type: 'keyword' })
    const personId = await shop.meet({ username: `lia.${channel}`, name: 'Lia Berg' })
    const chat = `${house.simulatorUrl}/?person=${personId}&account=${shop.externalId}&view=chat`
    const log = phone.getByRole('log')
    const send = async (text: string, where = phone.locator('#screen')) => {
      await phone.getByLabel('Write').fill(text)
      await phone.getByRole('button', { name: 'Send', exact: true }).click()
      await where.getByText(text).waitFor()
    }
    const seen = async () =>
      (
        await house.sim<{ data: (SeenMessage & { status: string })[] }>(
          'GET',
          `/simulator/people/${personId}/inbox?accountId=${shop.externalId}`,
        )
      ).data
    await page.goto(`${house.url}/activity`)

    // They comment under the post; on WhatsApp they write.
    if (shop.comment) await phone.goto(`${house.simulatorUrl}/?person=${personId}&account=${shop.externalId}&view=profile`)
    else await phone.goto(chat)
    if (shop.comment) await phone.getByRole('button', { name: 'Post: New prints' }).click()
    await send(`price on ${channel}`)
    if (shop.comment) {
      await house.drain()
      await phone.locator('#screen').getByText('Sent you a DM!').waitFor()
    } else await log.getByRole('img', { name: 'Delivered' }).waitFor()
    // On WhatsApp the chat is open: the phone is put away before the message arrives.
    if (!shop.comment) await phone.goto('about:blank')
    await house.drain()

    await page.getByText(`price on ${channel}`).first().click()
    const trace = page.getByRole('dialog')
    const said = trace.getByRole('article').filter({ hasText: "What's your email address?" })
    await said.getByText(channel === 'instagram' ? 'Sent' : 'Delivered', { exact: true }).waitFor()
    await phone.goto(chat)
    await log.getByText("What's your email address?").waitFor()
    await until(
      'the phone has read it',
      async () => (await seen()).some(({ from, status }) => from !== personId && status === 'read'),
      5_000,
    )
    await house.drain()
    await said.getByText('Read', { exact: true }).waitFor()

    await send(`${channel}@example.com`, log)
    await house.drain()
    await log.locator('a[href="https://shop.example/reward"]').first().waitFor()
    expect((await seen()).filter(({ from }) => from === personId).length).toBe(shop.comment ? 1 : 2)

    // The statuses of a message are one row, and what a Page says itself is said by the Page.
    await house.drain()
    const { body } = await house.api<{ data: { kind: string; externalId: string | null; sender: { name?: string; username?: string } }[] }>(
      'GET',
      `/api/events?accountId=${shop.accountId}`,
    )
    const own = body.data.filter(({ kind, sender }) => kind === 'comment' && (sender.name === 'Maya' || sender.username === 'maya.studio'))
    expect(own).toHaveLength(shop.comment ? 1 : 0)
    if (channel === 'whatsapp') {
      await page.goto(`${house.url}/activity?kind=status`)
      await page.getByText('sent · delivered · read').first().waitFor()
    }
    // Other stories have accounts of the same name.
    await house.api('DELETE', `/api/accounts/${shop.accountId}`)
  })

  test('the three leads are listed', async () => {
    const { house, page } = on
    await page.goto(`${house.url}/leads`)
    for (const channel of channels) await page.getByText(`${channel}@example.com`).filter({ visible: true }).first().waitFor()
  })
}

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEveryChannel, type ChannelShop } from '../support/openEveryChannel.ts'
import { openPages, type Pages } from '../support/openPages.ts'

// People who work in the inbox, in a real browser: one product with an account of each channel.
let pages: Pages
let page: Page
let troubles: string[]
let shops: ChannelShop[]
beforeAll(async () => {
  pages = await openPages()
  shops = await openEveryChannel(pages.house)
  ;({ page, troubles } = await pages.signIn())
  // Who is there was asked before somebody was.
  troubles.length = 0
}, 120_000)
afterAll(() => pages?.close(), 60_000)

const list = (on: Page) => on.getByRole('list', { name: 'Conversations' })
const history = (on: Page) => on.getByRole('log', { name: 'Messages, comments and notes' })
const field = (on: Page) => on.getByRole('textbox', { name: 'Message', exact: true })
const names = { instagram: 'Ina', messenger: 'Mel', whatsapp: 'Wim' }

test('a conversation on each channel: it comes in, is answered, and its ticks move, without a reload', async () => {
  const { house } = pages
  await page.getByRole('link', { name: 'Inbox' }).first().click()
  for (const shop of shops) {
    const name = names[shop.channel]
    const personId = await shop.meet({ name, username: name.toLowerCase() })
    await shop.write(`Is it open, asks ${name}`, personId)
    await house.drain()
    await list(page)
      .getByRole('link', { name: new RegExp(name) })
      .click()
    await history(page).getByText(`Is it open, asks ${name}`).waitFor()
    await field(page).fill(`Yes, ${name}`)
    await page.keyboard.press('Enter')
    const sent = history(page)
      .getByRole('article')
      .filter({ hasText: `Yes, ${name}` })
    await sent.getByRole('img', { name: 'Waiting to send' }).waitFor()
    await house.drain()
    await sent.getByRole('img', { name: /^(Sent|Delivered|Read)$/ }).waitFor()
  }
  expect(troubles).toEqual([])
}, 60_000)

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addMember } from '../support/addMember.ts'
import { openEveryChannel, type ChannelShop } from '../support/openEveryChannel.ts'
import { answer } from '../support/openShop.ts'
import { until } from '../support/until.ts'
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
  // What is chosen can be read: squeezed into half of the list, a filter was 68 wide.
  for (const name of ['Channel', 'Status'])
    expect((await page.getByRole('combobox', { name, exact: true }).boundingBox())?.width).toBeGreaterThan(80)
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

test('automations pause while a person types; the thread and the trace of what comes in meanwhile say so, until they are resumed', async () => {
  const { house } = pages
  const [shop] = shops
  await shop!.automate(answer('message', ['hours'], 'Nine to five'))
  const pia = await shop!.meet({ name: 'Pia', username: 'pia' })
  await shop!.write('Good morning', pia)
  await house.drain()
  await list(page).getByRole('link', { name: /Pia/ }).click()
  await page.getByRole('button', { name: 'Automations on' }).waitFor()
  // Instagram takes no files of the workspace.
  expect(await page.getByRole('button', { name: 'Attach a file' }).count()).toBe(0)
  await field(page).pressSequentially('One mo')
  await page.getByRole('button', { name: /^Paused until/ }).waitFor()
  await history(page)
    .getByText(/Maya paused automations until/)
    .waitFor()
  await shop!.write('What are your hours?', pia)
  await house.drain()
  await history(page).getByText('What are your hours?').waitFor()
  expect(await history(page).getByText('Nine to five').count()).toBe(0)
  await field(page).fill('')
  await page.getByRole('button', { name: /^Paused until/ }).click()
  await page.getByRole('menuitem', { name: 'Resume now' }).click()
  await page.getByRole('button', { name: 'Automations on' }).waitFor()
  await shop!.write('And your hours on Sunday?', pia)
  await house.drain()
  await history(page).getByText('Nine to five').waitFor()
  await page.goto(`${house.url}/activity?q=What are your hours`)
  await page.getByRole('button', { name: /What are your hours/ }).click()
  await page
    .getByRole('dialog')
    .getByText(/paused/i)
    .first()
    .waitFor()
  const { data: found } = (await house.api<{ data: { id: string }[] }>('GET', '/api/contacts?q=Pia')).body
  await page.goto(`${house.url}/contacts/${found[0]!.id}`)
  await page.getByRole('list', { name: 'Timeline' }).getByText('Automations resumed').waitFor()
}, 60_000)

test('two people in one thread see each other, and who is writing', async () => {
  const { house } = pages
  const workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  const ben = await addMember(house, 'Ben', 'member', workspaceId)
  const { page: his } = await pages.browser.visit(`${house.url}/sign-in`)
  await his.getByLabel('Email').fill(ben.email)
  await his.getByLabel('Password').fill(ben.password)
  await his.getByRole('button', { name: 'Sign in' }).click()
  await his.getByRole('navigation').first().waitFor()
  for (const one of [page, his]) {
    await one.goto(`${house.url}/inbox`)
    await list(one).getByRole('link', { name: /Mel/ }).click()
  }
  await page.getByText('Ben is here too').waitFor()
  await his.getByText('Maya is here too').waitFor()
  await field(his).pressSequentially('Let me')
  await page.getByText('Ben is writing').waitFor()
  await his.getByRole('combobox', { name: 'Assigned to' }).selectOption({ label: 'Maya' })
  await history(page).getByText('Ben assigned this to Maya').waitFor()
  await his.getByRole('link', { name: 'Home' }).first().click()
  await page.getByText(/Ben is/).waitFor({ state: 'detached' })
  await his.context().close()
}, 60_000)

test('by keyboard alone: choose, note, insert a canned reply, send, pause, close, and leave', async () => {
  const { house } = pages
  await house.api('POST', '/api/canned-replies', { shortcut: 'hello', text: 'Hello, how can we help?' })
  await page.goto(`${house.url}/inbox`)
  await list(page).waitFor()
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  await press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await press('/')
  await page.keyboard.type('Wim')
  await list(page).getByRole('link', { name: /Mel/ }).waitFor({ state: 'detached' })
  await list(page).getByRole('link', { name: /Wim/ }).waitFor()
  await page.getByRole('searchbox').blur()
  await press('j')
  await history(page).getByText('Is it open, asks Wim').waitFor()
  await press('n')
  await page.keyboard.type('fond of blue')
  await press('Enter')
  await history(page).getByText('fond of blue').waitFor()
  await press('Escape', 'r')
  await page.keyboard.type('/he')
  await page.getByRole('option', { name: /hello/ }).waitFor()
  await press('Enter', 'Enter')
  await history(page).getByText('Hello, how can we help?').waitFor()
  await press('Escape', 'a')
  await history(page).getByText('Maya assigned this to Maya').waitFor()
  await press('b')
  await page.getByRole('button', { name: 'Automations on' }).waitFor()
  await press('e')
  await page.getByRole('button', { name: 'Open again' }).waitFor()
  await press('Escape')
  await page.getByRole('heading', { name: 'Choose a conversation' }).waitFor()
}, 60_000)

test('a comment is answered publicly and privately, hidden and deleted; a message that failed is sent again', async () => {
  const { house } = pages
  const [shop] = shops
  const cara = await shop!.meet({ name: 'Cara', username: 'cara' })
  await shop!.comment!('In blue too?', cara)
  await house.drain()
  await page.goto(`${house.url}/inbox`)
  await list(page).getByRole('link', { name: /@cara/ }).click()
  const comment = history(page).getByRole('article').filter({ hasText: 'In blue too?' })
  await comment.getByRole('button', { name: 'Reply publicly' }).click()
  await page.keyboard.type('In every color')
  await page.keyboard.press('Enter')
  await history(page).getByText('In every color').waitFor()
  await comment.getByRole('button', { name: 'Private reply (1 left)' }).click()
  await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 506, times: 1 })
  await page.keyboard.type('Here is the price list')
  await page.keyboard.press('Enter')
  await house.drain()
  const reply = history(page).getByRole('article').filter({ hasText: 'Here is the price list' })
  await reply.getByText('Vary the text').waitFor()
  await reply.getByRole('button', { name: 'Send again' }).click()
  await reply.getByRole('img', { name: 'Waiting to send' }).waitFor()
  await house.drain()
  await reply.getByRole('img', { name: 'Sent' }).waitFor()
  await comment.getByText('The one private reply to this comment was sent.').waitFor()
  for (const [act, state] of [
    ['Hide', 'Hidden'],
    ['Delete', 'Deleted'],
  ] as const) {
    await comment.getByRole('button', { name: 'More about this comment' }).click()
    await page.getByRole('menuitem', { name: act }).click()
    if (act === 'Delete') await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await house.drain()
    await comment.getByText(state, { exact: true }).waitFor()
  }
}, 60_000)

test('files go both ways; outside of the window a template is chosen and filled in', async () => {
  const { house } = pages
  const shop = shops.find((one) => one.channel === 'whatsapp')!
  const zoe = await shop.meet({ name: 'Zoe' })
  await house.sim('POST', '/simulator/messages', { accountId: shop.externalId, personId: zoe, attachment: 'image' })
  await house.drain()
  await page.goto(`${house.url}/inbox`)
  await list(page).getByRole('link', { name: /Zoe/ }).click()
  await history(page).getByRole('img', { name: 'A picture' }).waitFor()
  const buffer = Buffer.from([0xff, 0xd8, 0xff, 0xe0])
  await page.locator('input[type=file]').setInputFiles({ name: 'mug.jpg', mimeType: 'image/jpeg', buffer })
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await until('both pictures are shown', async () => (await history(page).getByRole('img', { name: 'A picture' }).count()) === 2, 15_000)

  const name = 'order_update'
  const components = [{ type: 'BODY', text: 'Hello {{1}}, it is ready.' }]
  await house.sim('POST', '/simulator/templates', { accountId: shop.externalId, name, category: 'UTILITY', components })
  expect((await house.api('POST', '/api/templates/sync', { accountId: shop.accountId })).status).toBe(202)
  await house.moveClock(25 * 3_600_000)
  await house.drain()
  await page.reload()
  await page.getByText('Window closed').waitFor()
  await page.getByLabel('Template').selectOption({ label: `${name} (en_US)` })
  await page.getByLabel('{{1}}').fill('Zoe')
  await page.getByRole('button', { name: 'Send the template' }).click()
  await history(page).getByText(`Template ${name}`).waitFor()
}, 60_000)

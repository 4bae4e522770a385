import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './testing/browser.ts'
import { call, setStage, type Stage } from './testing/stage.ts'

let stage: Stage
let browser: Browser
beforeAll(async () => {
  stage = await setStage()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

/** One of the simulator's own addresses. */
async function control<T>(method: string, path: string, body?: object): Promise<T> {
  const answered = await fetch(`${stage.simulator.url}/simulator${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return (await answered.json()) as T
}

/** Opens the phone; any error that the page reports fails the test. */
async function openPhone(width: number): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext({ viewport: { width, height: 860 } })).newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(stage.simulator.url)
  await page.locator('body[data-ready]').waitFor()
  return { page, complaints }
}

test('a follower comments, sees the public answer and the message appear by themselves, and taps', async () => {
  const { page, complaints } = await openPhone(390)
  await page.getByRole('button', { name: 'Post: Mugs' }).or(page.getByLabel(/Mugs/)).first().click()
  await page.getByLabel('Write').fill('PRICE please <b>now</b>')
  await page.getByRole('button', { name: 'Send' }).click()
  const screen = page.locator('#screen')
  await screen.getByText('PRICE please <b>now</b>').waitFor()

  const [heard] = await stage.heard((_, field) => field === 'comments')
  const commentId = heard!.part['id'] as string
  await stage.graph('POST', `/${commentId}/replies`, { message: 'Look at your messages' })
  await screen.getByText('Look at your messages').waitFor()
  await stage.send(
    {
      attachment: {
        type: 'template',
        payload: { template_type: 'button', text: 'Want the list?', buttons: [{ type: 'postback', title: 'Yes', payload: 'YES' }] },
      },
    },
    { comment_id: commentId },
  )
  await page.getByLabel('1 unread').waitFor()

  await page.getByRole('button', { name: 'Messages' }).click()
  await screen.getByText('Want the list?').waitFor()
  await stage.heard((part) => part['read'] !== undefined)
  await page.getByRole('button', { name: 'Yes', exact: true }).click()
  await stage.heard((part) => part['postback'] !== undefined)
  await stage.send({ text: 'Which one?', quick_replies: [{ content_type: 'text', title: 'Blue', payload: 'BLUE' }] })
  await page.getByRole('button', { name: 'Blue' }).click()
  await stage.heard((part) => JSON.stringify(part).includes('"quick_reply":{"payload":"BLUE"}'))
  expect(complaints).toEqual([])
})

test('a link to the chat opens it on the phone, and its ref comes along once', async () => {
  const { page, complaints } = await openPhone(390)
  const { data } = (await stage.control('GET', '/accounts')).body as { data: { username: string }[] }
  await page.goto(`${stage.simulator.url}/ig.me/m/${data[0]!.username}?ref=dm-abc`)
  await page.getByLabel('Write').fill('Hello there')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.locator('#screen').getByText('Hello there').waitFor()
  await stage.heard((part) => JSON.stringify(part).includes('"ref":"dm-abc"'))
  expect(new URL(page.url()).search).toBe('')
  // Signs of presence are no messages: the phone shows that the account read it, and that it types.
  await page.getByRole('log').getByText('Sent', { exact: true }).waitFor()
  for (const sender_action of ['mark_seen', 'typing_on'])
    await stage.graph('POST', '/me/messages', { recipient: { id: stage.person.id }, sender_action })
  await page.getByRole('log').getByText('Seen', { exact: true }).waitFor()
  await page.getByRole('status').getByText('is typing…', { exact: false }).waitFor()
  expect((await fetch(`${stage.simulator.url}/ig.me/m/nobody?ref=x`, { redirect: 'manual' })).status).toBe(404)
  expect(complaints).toEqual([])
})

test('a link to WhatsApp opens the chat with its text filled in, and what is written is told by a webhook', async () => {
  const { id, phone } = await control<{ id: string; phone: string }>('POST', '/accounts', { channel: 'whatsapp', name: 'Maya WhatsApp' })
  const { page, complaints } = await openPhone(390)
  await page.goto(`${stage.simulator.url}/wa.me/${phone.replaceAll(/\D/g, '')}?text=Hello%20dm-abc`)
  await page.locator('body[data-ready]').waitFor()
  await expect.poll(() => page.getByLabel('Write').inputValue()).toBe('Hello dm-abc')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByRole('log').getByText('Hello dm-abc').waitFor()
  const { data } = await control<{ data: { accountId: string; text: string }[] }>(
    'GET',
    `/people/${(await control<{ data: { id: string }[] }>('GET', '/people')).data[0]!.id}/inbox?accountId=${id}`,
  )
  expect(data.map(({ text }) => text)).toEqual(['Hello dm-abc'])
  expect(complaints).toEqual([])
  await page.context().close()
})

/** A subscribed account of another channel, and a call with its token. */
async function subscribed(made: { id: string; accessToken: string }) {
  const wish = { accountId: made.id, url: stage.product.url, verifyToken: 'meatyhamhock', secret: 'test_app_secret' }
  await control('POST', '/subscriptions', wish)
  return async (path: string, body: object) => {
    const answered = await call(`${stage.simulator.url}/graph.facebook.com/v26.0/${path}`, 'POST', body, {
      authorization: `Bearer ${made.accessToken}`,
    })
    expect(answered).toMatchObject({ status: 200 })
  }
}

test('a number speaks as WhatsApp does: ticks that move, a list, buttons, files, edits, deletion, and no more marketing', async () => {
  const number = await control<{ id: string; accessToken: string }>('POST', '/accounts', { channel: 'whatsapp', name: 'Maya Number' })
  const graph = await subscribed(number)
  const person = await control<{ id: string }>('POST', '/people', { name: 'Pablo Ruiz', phone: '+1 650 555 1234' })
  const { page, complaints } = await openPhone(1280)
  await page.goto(`${stage.simulator.url}/?account=${number.id}&person=${person.id}&view=chat`)
  const log = page.getByRole('log')
  const write = async (text: string) => {
    await page.getByLabel('Write').fill(text)
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await log.getByText(text).waitFor()
  }
  const more = (about: string) => log.getByRole('button', { name: `More about “${about}”` }).click()
  const say = (what: object) => graph(`${number.id}/messages`, { messaging_product: 'whatsapp', to: '+16505551234', ...what })

  // An advertisement leads into the chat; its details come with the first message. One tick until the app has it.
  await page.getByRole('button', { name: 'About Maya Number' }).click()
  await page.getByRole('button', { name: 'Come by an advertisement' }).click()
  await control('POST', '/batch', { on: true })
  await write('Hi there')
  await log.getByRole('img', { name: 'Sent' }).waitFor()
  await control('POST', '/batch', { on: false })
  await log.getByRole('img', { name: 'Delivered' }).waitFor()
  const [heard] = await stage.heard((part) => JSON.stringify(part).includes('"ctwa_clid"'))
  const first = (heard!.part['messages'] as { id: string }[])[0]!.id
  await graph(`${number.id}/messages`, {
    messaging_product: 'whatsapp',
    status: 'read',
    message_id: first,
    typing_indicator: { type: 'text' },
  })
  await log.getByRole('img', { name: 'Read' }).waitFor()
  await page.getByRole('status').getByText('is typing…', { exact: false }).waitFor()

  const reply = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
  const rows = [{ id: 'large', title: 'Large', description: '12 EUR' }]
  await say({ type: 'interactive', interactive: { type: 'button', body: { text: 'Color?' }, action: { buttons: [reply('b', 'Blue')] } } })
  await say({
    type: 'interactive',
    interactive: { type: 'list', body: { text: 'Size?' }, action: { button: 'See all', sections: [{ rows }] } },
  })
  await log.getByRole('button', { name: 'Blue' }).click()
  await stage.heard((part) => JSON.stringify(part).includes('"button_reply":{"id":"b","title":"Blue"}'))
  await log.getByRole('button', { name: 'See all' }).click()
  await page.getByRole('dialog', { name: 'See all' }).getByRole('button', { name: 'Large' }).click()
  await stage.heard((part) => JSON.stringify(part).includes('"list_reply":{"id":"large","title":"Large"}'))
  await more('Color?')
  await page.getByRole('button', { name: 'React with ❤️' }).click()
  await log.getByRole('img', { name: 'Reaction ❤️' }).waitFor()

  await more('Hi there')
  await page.getByRole('button', { name: 'Edit' }).click()
  await write('Hi Maya')
  await log.getByText('Edited').waitFor()
  await more('Hi Maya')
  await page.getByRole('button', { name: 'Delete for everyone' }).click()
  await log.getByText('You deleted this message').waitFor()
  await stage.heard((part) => JSON.stringify(part).includes(`"revoke":{"original_message_id":"${first}"}`))
  await page.getByRole('button', { name: 'Attach' }).click()
  await page.getByRole('button', { name: 'Document' }).click()
  await log.getByRole('link', { name: 'Document' }).waitFor()

  await page.getByRole('button', { name: 'About Maya Number' }).click()
  await page.getByRole('button', { name: 'Stop offers and announcements' }).click()
  await stage.heard((part) => JSON.stringify(part).includes('"value":"stop"'))
  await page.getByRole('button', { name: 'About Maya Number' }).click()
  await page.getByRole('button', { name: 'Allow offers and announcements' }).waitFor()
  await page.keyboard.press('Escape')

  // How statuses are told is chosen beside the phone. Nothing here speaks of followers or comments.
  await page.getByLabel('Order').selectOption('Out of order')
  await page.getByRole('switch', { name: '“Delivered” is skipped' }).click()
  await expect
    .poll(async () => (await control<{ whatsapp: object }>('GET', '/settings')).whatsapp)
    .toMatchObject({ statusOrder: 'reversed', skipsDelivered: true })
  expect(await control('PATCH', '/settings', { whatsapp: { statusOrder: 'sideways' } })).toMatchObject({ error: { code: 'bad_setting' } })
  await control('PATCH', '/settings', { whatsapp: { statusOrder: 'in_order', skipsDelivered: false } })
  expect(await page.locator('body').innerText()).not.toMatch(/follow|comment/i)
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a Page speaks as Messenger does: its first button and menu, marks, stickers, and another app that answers', async () => {
  const made = await control<{ id: string; accessToken: string }>('POST', '/pages', { name: 'Maya Messenger' })
  const graph = await subscribed(made)
  const menu = [{ type: 'postback', title: 'Prices', payload: 'PRICES' }]
  await graph('me/messenger_profile', {
    get_started: { payload: 'GO' },
    persistent_menu: [{ locale: 'default', call_to_actions: menu }],
  })
  const { page, complaints } = await openPhone(1280)
  await page.goto(`${stage.simulator.url}/m.me/${made.id}?ref=spring`)
  const log = page.getByRole('log')
  await page.getByRole('button', { name: 'Get started' }).click()
  await stage.heard((part) => JSON.stringify(part).includes('"payload":"GO","referral":{"ref":"spring"'))
  await log.getByText('Delivered').waitFor()
  await page.getByRole('button', { name: 'Menu' }).click()
  await page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Prices' }).click()
  const [tap] = await stage.heard((part) => JSON.stringify(part).includes('"payload":"PRICES"'))
  const { id } = tap!.part['sender'] as { id: string }
  await graph('me/messages', { recipient: { id }, sender_action: 'mark_seen' })
  await log.getByText('Seen').waitFor()
  await page.getByRole('button', { name: 'Attach' }).click()
  await page.getByRole('button', { name: 'Thumbs-up sticker' }).click()
  await log.getByRole('img', { name: 'Thumbs-up sticker' }).waitFor()
  await page.getByRole('button', { name: 'About Maya Messenger' }).click()
  await page.getByRole('button', { name: "Let the Page's inbox answer" }).click()
  await stage.heard((part) => JSON.stringify(part).includes('"new_owner_app_id":"263902037430900"'))
  await page.getByText('The Page’s inbox answers').waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

test('beside the phone time is moved, the person blocks, and a failure is simulated', async () => {
  const { page, complaints } = await openPhone(1440)
  await page.getByRole('button', { name: '+25 h' }).click()
  await page.getByText('25 h ahead of the system clock').waitFor()
  await page.getByRole('switch', { name: 'Blocked the business' }).click()
  await page.getByRole('group', { name: 'People' }).getByText('blocked the business').waitFor()
  await page.getByRole('switch', { name: 'The token is invalid (190)' }).click()
  await page.getByRole('button', { name: 'End all failures' }).waitFor()
  expect((await stage.graph('GET', '/me')).body['error']).toMatchObject({ code: 190, error_subcode: 460 })
  await page.getByText('190/460').waitFor()
  await page.getByRole('button', { name: 'End all failures' }).click()
  await page.getByRole('button', { name: 'End all failures' }).waitFor({ state: 'detached' })
  expect((await stage.graph('GET', '/me')).status).toBe(200)

  await page.getByText('Add a person').click()
  await page.getByLabel('Name').first().fill('Emma Lindqvist')
  await page.getByRole('button', { name: 'Add and be this person' }).click()
  await page.getByRole('button', { name: /emma\.lindqvist/, pressed: true }).waitFor()
  expect(complaints).toEqual([])
})

test.each([390, 1440])('nothing is wider than a screen of %d pixels', async (width) => {
  const { page } = await openPhone(width)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
})

test('a Page with a lead ad is added, and the ad is filled in by hand', async () => {
  const { page, complaints } = await openPhone(1440)
  await page.getByText('Add a business account').click()
  const form = page.locator('details', { hasText: 'Add a business account' })
  await form.getByLabel('Kind').selectOption({ label: 'Facebook Page' })
  await form.getByLabel('Name').fill('Maya Page')
  await form.getByRole('button', { name: 'Add', exact: true }).click()
  const screen = page.locator('#screen')
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: 'Lead ads' }).click()
  await screen.getByRole('button', { name: 'Sign up' }).click()
  expect(await screen.getByLabel('Full name').inputValue()).not.toBe('')
  await screen.getByLabel('Phone number').fill('+49 151 23456789')
  // What was entered stays while the world around it changes.
  await page.getByRole('button', { name: '+1 h' }).click()
  await page.getByText('26 h ahead').waitFor()
  await screen.getByLabel('newsletter').check()
  await screen.getByRole('button', { name: 'Submit' }).click()
  await screen.getByText('has your answers').waitFor()
  const { data: pages } = await control<{ data: { id: string; name: string }[] }>('GET', '/accounts')
  const { data: forms } = await control<{ data: { id: string }[] }>(
    'GET',
    `/forms?pageId=${pages.find(({ name }) => name === 'Maya Page')!.id}`,
  )
  const { data: leads } = await control<{ data: { answers: object[]; adId: string | null; disclaimers: object[] }[] }>(
    'GET',
    `/leads?formId=${forms[0]!.id}`,
  )
  expect(leads).toMatchObject([{ adId: expect.any(String), disclaimers: [{ checkbox_key: 'newsletter', is_checked: '1' }] }])
  expect(leads[0]!.answers).toContainEqual({ name: 'phone_number', values: ['+49 151 23456789'] })

  // The same Page has posts to comment under, and a conversation that looks like Messenger.
  const tab = (name: string) => page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name }).click()
  await tab('Posts')
  await page.getByText('Publish something').click()
  const publish = page.locator('details', { hasText: 'Publish something' })
  expect(await publish.getByLabel('Kind').locator('option').allInnerTexts()).toEqual(['Post'])
  await publish.getByLabel('Caption').fill('Mugs')
  await publish.getByRole('button', { name: 'Publish' }).click()
  await screen.getByRole('button', { name: 'Post: Mugs' }).click()
  await page.getByLabel('Write').fill('price?')
  await page.getByRole('button', { name: 'Send' }).click()
  await screen.getByText('price?').waitFor()
  await tab('Messenger')
  await page.getByLabel('Write').fill('Hello')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('.mine .bubble', { hasText: 'Hello' }).waitFor()
  expect(await page.evaluate("getComputedStyle(document.querySelector('.mine .bubble')).backgroundImage")).toContain('gradient')
  expect(complaints).toEqual([])
  await page.context().close()
})

import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { sql } from 'kysely'
import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember } from '../support/addMember.ts'
import { openPages, type Pages } from '../support/openPages.ts'
import { answer, leadRule, openShop, type Shop } from '../support/openShop.ts'
import { startReceiver } from '../support/receiver.ts'
import { owner } from '../support/signIn.ts'
import type { House } from '../support/startHouse.ts'
import { until } from '../support/until.ts'

// What an owner does every day, by keyboard and on a slow line.
describe('the pages every day', () => {
  let pages: Pages
  let house: House
  let shop: Shop
  let page: Page

  beforeAll(async () => {
    pages = await openPages({ env: { ENDPOINT_ALLOW: '127.0.0.0/8' } })
    ;({ house, shop } = pages)
    await shop.automate(leadRule)
    await shop.automate(answer('message', ['hours'], 'Nine to five'))
    await shop.comment('price')
    await house.drain()
    await shop.write('ana@x.com')
    await house.drain()
    ;({ page } = await pages.signIn())
  }, 120_000)
  afterAll(() => pages?.close(), 60_000)

  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? null)
  const hasFocus = (locator: ReturnType<Page['getByRole']>, what: string) =>
    until(`the focus is on ${what}`, () => locator.evaluate((one) => one === document.activeElement).catch(() => false), 5_000).catch(
      async (error: Error) => {
        throw new Error(`${error.message}, but on ${await focused()}`)
      },
    )

  const focusedRow = () => page.evaluate(() => Number(document.activeElement?.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? -1))

  /** Each way that something opens over a page: the page, what opens it, by which name it opens. All by keyboard. */
  const ways: [string, string, (page: Page) => ReturnType<Page['getByRole']>, RegExp][] = [
    ['an automation', '/automations', (on) => on.getByRole('link', { name: 'message: hours' }), /^Automation$/],
    ['a new automation', '/automations', (on) => on.getByRole('link', { name: 'New automation' }), /New automation/],
    ['what happened to a comment', '/activity', (on) => on.getByRole('main').getByRole('button', { name: /price/ }).first(), /./],
    ['a lead', '/leads', (on) => on.getByRole('row').nth(1).getByRole('button'), /./],
    ['connecting an account', '/settings', (on) => on.getByRole('button', { name: 'Add account' }), /Add account/],
    ['limits of speed', '/settings', (on) => on.getByRole('button', { name: 'Set limits' }), /./],
    ['the question before something is deleted', '/settings', (on) => on.getByRole('button', { name: 'Delete' }), /Delete/],
  ]
  test.each(ways)('%s: closed by Escape, the focus is where it was', async (what, path, opener, name) => {
    await page.goto(house.url + path)
    const control = opener(page)
    await control.waitFor()
    await control.focus()
    await page.keyboard.press('Enter')
    const sheet = page
      .getByRole('dialog')
      .or(page.getByRole('alertdialog'))
      .filter({ has: page.getByRole('heading', { name }) })
    await sheet.waitFor()
    await until('the focus is inside', () => sheet.evaluate((box) => box.contains(document.activeElement)), 5_000)
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    await hasFocus(control, what)
  })

  test('a menu gives the focus back, and so does what was opened from it', async () => {
    await page.goto(`${house.url}/automations`)
    const menu = page.getByRole('button', { name: 'More for message: hours' })
    await menu.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    await hasFocus(menu, 'the menu’s button')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Open' }).press('Enter')
    await page.getByRole('dialog').getByRole('textbox', { name: 'Message', exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await hasFocus(menu, 'the menu’s button')
  })

  test('the builder opened from the gallery gives the focus to what opened the gallery; a question inside it, to the field', async () => {
    await page.goto(`${house.url}/automations`)
    const opener = page.getByRole('link', { name: 'New automation' })
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Reply to a word in DMs/ }).press('Enter')
    const field = page.getByRole('dialog').getByRole('textbox', { name: 'Message', exact: true })
    await field.fill('Something new')
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Stay here' }).press('Enter')
    await hasFocus(field, 'the field')
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await hasFocus(opener, 'New automation')
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('draft:')))).toEqual([])
  })

  test('a row that is deleted from its menu leaves the focus on the page, not nowhere', async () => {
    await shop.automate(answer('message', ['gone'], 'Not for long'))
    await page.goto(`${house.url}/automations`)
    await page.getByRole('button', { name: 'More for message: gone' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
    await page.getByRole('link', { name: 'message: gone' }).waitFor({ state: 'detached' })
    await hasFocus(page.getByRole('main'), 'the page')
  })

  test('arrow keys go from row to row of a list, to rows that are not drawn yet too, and Enter opens one', async () => {
    for (let n = 0; n < 40; n++) await shop.write(`line ${n}`)
    await house.drain()
    await page.goto(`${house.url}/activity`)
    const rows = page.getByRole('list', { name: 'Activity' }).getByRole('listitem')
    const first = rows.first().getByRole('button')
    await first.waitFor()
    await first.focus()
    await page.keyboard.press('ArrowDown')
    await hasFocus(rows.nth(1).getByRole('button'), 'the second row')
    await page.keyboard.press('ArrowUp')
    await hasFocus(first, 'the first row')
    expect(await page.locator('[data-index="38"]').count()).toBe(0)
    await page.keyboard.press('End')
    await until('the focus is far down', async () => (await focusedRow()) >= 38, 5_000)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await until('the focus is on the row again', async () => (await focusedRow()) >= 38, 5_000)
    await page.keyboard.press('Home')
    await until('the focus is on top', async () => (await focusedRow()) === 0, 5_000)
  })

  test('where leads go says what is sent there, and that no mail server sends a notice', async () => {
    await page.goto(`${house.url}/automations/new?template=emails`)
    for (const [name, text] of [
      ['Notify me by email', 'No mail server is configured, so no email is sent.'],
      ['Send to a webhook URL', 'Each lead, signed, and attempted again when it fails.'],
    ] as const) {
      const hint = await page.getByLabel(name).getAttribute('aria-describedby')
      // Whether a mail server is configured is known a moment after the page is there.
      await page.locator(`[id="${hint}"]`).filter({ hasText: text }).waitFor()
    }
  })

  test('who gets what: a condition and tags on their cards, tried on the phone, saved, and opened again as they were', async () => {
    const cards = page.getByRole('dialog')
    const card = (name: string) => cards.getByRole('region', { name, exact: true })
    const phone = cards.getByRole('region', { name: 'Preview phone' })
    await page.goto(`${house.url}/automations/new?template=keyword`)
    await cards.getByRole('button', { name: 'Remove “PRICE”' }).click()
    await cards.getByLabel('Words', { exact: true }).fill('club')
    await page.keyboard.press('Enter')
    await cards.getByRole('textbox', { name: 'Message', exact: true }).fill('Welcome')
    await cards.getByRole('button', { name: 'Remove button 1' }).click()

    await cards.getByRole('switch', { name: 'but only if' }).click()
    await cards.getByText('Complete each check, or switch this off.').waitFor()
    await cards.getByLabel('How', { exact: true }).selectOption('absent')
    await cards.getByRole('combobox', { name: 'Tag', exact: true }).fill('Member')
    await card('but only if').getByRole('textbox', { name: 'Everyone else gets' }).fill('You are in already')
    await cards.getByRole('switch', { name: 'and tag them' }).click()
    const tags = cards.getByRole('combobox', { name: 'Add these tags' })
    await tags.fill('Member')
    await page.keyboard.press('Enter')
    await cards.getByRole('button', { name: 'Remove the tag “Member”' }).waitFor()
    // The phone decides as the product does: the first time they are welcome, the second time they are somebody it knows.
    await phone.getByText('Tagged “Member”').waitFor()
    await phone.getByRole('textbox').fill('club again')
    await page.keyboard.press('Enter')
    await phone.getByText('You are in already').waitFor()
    expect(await phone.getByText('Welcome', { exact: true }).count()).toBe(1)
    await cards.getByRole('button', { name: 'Save as draft' }).click()
    await page.waitForURL(/automations\/[0-9a-f-]{36}/)

    await page.reload()
    expect(await card('but only if').getByRole('combobox', { name: 'Tag', exact: true }).inputValue()).toBe('Member')
    expect(await card('but only if').getByRole('textbox', { name: 'Everyone else gets' }).inputValue()).toBe('You are in already')
    const id = page.url().split('/').at(-1)!
    const { body } = await house.api<{ definition: { steps: object[] } }>('GET', `/api/automations/${id}`)
    expect(body.definition.steps).toEqual([
      { id: 'condition', type: 'condition', match: 'all', checks: [{ what: 'tag', tag: 'Member', is: 'absent' }], otherwise: 'otherwise' },
      { id: 'message', type: 'message', texts: ['Welcome'] },
      { id: 'tag', type: 'tag', add: ['Member'], next: null },
      { id: 'otherwise', type: 'message', texts: ['You are in already'] },
    ])
    await house.api('DELETE', `/api/automations/${id}`)
  })

  test('a person’s tags are read and changed where the person is shown, and known ones are offered', async () => {
    await house.api('POST', '/api/tags', { name: 'VIP' })
    await page.goto(`${house.url}/leads`)
    await page.getByRole('row').nth(1).getByRole('button').click()
    const lead = page.getByRole('dialog')
    const tags = lead.getByRole('combobox', { name: 'Tags' })
    await tags.fill('vip')
    await page.keyboard.press('Enter')
    await lead.getByRole('button', { name: 'Remove the tag “VIP”' }).waitFor()
    const offered = await tags.evaluate((input: HTMLInputElement) => [...input.list!.options].map((option) => option.value))
    expect(offered).not.toContain('VIP')
    await page.goto(`${house.url}/activity`)
    await page
      .getByRole('main')
      .getByRole('button', { name: /price|line/ })
      .first()
      .click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the tag “VIP”' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove the tag “VIP”' }).waitFor({ state: 'detached' })
    await until(
      'nobody has the tag',
      async () => {
        const { body } = await house.api<{ data: object[] }>('GET', '/api/contacts?tag=vip')
        return body.data.length === 0
      },
      10_000,
    )
    expect(
      await page
        .getByRole('dialog')
        .getByRole('combobox', { name: 'Tags' })
        .evaluate((input: HTMLInputElement) => [...input.list!.options].map((option) => option.value)),
    ).toContain('VIP')
  })

  test('leads are filtered, selected, archived and restored, exported, and deleted after a question', async () => {
    const guest = (n: number) => ({ email: `guest${n}@x.com`, attribution: { campaignId: 'c1' } })
    await Promise.all(Array.from({ length: 60 }, (_, n) => house.api('POST', '/api/leads', guest(n))))
    await house.api('POST', '/api/leads', { email: 'guest0@x.com', name: 'Twice', formId: 'f1', attribution: { formName: 'Spring' } })
    await page.goto(`${house.url}/leads`)
    await page.getByText('62 leads', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByLabel('Form', { exact: true }).selectOption({ label: 'Spring' })
    const twice = page.getByRole('row').filter({ hasText: 'Twice' })
    await twice.getByText('Another lead has this email address').waitFor()
    await twice.getByText('Kept').waitFor()
    await page.getByText('1 lead', { exact: true }).waitFor()

    // By its state nothing is found, and all filters go at once.
    await page.getByRole('radio', { name: 'Delivered' }).click()
    await page.getByRole('button', { name: 'Show everything' }).click()
    await page.getByText('62 leads', { exact: true }).waitFor()
    expect(new URL(page.url()).search).toBe('')

    // The oldest first: the one of the conversation.
    await page.getByRole('button', { name: 'Captured' }).press('Enter')
    await page.getByRole('row').nth(1).getByText('ana@x.com').filter({ visible: true }).waitFor()
    expect(await page.getByRole('columnheader', { name: 'Captured' }).getAttribute('aria-sort')).toBe('ascending')

    // One, by keyboard; what was done can be undone.
    await page.getByRole('searchbox').fill('Twice')
    await page.getByText('1 lead', { exact: true }).waitFor()
    await twice.getByRole('checkbox', { name: 'Select Twice' }).press('Space')
    await page.getByRole('toolbar').getByRole('button', { name: 'Archive' }).press('Enter')
    await page.getByText('1 lead is archived.').waitFor()
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('1 lead is restored.').waitFor()
    await twice.waitFor()

    // All that a filter has, those that are not loaded too.
    await page.goto(`${house.url}/leads?campaign=c1`)
    await page.getByRole('checkbox', { name: 'Select all that are loaded' }).check()
    await page.getByRole('button', { name: 'Select all 60' }).click()
    await page.getByRole('toolbar').getByText('60 selected').waitFor()
    await page.getByRole('toolbar').getByRole('button', { name: 'Archive' }).click()
    await page.getByText('60 leads are archived.').waitFor()
    await page.getByRole('radio', { name: 'Archived' }).click()
    await page.getByText('60 leads', { exact: true }).waitFor()

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: 'Export' })
        .click()
        .then(() => page.getByRole('menuitem', { name: 'JSON' }).click()),
    ])
    expect(download.suggestedFilename()).toBe('leads.json')
    const leads = JSON.parse(readFileSync(await download.path(), 'utf8')) as { email: string }[]
    expect(leads.map((lead) => lead.email).toSorted()).toEqual(Array.from({ length: 60 }, (_, n) => `guest${n}@x.com`).toSorted())
    await page.getByText('leads.json is downloaded.').waitFor()

    await page.getByRole('checkbox', { name: 'Select all that are loaded' }).check()
    await page.getByRole('button', { name: 'Select all 60' }).click()
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('alertdialog').getByText('Delete 60 leads?').waitFor()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('60 leads are deleted.').waitFor()
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
  }, 60_000)

  test('one lead has its own address, also its former one, and shows where it came from and what became of it', async () => {
    const { data } = (await house.api<{ data: { id: string; email: string }[] }>('GET', '/api/leads?q=ana')).body
    await page.goto(`${house.url}/leads?lead=${data[0]!.id}&q=ana`)
    const lead = page.getByRole('dialog')
    await lead.getByText('Captured in a conversation').waitFor()
    expect(page.url()).toBe(`${house.url}/leads/${data[0]!.id}?q=ana`)
    await until('the post has its picture', async () => (await lead.locator('img').count()) === 1, 5_000)
    await lead.getByText('The contact details are valid').waitFor()
    await lead.getByText('No endpoint gets this lead.').waitFor()
    await lead.getByText('Thanks! Here').waitFor()
    await lead.getByRole('button', { name: 'Archive' }).click()
    await lead.getByText('Archived', { exact: true }).waitFor()
    await lead.getByRole('button', { name: 'Restore' }).click()
    await lead.getByText('Kept', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await lead.waitFor({ state: 'detached' })
    expect(page.url()).toBe(`${house.url}/leads?q=ana`)
  })

  describe('an endpoint', () => {
    let receiver: Awaited<ReturnType<typeof startReceiver>>
    beforeAll(async () => {
      receiver = await startReceiver()
    })
    afterAll(() => receiver?.stop())

    test('is created with a login and its own field names, and shows its secret once', async () => {
      await page.goto(`${house.url}/settings`)
      await page.getByRole('link', { name: 'Endpoints' }).click()
      await page.getByText('No endpoints yet').waitFor()
      await page.getByRole('button', { name: 'New endpoint' }).click()
      const form = page.getByRole('dialog')
      await form.getByRole('button', { name: 'Create endpoint' }).click()
      expect(await form.getByRole('alert').count()).toBe(2)
      await form.getByLabel('Name', { exact: true }).fill('My CRM')
      await form.getByLabel('Address').fill(receiver.url)
      await form.getByLabel('Authentication').selectOption('BEARER')
      await form.getByLabel('Token').fill('a token of the CRM')
      await form.getByRole('switch', { name: 'Use the endpoint’s own field names' }).click()
      await form.getByLabel('Field of the endpoint 1').fill('Email')
      await form.getByText('Preview with a sample lead').click()
      expect(await form.getByLabel('Preview with a sample lead', { exact: true }).innerText()).toContain('"Email": "')
      await form.getByLabel('Retries').fill('1')
      await form.getByRole('button', { name: 'Create endpoint' }).click()
      const secret = page.getByRole('alertdialog')
      expect(await secret.locator('code').innerText()).toMatch(/^whsec_/)
      await secret.getByRole('button', { name: 'I stored it' }).click()
      await page.getByRole('heading', { name: 'My CRM' }).waitFor()
      expect(await page.content()).not.toContain('whsec_')
    })

    test('gets a test, signed and logged in, whose attempt can be read', async () => {
      await page.getByRole('button', { name: 'Send a test' }).click()
      await page.getByText('The test is on its way').waitFor()
      await house.drain()
      await page.getByRole('listitem').getByText('Delivered').waitFor()
      expect(receiver.got).toMatchObject([{ headers: { authorization: 'Bearer a token of the CRM' }, body: { type: 'lead.created' } }])
      expect(receiver.got[0]!.headers['webhook-signature']).toMatch(/^v1,/)
      expect(Object.keys(receiver.got[0]!.body.data).toSorted()).toEqual(['Email', 'name'])
      await page.getByRole('button', { name: '1 attempt' }).click()
      await page.getByText('thanks').waitFor()
    })

    test('that fails: the lead shows each attempt, and is sent again from there', async () => {
      receiver.answer(() => ({ status: 500, body: 'the database is full' }))
      await house.api('POST', '/api/leads', { email: 'eva@x.com', name: 'Eva' })
      await house.drain()
      await page.goto(`${house.url}/leads`)
      await page.getByRole('row').filter({ hasText: 'Eva' }).getByText('Processing').waitFor()
      await page.getByRole('button', { name: 'Eva' }).click()
      const lead = page.getByRole('dialog')
      const attempts = lead.getByRole('list', { name: /attempt/ }).getByRole('listitem')
      await lead.getByText('Retrying').waitFor()
      await attempts.getByText('HTTP 500').waitFor()
      await attempts.getByText('The endpoint answered with an error.').waitFor()
      await attempts.getByText('the database is full').waitFor()
      await house.moveClock(60 * 60_000)
      await house.drain()
      await page.reload()
      await lead.getByText('Failed', { exact: true }).first().waitFor()
      expect(await attempts.count()).toBe(2)

      receiver.clear()
      await lead.getByRole('button', { name: 'Send again' }).click()
      await page.getByText('1 lead is sent again.').waitFor()
      await house.drain()
      await lead.getByText('Delivered', { exact: true }).first().waitFor()
      await attempts.getByText('thanks').waitFor()
      expect(receiver.got.map(({ body }) => body.data)).toEqual([{ Email: 'eva@x.com', name: 'Eva' }])
      expect(await lead.getByRole('button', { name: 'Send again' }).count()).toBe(0)
    })

    test('that failed for several leads sends them again at once, and Home says that it fails', async () => {
      receiver.answer(() => ({ status: 503, body: 'closed' }))
      for (const name of ['Fay', 'Gil']) await house.api('POST', '/api/leads', { name, email: `${name}@x.com` })
      await house.drain()
      await house.moveClock(60 * 60_000)
      await house.drain()
      await page.goto(`${house.url}/leads?status=FAILED`)
      await page.getByText('2 leads', { exact: true }).waitFor()
      const before = receiver.got.length
      await page.getByRole('button', { name: 'Send all again' }).click()
      await page.getByText('2 leads are sent again.').waitFor()
      // It is still closed: each is attempted twice again, and fails.
      await house.drain()
      await house.moveClock(60 * 60_000)
      await house.drain()
      expect(receiver.got).toHaveLength(before + 4)
      await page.goto(house.url)
      await page.getByRole('link', { name: /endpoint My CRM fails/ }).click()
      await page.getByRole('listitem').getByText('Degraded').waitFor()
      await page.getByRole('link', { name: 'My CRM' }).click()
      await page.getByLabel('Status').selectOption({ label: 'Failed' })
      await until('both are listed', async () => (await page.getByRole('article').count()) === 2, 10_000)

      receiver.clear()
      await page.getByRole('button', { name: 'Send again…' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Send again' }).click()
      await page.getByText('2 deliveries are sent again.').waitFor()
      await house.drain()
      await page.getByLabel('Status').selectOption({ label: 'All deliveries' })
      await until('all have arrived', async () => (await page.getByRole('article').getByText('Delivered').count()) === 4, 15_000)
      expect(receiver.got.map(({ body }) => String(body.data['name'])).toSorted()).toEqual(['Fay', 'Gil'])
      await page.getByText('Healthy').waitFor()
    })

    test('of Slack is asked only for its address, is not signed, and a wrong key of Google is shown at its field', async () => {
      await page.getByRole('link', { name: 'All endpoints' }).click()
      await page.getByRole('button', { name: 'New endpoint' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('Name', { exact: true }).fill('Sales channel')
      await form.getByLabel('Send to').selectOption({ label: 'Google Sheets' })
      await form.getByLabel('Address').fill('https://docs.google.com/spreadsheets/d/1Bxi/edit#gid=0')
      await form.getByLabel('Key of the service account').fill('not a key')
      await form.getByRole('button', { name: 'Create endpoint' }).click()
      await form.getByRole('alert').getByText('is not the JSON file').waitFor()

      await form.getByLabel('Send to').selectOption({ label: 'Slack' })
      await form.getByLabel('Address').fill(receiver.url)
      expect(await form.getByLabel('Authentication').count()).toBe(0)
      await form.getByRole('button', { name: 'Create endpoint' }).click()
      await page.getByRole('heading', { name: 'Sales channel' }).waitFor()
      receiver.clear()
      await page.getByRole('button', { name: 'Send a test' }).click()
      await page.getByText('The test is on its way').waitFor()
      await house.drain()
      await page.getByRole('listitem').getByText('Delivered').waitFor()
      expect(receiver.got).toMatchObject([{ body: { text: expect.stringMatching(/^\*New lead\* \(test\)/) } }])
      await page.getByRole('button', { name: 'Delete the endpoint' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the endpoint' }).click()
      await page.getByRole('link', { name: 'My CRM' }).click()
    })

    test('is paused, gets a new secret, and is deleted after a question', async () => {
      await page.getByRole('switch', { name: 'The endpoint is on' }).click()
      await page.getByText('Paused', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'New secret' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'New secret' }).click()
      expect(await page.getByRole('alertdialog').locator('code').innerText()).toMatch(/^whsec_/)
      await page.getByRole('button', { name: 'I stored it' }).click()
      await page.getByRole('button', { name: 'Delete the endpoint' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the endpoint' }).click()
      await page.getByText('No endpoints yet').waitFor()
    })
  })

  test('after how many days archived leads are deleted is said in Settings', async () => {
    await page.goto(`${house.url}/settings`)
    const days = page.getByLabel('Delete after days')
    const form = page.getByRole('region', { name: 'Clean-up' })
    await days.fill('many')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('Enter a number from 0 to 3650.').waitFor()
    await days.fill('30')
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    expect((await house.api('GET', '/api/me')).body).toMatchObject({ workspace: { cleanUpDays: 30 } })
  })

  test('a simulated account whose token died works again after one press', async () => {
    const { body: account } = await house.api<{ id: string; externalId: string; username: string }>(
      'GET',
      `/api/accounts/${shop.accountId}`,
    )
    await house.sim('POST', '/simulator/tokens/revoke', { accountId: account.externalId })
    await shop.comment('price', await shop.meet({ username: 'ben', name: 'Ben' }))
    await house.drain()
    await page.goto(`${house.url}/settings`)
    await page.getByText('Reconnect', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Reconnect' }).click()
    await page.getByText('is connected.').waitFor()
    expect((await house.api('GET', `/api/accounts/${shop.accountId}`)).body).toMatchObject({ status: 'active', health: { ok: true } })
    await house.moveClock(3_600_000)
    await house.drain()
    expect((await shop.messages()).filter((one) => one.status === 'pending')).toEqual([])
  })

  test('tags are created, renamed and deleted in Settings, each with how many people have it', async () => {
    const people = async () => (await house.api<{ data: { id: string; tags: string[] }[] }>('GET', '/api/contacts?limit=200')).body.data
    const person = (await people())[0]!
    await house.api('POST', `/api/contacts/${person.id}/tags`, { add: ['Guest'] })
    await page.goto(`${house.url}/settings`)
    await page.getByRole('link', { name: 'Tags' }).click()
    const tag = (name: string) => page.getByRole('article', { name, exact: true })
    await tag('Guest').getByText('1 person').waitFor()

    await page.getByRole('button', { name: 'New tag' }).click()
    const form = page.getByRole('alertdialog')
    await form.getByLabel('Name').fill(' guest ')
    await page.keyboard.press('Enter')
    await form.getByText('There is a tag called “guest” already.').waitFor()
    await form.getByLabel('Name').fill('Friend')
    await page.keyboard.press('Enter')
    await tag('Friend').getByText('0 people').waitFor()

    await tag('Guest').getByRole('button', { name: 'Rename' }).click()
    await form.getByLabel('Name').fill('Member')
    await form.getByRole('button', { name: 'Save' }).click()
    await tag('Member').getByText('1 person').waitFor()
    expect((await people()).find((one) => one.id === person.id)!.tags).toEqual(['Member'])

    await page.getByLabel('Search tags').fill('memb')
    await tag('Friend').waitFor({ state: 'detached' })
    await tag('Member').getByRole('button', { name: 'Delete' }).click()
    await form.getByText('1 person loses it.').waitFor()
    await form.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('No tag has this in its name.').waitFor()
    expect((await people()).find((one) => one.id === person.id)!.tags).toEqual([])
    await page.getByRole('button', { name: 'Show everything' }).click()
    await tag('Friend').waitFor()
  })

  test('the question before an account is removed names all that goes; leads stay', async () => {
    const other = await openShop(house)
    await other.automate(leadRule)
    await other.comment('price')
    await house.drain()
    await other.write('keep@x.com')
    await house.drain()
    await page.goto(`${house.url}/settings`)
    await page.getByRole('button', { name: 'Delete' }).first().waitFor()
    const card = page.getByRole('article').filter({ hasText: other.accountExternalId })
    await card.getByRole('button', { name: 'Delete' }).click()
    const question = page.getByRole('alertdialog')
    await question.getByText('Its automations, conversations, activity and token are deleted. Leads stay.').waitFor()
    await question.getByRole('button', { name: 'Delete' }).click()
    await card.waitFor({ state: 'detached' })
    const of = async (path: string) => (await house.api<{ data: object[] }>('GET', `/api/${path}`)).body.data
    for (const path of ['automations', 'events', 'conversations', 'messages'])
      expect([path, await of(`${path}?accountId=${other.accountId}`)]).toEqual([path, []])
    expect((await of('leads')).some((lead) => 'email' in lead && lead.email === 'keep@x.com')).toBe(true)
    expect((await house.api('GET', `/api/accounts/${other.accountId}`)).status).toBe(404)
  })

  test('a parked job says why, is tried again by one press or discarded after a question, and only by those who may', async () => {
    const { deps } = house
    const system = deps.databases.system
    for (const name of ['Noah', 'Olga']) await shop.write('hello', await shop.meet({ username: name.toLowerCase(), name }))
    await house.drain()
    const park = () =>
      sql`update jobs set state = 'parked', code = 'quarantined' where kind = 'look_up' and state = 'done' and account_id = ${shop.accountId}`.execute(
        system,
      )
    await park()
    const states = async () =>
      (await sql<{ state: string }>`select distinct state from jobs where account_id = ${shop.accountId}`.execute(system)).rows
    const workspace = await sql<{ id: string }>`select workspace_id as id from accounts where id = ${shop.accountId}`.execute(system)
    const other = async (name: string, role: string) => {
      const { email, password } = await addMember(house, name, role, workspace.rows[0]!.id)
      const visitor = await pages.browser.visit(`${house.url}/sign-in`)
      await visitor.page.getByLabel('Email').fill(email)
      await visitor.page.getByLabel('Password').fill(password)
      await visitor.page.getByRole('button', { name: 'Sign in' }).click()
      await visitor.page.getByRole('navigation').first().waitFor()
      await visitor.page.goto(`${house.url}/activity`)
      await visitor.page.getByRole('link', { name: 'Not sent' }).waitFor()
      return visitor.page
    }
    const member = await other('Mona', 'member')
    await member.getByRole('link', { name: 'Jobs' }).click()
    await member.getByText('Three workers ended while they held this job').first().waitFor()
    expect(await member.getByRole('button', { name: /Try again|Discard/ }).count()).toBe(0)
    const viewer = await other('Vera', 'viewer')
    expect(await viewer.getByRole('link', { name: 'Jobs' }).count()).toBe(0)

    await page.goto(`${house.url}/activity`)
    await page.getByRole('link', { name: 'Jobs' }).click()
    const row = page.getByRole('article').filter({ hasText: 'Three workers ended' })
    await row.nth(1).waitFor()
    const count = await row.count()
    await row
      .first()
      .getByRole('button', { name: /^Try again/ })
      .click()
    await until('it is tried again', async () => (await row.count()) === count - 1, 5_000)
    await page.getByRole('button', { name: 'Try all again' }).click()
    await until('all are tried again', async () => (await row.count()) === 0, 5_000)
    expect(await states()).toEqual([{ state: 'waiting' }])
    await house.drain()
    expect(await states()).toEqual([{ state: 'done' }])

    await park()
    await page.reload()
    await row
      .first()
      .getByRole('button', { name: /^Discard/ })
      .click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click()
    await page.getByText('1 job was discarded').waitFor()
    await until('it is discarded', async () => (await row.count()) === count - 1, 5_000)
  })

  test('200 automations found by search, and all of them by Show more', async () => {
    const make = (n: number) =>
      shop.automate({ ...answer('message', [`word${n}`, ...(n === 137 ? ['Crème brûlée'] : [])], 'Hello'), name: `Shelf ${n} end` })
    for (let n = 0; n < 200; n += 10) await Promise.all(Array.from({ length: 10 }, (_, i) => make(n + i)))
    await page.goto(`${house.url}/automations`)
    const rows = page.getByRole('list', { name: 'Automations' }).getByRole('listitem')
    const more = page.getByRole('button', { name: 'Show more' })
    const search = page.getByLabel('Search name or keyword')
    await more.waitFor()
    expect(await rows.count()).toBe(50)
    for (const [text, name] of [
      ['SHELF 3 end', 'Shelf 3 end'],
      ['CRÈME brûl', 'Shelf 137 end'],
      ['word42', 'Shelf 42 end'],
    ] as const) {
      await search.fill(text)
      await until(`${text} finds one`, async () => (await rows.allInnerTexts()).map((row) => row.split('\n')[0]).join() === name, 5_000)
      // The order is of all, whatever the search shows.
      await page.getByRole('link', { name: 'Order' }).waitFor()
    }
    await search.fill('no such word')
    await page.getByText('No automation matches this search.').waitFor()
    await search.fill('')
    for (const shown of [100, 150, 200]) {
      await more.focus()
      await page.keyboard.press('Enter')
      await until(`${shown} are shown`, async () => (await rows.count()) >= shown, 5_000)
      await hasFocus(rows.nth(shown - 50).getByRole('link'), 'the first automation that came')
    }
    if (await more.isVisible()) await more.press('Enter')
    await more.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('A')
  }, 60_000)

  test('a form made here, on a foreign site: a lead, its person continues in the chat, the DM arrives, both badges change by themselves', async () => {
    await page.goto(`${house.url}/leads/forms`)
    await page.getByRole('link', { name: 'New form' }).first().click()
    const editor = page.getByRole('dialog', { name: 'New form' })
    await editor.getByLabel('Name', { exact: true }).fill('Get the guide')
    await editor.getByRole('button', { name: 'Add a question' }).click()
    await page.getByRole('menuitem', { name: 'Number' }).click()
    await editor.getByLabel('Question').last().fill('Shoe size')
    await editor.getByLabel('Continue in').selectOption({ label: 'Instagram' })
    await editor.getByRole('button', { name: 'Create the form' }).click()
    await editor.getByRole('alert').filter({ hasText: 'Please fill this in.' }).waitFor()
    await editor.getByLabel('Message they get').fill('Here is your guide')
    await editor.frameLocator('iframe').getByLabel('Shoe size').waitFor()
    await editor.getByRole('button', { name: 'Create the form' }).click()
    const html = await page.getByLabel('HTML for your site').inputValue()
    expect(html).toMatch(/^<script src="[^"]+" data-form="get-the-guide"><\/script>/)

    const site = createServer((_, answered) => answered.setHeader('content-type', 'text/html').end(`<!doctype html><h1>Shop</h1>${html}`))
    await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening))
    try {
      const { page: visitor, troubles } = await pages.browser.visit(`http://localhost:${(site.address() as AddressInfo).port}/`)
      await visitor.getByRole('button', { name: 'Open the form' }).click()
      const frame = visitor.frameLocator('dialog iframe')
      await frame.getByLabel('Name').fill('Cara')
      await frame.getByLabel('Email').fill('cara@x.com')
      await frame.getByLabel('Shoe size').fill('38,5')
      await frame.getByRole('checkbox').check()
      await frame.getByRole('button', { name: 'Send' }).click()
      await frame.getByText('Pending', { exact: true }).waitFor()
      const link = await frame.getByRole('link', { name: 'Continue in Instagram' }).getAttribute('href')

      await page.getByRole('radio', { name: 'Answers' }).click()
      const submission = page.getByRole('article', { name: 'Cara' })
      await submission.getByText('Waiting', { exact: true }).waitFor()
      expect(await submission.textContent()).toContain('cara@x.com · Shoe size: 38.5')

      const cara = await shop.meet({ username: 'cara', name: 'Cara' })
      await shop.act({ text: 'Hi', ref: new URL(link!).searchParams.get('ref') }, cara)
      await house.drain()
      expect(await shop.said(cara)).toContain('Here is your guide')
      await frame.getByText('Sent', { exact: true }).waitFor()
      await submission.getByText('Sent', { exact: true }).waitFor()
      expect(troubles).toEqual([])
      await visitor.context().close()
    } finally {
      site.close()
    }
  }, 60_000)

  test('a message to a lead that failed is found in the log, sent again after a question, and arrives', async () => {
    const lead = (await house.api<{ data: { id: string }[] }>('GET', '/api/leads?q=ana@x.com')).body.data[0]!
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 506, times: 1 })
    await house.api('POST', '/api/dm/send', { leadId: lead.id, provider: 'instagram', message: 'The second try' })
    await house.drain()
    await page.goto(`${house.url}/leads/${lead.id}`)
    await page.getByRole('dialog').getByText('Vary the text').waitFor()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Send again.*ana/i })
      .waitFor()
    await page.goto(`${house.url}/leads/dms?status=failed`)
    const row = page.getByRole('listitem').filter({ hasText: 'The second try' })
    await row.getByRole('button', { name: 'Send again' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Send again' }).click()
    await page.getByText(/^The message to .* is queued\.$/).waitFor()
    // It stays in the log as the attempt that failed.
    await row.getByRole('button', { name: 'Send again' }).waitFor({ state: 'detached' })
    await house.drain()
    expect((await shop.said()).at(-1)).toBe('The second try')
    await page.getByRole('searchbox').fill('ana@x.com')
    await page.getByLabel('State').selectOption({ label: 'Sent' })
    await page.getByRole('listitem').filter({ hasText: 'The second try' }).filter({ hasText: 'attempt' }).waitFor()
  }, 60_000)

  describe('on a line of 400 kbit/s', () => {
    /** Opens a page in a browser that was never here (but for the login), over a slow line. */
    const open = async (path: string, signedIn: boolean, ready: (on: Page) => Promise<unknown>) => {
      const visitor = await pages.browser.visit('about:blank')
      if (signedIn) await visitor.page.context().addCookies(await page.context().cookies())
      const wire: CDPSession = await visitor.page.context().newCDPSession(visitor.page)
      await wire.send('Network.enable')
      await wire.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: 100,
        downloadThroughput: 400_000 / 8,
        uploadThroughput: 400_000 / 8,
      })
      let bytes = 0
      const plain: string[] = []
      wire.on('Network.loadingFinished', (done) => (bytes += done.encodedDataLength))
      visitor.page.on('response', (answered) => {
        const headers = answered.headers()
        if (
          /javascript|css|html/.test(headers['content-type'] ?? '') &&
          headers['content-encoding'] !== 'br' &&
          Number(headers['content-length']) > 600
        )
          plain.push(answered.url())
      })
      const from = performance.now()
      await visitor.page.goto(house.url + path, { waitUntil: 'commit' })
      await visitor.page.getByText('AutoDM Hub').first().waitFor()
      const firstWords = performance.now() - from
      await ready(visitor.page)
      const seconds = (performance.now() - from) / 1000
      const { requests } = await visitor.page.evaluate(() => ({ requests: performance.getEntriesByType('resource').length }))
      await visitor.page.context().close()
      return { bytes, plain, seconds, firstWords: firstWords / 1000, requests }
    }

    test.each([
      ['sign-in', '/sign-in', false, (on: Page) => on.getByRole('button', { name: 'Sign in' }).waitFor()],
      ['Home', '/', true, (on: Page) => on.getByRole('heading', { name: `Hello ${owner.name}` }).waitFor()],
      // The bytes are the same each time; the seconds are also those of a machine that is busy with other tests.
    ] as const)('%s weighs less than 200 kB and is readable within five seconds', { retry: 2 }, async (_, path, signedIn, ready) => {
      const opened = await open(path, signedIn, ready)
      expect(opened.plain).toEqual([])
      expect(opened.bytes).toBeGreaterThan(50_000)
      expect(opened.bytes).toBeLessThan(200_000)
      expect(opened.firstWords).toBeLessThan(opened.seconds)
      expect(opened.seconds).toBeLessThan(5)
    })
  })

  test('files whose name changes with their content are kept for good, the first page is asked for each time, lists are compressed', async () => {
    const get = (path: string, accept = 'br, gzip') =>
      fetch(house.url + path, {
        headers: { 'accept-encoding': accept, accept: 'text/html', authorization: 'Bearer test-key-of-the-instance' },
      })
    const first = await get('/')
    expect([first.headers.get('cache-control'), first.headers.get('content-encoding')]).toEqual(['no-cache', 'br'])
    expect(first.headers.get('vary')).toMatch(/accept-encoding/i)
    const script = /src="(\/assets\/[^"]+)"/.exec(await first.text())![1]!
    for (const [accept, encoding] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const file = await get(script, accept)
      expect(file.headers.get('content-encoding')).toBe(encoding)
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(file.headers.get('content-type')).toContain('javascript')
      expect(file.headers.get('vary')).toMatch(/accept-encoding/i)
    }
    const etag = (await get(script, 'br')).headers.get('etag')!
    const again = await house.app.inject({ url: script, headers: { 'if-none-match': etag, 'accept-encoding': 'br' } })
    expect(again.statusCode).toBe(304)
    const pieces = readdirSync(path.join(import.meta.dirname, '../../dist/web/assets')).filter((name) => name.endsWith('.js'))
    const withZod = pieces.filter((name) =>
      readFileSync(path.join(import.meta.dirname, '../../dist/web/assets', name), 'utf8').includes('_zod'),
    )
    expect([pieces.length > 10, withZod], 'of the server’s schemas only types come along').toEqual([true, []])
    const missing = await get('/assets/gone-12345678.js')
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store'])
    const list = await get('/api/events')
    expect([list.headers.get('content-encoding'), list.headers.get('vary')]).toEqual(['br', expect.stringMatching(/accept-encoding/i)])
    expect((await list.json()).data.length).toBeGreaterThan(0)
    expect((await get('/api/events', 'identity')).headers.get('content-encoding')).toBe(null)
    expect((await get('/api/events', 'br;q=0, gzip;q=0.5')).headers.get('content-encoding')).toBe('gzip')
  })
})

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { until } from '../../support/until.ts'
import type { Everyday } from './stage.ts'

/** Leads, their people and the messages to them. */
export function leadStories(on: Everyday): void {
  test('a person’s tags are read and changed where the person is shown, and known ones are offered', async () => {
    const { house, page } = on
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
    const { house, page } = on
    const guest = (n: number) => ({ email: `guest${n}@x.com`, attribution: { campaignId: 'c1' } })
    await Promise.all(Array.from({ length: 60 }, (_, n) => house.api('POST', '/api/leads', guest(n))))
    await house.api('POST', '/api/leads', { email: 'guest0@x.com', name: 'Twice', formId: 'f1', attribution: { formName: 'Spring' } })
    await page.goto(`${house.url}/leads`)
    await page.getByText('62 leads', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByLabel('Form', { exact: true }).selectOption({ label: 'Spring' })
    const twice = page.getByRole('row').filter({ hasText: 'Twice' })
    await twice.getByText('Another lead has this email address').waitFor()
    await twice.getByText('Stored', { exact: true }).waitFor()
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
    await page.getByText('1 lead archived').waitFor()
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('1 lead restored').waitFor()
    await twice.waitFor()

    // All that a filter has, those that are not loaded too.
    await page.goto(`${house.url}/leads?campaign=c1`)
    await page.getByRole('checkbox', { name: 'Select all that are loaded' }).check()
    await page.getByRole('button', { name: 'Select all 60' }).click()
    await page.getByRole('toolbar').getByText('60 selected').waitFor()
    await page.getByRole('toolbar').getByRole('button', { name: 'Archive' }).click()
    await page.getByText('60 leads archived').waitFor()
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
    await page.getByText('Downloaded leads.json').waitFor()

    await page.getByRole('checkbox', { name: 'Select all that are loaded' }).check()
    await page.getByRole('button', { name: 'Select all 60' }).click()
    await page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('alertdialog').getByText('Delete 60 leads?').waitFor()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByText('60 leads deleted').waitFor()
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
  }, 60_000)

  test('chosen leads are sent to an endpoint', async () => {
    const { house, page } = on
    const lead = (await house.api<{ id: string }>('POST', '/api/leads', { name: 'Sent on', email: 'sent@x.com' })).body
    const endpoint = { name: 'Newsletter', url: 'http://127.0.0.1:9/', sources: [] }
    const { id } = (await house.api<{ id: string }>('POST', '/api/endpoints', endpoint)).body
    await page.goto(`${house.url}/leads?q=sent@x.com`)
    await page.getByRole('checkbox', { name: 'Select Sent on' }).check()
    await page.getByRole('toolbar').getByRole('button', { name: 'Send to…' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByText('Send this lead to an endpoint').waitFor()
    await dialog.getByLabel('Endpoint', { exact: true }).selectOption({ label: 'Newsletter' })
    await dialog.getByRole('button', { name: 'Send' }).click()
    await page.getByText('1 lead queued to send').waitFor()
    expect((await house.api<{ deliveries: { endpoint: string }[] }>('GET', `/api/leads/${lead.id}`)).body.deliveries).toMatchObject([
      { endpoint: 'Newsletter' },
    ])
    await house.api('DELETE', `/api/endpoints/${id}`)
    await house.api('POST', '/api/leads/bulk', { action: 'delete', ids: [lead.id] })
  })

  test('one lead has its own address, also its former one, and shows where it came from and what became of it', async () => {
    const { house, page } = on
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
    await lead.getByText('Stored', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await lead.waitFor({ state: 'detached' })
    expect(page.url()).toBe(`${house.url}/leads?q=ana`)
  })

  test('a message to a lead is written where the lead is; one that failed is found in the log, sent again after a question, and arrives', async () => {
    const { house, shop, page } = on
    const lead = (await house.api<{ data: { id: string }[] }>('GET', '/api/leads?q=ana@x.com')).body.data[0]!
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 506, times: 1 })
    await page.goto(`${house.url}/leads/${lead.id}`)
    await page.getByRole('dialog').getByRole('button', { name: 'Write a message' }).click()
    const writing = page.getByRole('alertdialog')
    await writing.getByLabel('Message', { exact: true }).fill('The second try')
    await writing.getByRole('button', { name: 'Send' }).click()
    await writing.waitFor({ state: 'detached' })
    await house.drain()
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
}

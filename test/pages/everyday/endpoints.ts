import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPage } from '../../support/openPage.ts'
import { startReceiver } from '../../support/receiver.ts'
import { until } from '../../support/until.ts'
import type { Everyday } from './stage.ts'

/** Endpoints and what they get. */
export function endpointStories(on: Everyday): void {
  describe('an endpoint', () => {
    let receiver: Awaited<ReturnType<typeof startReceiver>>
    beforeAll(async () => {
      receiver = await startReceiver()
    })
    afterAll(() => receiver?.stop())

    test('is created with a login and its own field names, and shows its secret once', async () => {
      const { house, page } = on
      await page.goto(`${house.url}/settings`)
      await page.getByRole('link', { name: 'Endpoints' }).click()
      await page.getByText('No endpoints yet').waitFor()
      await page.getByRole('button', { name: 'New endpoint' }).click()
      const form = page.getByRole('dialog')
      await form.getByRole('button', { name: 'Create endpoint' }).click()
      expect(await form.getByRole('alert').count()).toBe(2)
      await form.getByLabel('Name', { exact: true }).fill('My CRM')
      // What was filled in is not thrown away unasked.
      await page.keyboard.press('Escape')
      await page.getByRole('alertdialog').getByRole('button', { name: 'Stay here' }).click()
      // What the server refuses is shown at its field, which is then in sight.
      await form.getByLabel('Address').fill('ftp://crm.example')
      await form.getByRole('button', { name: 'Create endpoint' }).click()
      await form.getByRole('alert').getByText('Enter an https:// address.').waitFor()
      await form.getByLabel('Address').fill('https://me:secret@crm.example')
      await form.getByRole('button', { name: 'Create endpoint' }).click()
      await form.getByRole('alert').getByText('Leave user and password out of the URL.').waitFor()
      await on.hasFocus(form.getByLabel('Address'), 'the address')
      await form.getByLabel('Address').fill(receiver.url)
      await form.getByLabel('Authentication').selectOption('BEARER')
      await form.getByLabel('Token').fill('a token of the CRM')
      await form.getByRole('switch', { name: 'Use the receiver’s own field names' }).click()
      await form.getByLabel('Field of the endpoint 1').fill('Email')
      await form.getByText('Preview with a sample lead').click()
      expect(await form.getByLabel('Preview with a sample lead', { exact: true }).innerText()).toContain('"Email": "')
      await form.getByLabel('Retries').fill('1')
      await form.getByRole('button', { name: 'Create endpoint' }).click()
      const secret = page.getByRole('alertdialog')
      expect(await secret.locator('code').innerText()).toMatch(/^whsec_/)
      await secret.getByRole('button', { name: 'I’ve saved it' }).click()
      await page.getByRole('heading', { name: 'My CRM' }).waitFor()
      expect(await page.content()).not.toContain('whsec_')
    })

    test('gets a test, signed and logged in, whose attempt can be read', async () => {
      const { house, page } = on
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
      const { house, page } = on
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
      await page.getByText('1 lead queued to send again').waitFor()
      await house.drain()
      await lead.getByText('Delivered', { exact: true }).first().waitFor()
      await attempts.getByText('thanks').waitFor()
      expect(receiver.got.map(({ body }) => body.data)).toEqual([{ Email: 'eva@x.com', name: 'Eva' }])
      expect(await lead.getByRole('button', { name: 'Send again' }).count()).toBe(0)
    })

    test('that failed for several leads sends them again at once, and Home says that it fails', async () => {
      const { house, page } = on
      receiver.answer(() => ({ status: 503, body: 'closed' }))
      for (const name of ['Fay', 'Gil']) await house.api('POST', '/api/leads', { name, email: `${name}@x.com` })
      await house.drain()
      await house.moveClock(60 * 60_000)
      await house.drain()
      await page.goto(`${house.url}/leads?status=FAILED`)
      await page.getByText('2 leads', { exact: true }).waitFor()
      const before = receiver.got.length
      await page.getByRole('button', { name: 'Send all again' }).click()
      await page.getByText('2 leads queued to send again').waitFor()
      // It is still closed: each is attempted twice again, and fails.
      await house.drain()
      await house.moveClock(60 * 60_000)
      await house.drain()
      expect(receiver.got).toHaveLength(before + 4)
      await page.goto(house.url)
      await page.getByRole('link', { name: /endpoint My CRM fails/ }).click()
      await page.getByText('Degraded', { exact: true }).waitFor()
      await page.getByLabel('Status').selectOption({ label: 'Failed' })
      await until('both are listed', async () => (await page.getByRole('article').count()) === 2, 10_000)

      receiver.clear()
      await page.getByRole('button', { name: 'Send again…' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Send again' }).click()
      await page.getByText('2 deliveries queued to send again.').waitFor()
      await house.drain()
      await page.getByLabel('Status').selectOption({ label: 'All deliveries' })
      await until('all have arrived', async () => (await page.getByRole('article').getByText('Delivered').count()) === 4, 15_000)
      expect(receiver.got.map(({ body }) => String(body.data['name'])).toSorted()).toEqual(['Fay', 'Gil'])
      await page.getByText('Healthy').waitFor()
    })

    test('of Slack is asked only for its address, is not signed, and a wrong key of Google is shown at its field', async () => {
      const { house, page } = on
      await page.getByRole('link', { name: 'All endpoints' }).click()
      await page.getByRole('button', { name: 'New endpoint' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('Name', { exact: true }).fill('Sales channel')
      await form.getByLabel('Send to').selectOption({ label: 'Google Sheets' })
      await form.getByLabel('Address').fill('https://docs.google.com/spreadsheets/d/1Bxi/edit#gid=0')
      await form.getByLabel('Key of the service account').fill('not a key')
      await form.getByRole('button', { name: 'Create endpoint' }).click()
      await form.getByRole('alert').getByText('Must be the JSON file').waitFor()

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

    test('gets the leads of one ad, chosen by the name of its form; the lead shows by itself how it was captured and delivered', async () => {
      const { house, page } = on
      const ad = await openPage(house)
      await ad.backfill()
      await page.getByRole('button', { name: 'Edit' }).click()
      const form = page.getByRole('dialog')
      await form.getByRole('button', { name: 'Add a condition' }).click()
      await form.getByLabel('What is checked').selectOption({ label: 'the form' })
      await form.getByLabel('How it is checked').selectOption({ label: 'is one of' })
      const forms = form.getByRole('combobox', { name: 'Forms' })
      await forms.fill('OFFer')
      await form.getByRole('option', { name: 'Spring offer Lead ad', selected: true }).waitFor()
      await page.keyboard.press('Enter')
      await form.getByRole('button', { name: 'Remove Spring offer' }).waitFor()
      // By its id alone; nothing here has it.
      await forms.fill('4711')
      await form.getByRole('option', { name: 'Use the id 4711' }).click()
      await form.getByRole('button', { name: 'Remove 4711 (does not exist here)' }).waitFor()
      await form.getByRole('button', { name: 'Save' }).click()
      await form.waitFor({ state: 'detached' })
      const { data } = (await house.api<{ data: { name: string; sources: object[] }[] }>('GET', '/api/endpoints')).body
      expect(data.find(({ name }) => name === 'My CRM')!.sources).toMatchObject([
        { type: 'any', conditions: [{ on: 'form', is: 'one_of', values: [ad.formId, '4711'] }] },
      ])

      receiver.clear()
      receiver.answer(() => ({ status: 500, body: 'not yet' }))
      await page.goto(`${house.url}/leads`)
      await page.getByRole('row').nth(1).waitFor()
      await house.api('POST', '/api/leads', { email: 'elsewhere@x.com' })
      await ad.fillIn({ adId: ad.adId, fields: { email: 'dora@example.com' } })
      await house.drain()
      const row = page.getByRole('row').filter({ hasText: 'dora@example.com' })
      await row.getByText('Processing').waitFor()
      await row.getByRole('button', { name: 'dora@example.com' }).click()
      const lead = page.getByRole('dialog')
      await lead.getByText('Captured by a lead ad').waitFor()
      await lead.getByText('Spring offer').first().waitFor()
      await lead.getByText('Retrying').waitFor()
      receiver.answer(() => ({}))
      await house.moveClock(60 * 60_000)
      await house.drain()
      await lead.getByText('Retrying').waitFor({ state: 'detached' })
      expect(await lead.getByText('Delivered', { exact: true }).count()).toBeGreaterThan(0)
      expect(receiver.got.map(({ body }) => body.data['Email'])).toEqual(['dora@example.com', 'dora@example.com'])
      await page.goto(`${house.url}/settings/endpoints`)
      await page.getByRole('link', { name: 'My CRM' }).click()
    })

    test('is paused, gets a new secret, and is deleted after a question', async () => {
      const { page } = on
      await page.getByRole('switch', { name: 'The endpoint is on' }).click()
      await page.getByText('Paused', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'New secret' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'New secret' }).click()
      expect(await page.getByRole('alertdialog').locator('code').innerText()).toMatch(/^whsec_/)
      await page.getByRole('button', { name: 'I’ve saved it' }).click()
      await page.getByRole('button', { name: 'Delete the endpoint' }).click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the endpoint' }).click()
      await page.getByText('No endpoints yet').waitFor()
    })
  })
}

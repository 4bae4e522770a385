import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import type { Everyday } from './stage.ts'

/** Forms: made here, filled in elsewhere. */
export function formStories(on: Everyday): void {
  test('a form made here, on a foreign site: a lead, its person continues in the chat, the DM arrives, both badges change by themselves', async () => {
    const { house, shop, page, pages } = on
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

  test('a form that someone else changed meanwhile: nothing is overwritten unasked', async () => {
    const { house, page } = on
    const { id } = (await house.api<{ data: { id: string; slug: string }[] }>('GET', '/api/forms')).body.data.find(
      ({ slug }) => slug === 'get-the-guide',
    )!
    await page.goto(`${house.url}/leads/forms/${id}`)
    const editor = page.getByRole('dialog')
    const name = editor.getByLabel('Name', { exact: true })
    const theirs = async (change: object) => expect((await house.api('PATCH', `/api/forms/${id}`, change)).status).toBe(200)
    const stored = async () => (await house.api<{ name: string; consentText: string }>('GET', `/api/forms/${id}`)).body
    await name.fill('Mine')
    await theirs({ name: 'Theirs' })
    await editor.getByRole('button', { name: 'Save', exact: true }).click()
    await editor.getByText('This form was changed elsewhere').waitFor()
    expect((await stored()).name).toBe('Theirs')
    await editor.getByRole('button', { name: 'Discard mine, show theirs' }).click()
    await editor.getByText('This form was changed elsewhere').waitFor({ state: 'detached' })
    expect(await name.inputValue()).toBe('Theirs')

    // Of what is overwritten, only what was changed here.
    await name.fill('Mine again')
    await theirs({ consentText: 'Their consent' })
    await editor.getByRole('button', { name: 'Save', exact: true }).click()
    await editor.getByRole('button', { name: 'Overwrite with mine' }).click()
    await page.getByText('Saved.').waitFor()
    expect(await stored()).toMatchObject({ name: 'Mine again', consentText: 'Their consent' })
    expect(await editor.getByLabel('Text of the box').inputValue()).toBe('Their consent')
  })
}

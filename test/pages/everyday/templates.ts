import { expect, test } from 'vitest'
import { addMember } from '../../support/addMember.ts'
import { openNumber, type NumberShop } from '../../support/openNumber.ts'
import type { Everyday } from './stage.ts'

/** Templates of a WhatsApp number: written with a preview, reviewed by the platform, and read from it. */
export function templateStories(on: Everyday): void {
  let number: NumberShop

  test('a template is written with a preview, stored, submitted, and approved while the page is open', async () => {
    const { house, page } = on
    number = await openNumber(house)
    await house.drain()
    await page.goto(`${house.url}/settings/templates`)
    await page.getByRole('heading', { name: 'No templates yet' }).waitFor()
    await page.getByRole('link', { name: 'New template' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('Name').fill('order_update')
    await drawer.getByLabel('Text', { exact: true }).fill('Hello {{1}}, your *order* is ready.')
    await drawer.getByText('35 of 1024 characters').waitFor()
    const preview = drawer.getByRole('region', { name: 'Preview' })
    await drawer.getByLabel('Above the text').selectOption('image')
    await drawer.getByRole('button', { name: 'Save the draft' }).click()
    await drawer.getByRole('alert').filter({ hasText: 'Choose a file' }).waitFor()
    const picture = { name: 'mug.jpg', mimeType: 'image/jpeg', buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) }
    await drawer.getByLabel('Image for the review').setInputFiles(picture)
    await drawer.getByText('Uploaded.').waitFor()
    await preview.getByRole('img', { name: 'An image' }).waitFor()
    await drawer.getByLabel('Above the text').selectOption('text')
    await drawer.getByLabel('Line above the text').fill('Your order')
    await drawer.getByLabel('Footer').fill('x'.repeat(61))
    await drawer.getByRole('alert').filter({ hasText: '61 of 60 characters' }).waitFor()
    await drawer.getByLabel('Footer').fill('Maya')
    await drawer.getByRole('button', { name: 'Reply' }).click()
    await drawer.getByLabel('Reply', { exact: true }).fill('Thanks')

    // What the server refuses is shown at its field; nothing that was written is lost.
    await drawer.getByRole('button', { name: 'Save the draft' }).click()
    await drawer.getByRole('alert').filter({ hasText: 'Give an example for the placeholder 1' }).waitFor()
    await drawer.getByLabel('Example for 1').fill('Ana')
    await preview.getByText('Hello Ana, your order is ready.').waitFor()
    await preview.getByLabel('1 in the text').fill('Ben')
    await preview.getByText('Hello Ben, your order is ready.').waitFor()
    expect(await preview.locator('strong').innerText()).toBe('order')
    await drawer.getByRole('button', { name: 'Save the draft' }).click()
    await drawer.getByText('Draft', { exact: true }).waitFor()

    await drawer.getByRole('button', { name: 'Submit for review' }).click()
    await drawer.getByText('In review', { exact: true }).waitFor()
    expect(await drawer.getByLabel('Footer').isDisabled()).toBe(true)
    for (let round = 0; round < 3; round++) {
      await house.moveClock(60_000)
      await house.drain()
    }
    await drawer.getByText('Approved', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('listitem').filter({ hasText: 'order_update' }).getByText('Approved').waitFor()
  }, 60_000)

  test('reasons, quality and a changed category are shown; a list that is refused is told on Home as well', async () => {
    const { house, page } = on
    const { data } = await house.sim<{ data: { id: string }[] }>('GET', `/simulator/templates?accountId=${number.numberId}`)
    const change = (what: object) => house.sim('PATCH', `/simulator/templates/${data[0]!.id}`, what)
    await change({ category: 'MARKETING', quality: 'RED', status: 'REJECTED', reason: 'PROMOTIONAL' })
    await page.getByRole('button', { name: 'Sync now' }).click()
    await page.getByText('Reading the templates from WhatsApp.').waitFor()
    await house.drain()
    const row = page.getByRole('listitem').filter({ hasText: 'order_update' })
    for (const words of ['Rejected', 'Marketing', 'Was Utility', 'Quality low', 'Rejected: the content is promotional.'])
      await row.getByText(words).first().waitFor()

    await house.sim('POST', '/simulator/faults', { on: '/message_templates', kind: 'graph', code: 100, times: 1 })
    await page.getByRole('button', { name: 'Sync now' }).click()
    await page.getByText('Reading the templates from WhatsApp.').last().waitFor()
    await house.drain()
    await page.getByRole('alert').filter({ hasText: 'The templates cannot be read' }).waitFor()
    await page.goto(house.url)
    await page.getByRole('link', { name: 'The templates of Maya cannot be read.' }).click()
    await page.getByRole('searchbox').fill('order')
    await row.getByRole('link').click()
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('button', { name: 'Archive' }).click()
    await drawer.getByText('Archived', { exact: true }).waitFor()
    await drawer.getByRole('button', { name: 'Take back' }).waitFor()
    await drawer.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
  }, 60_000)

  test('a viewer sees them, and changes nothing', async () => {
    const { house, pages } = on
    await house.api('POST', `/api/templates?accountId=${number.accountId}`, {
      name: 'greeting',
      language: 'en_US',
      category: 'utility',
      body: { text: 'Hello.' },
    })
    const workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
    const viewer = await addMember(house, 'Vera', 'viewer', workspaceId)
    const visitor = await pages.browser.visit('about:blank')
    const [name, value] = viewer.cookie.split('=') as [string, string]
    await visitor.page.context().addCookies([{ name, value, url: house.url }])
    await visitor.page.goto(`${house.url}/settings/templates`)
    await visitor.page.getByRole('link', { name: 'greeting' }).click()
    const drawer = visitor.page.getByRole('dialog')
    await drawer.getByRole('region', { name: 'Preview' }).getByText('Hello.').waitFor()
    expect(await drawer.getByLabel('Footer').isDisabled()).toBe(true)
    expect(await drawer.getByRole('button', { name: /Submit|Save|Delete|Add|Link/ }).count()).toBe(0)
    await visitor.page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    expect(await visitor.page.getByRole('link', { name: 'New template' }).count()).toBe(0)
    expect(await visitor.page.getByRole('button', { name: 'Sync now' }).count()).toBe(0)
    await visitor.page.context().close()
  })
}

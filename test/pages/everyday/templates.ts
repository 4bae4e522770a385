import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { addMember } from '../../support/addMember.ts'
import { openNumber, type NumberShop } from '../../support/openNumber.ts'
import { until } from '../../support/until.ts'
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
    // The note of an earlier press may still be there, so the answer to this one is waited for.
    const syncNow = async () => {
      const answered = page.waitForResponse((response) => response.url().endsWith('/api/templates/sync'))
      await page.getByRole('button', { name: 'Sync now' }).click()
      await answered
      await page.getByText('Reading the templates from WhatsApp.').last().waitFor()
    }
    await change({ category: 'MARKETING', quality: 'RED', status: 'REJECTED', reason: 'PROMOTIONAL' })
    await syncNow()
    await house.drain()
    const row = page.getByRole('listitem').filter({ hasText: 'order_update' })
    for (const words of ['Rejected', 'Marketing', 'Was Utility', 'Quality low', 'Rejected: the content is promotional.'])
      await row.getByText(words).first().waitFor()

    await house.sim('POST', '/simulator/faults', { on: '/message_templates', kind: 'graph', code: 100, times: 1 })
    await syncNow()
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

  test('an automation sends a file, a list and a template, and the account writes to leads with one', async () => {
    const { house, page } = on
    const components = [{ type: 'BODY', text: 'Hello {{1}}, your order is ready.' }]
    await house.sim('POST', '/simulator/templates', { accountId: number.numberId, name: 'ready', components })
    await house.api('POST', '/api/templates/sync', { accountId: number.accountId })
    await house.drain()
    // The list was refused before, so it is read again after a while.
    await house.moveClock(11 * 60_000)
    await house.drain()
    const known = await house.api<{ data: { name: string }[] }>('GET', `/api/templates?accountId=${number.accountId}&status=approved`)
    expect(known.body.data).toMatchObject([{ name: 'ready' }])
    const saved = { type: 'message', id: 'message', texts: ['Thanks'] }
    const definition = { triggers: [{ on: 'message', keywords: ['order'] }], steps: [saved] }
    const { body } = await house.api<{ id: string }>('POST', '/api/automations', {
      accountId: number.accountId,
      name: 'Orders',
      definition,
    })
    await page.goto(`${house.url}/automations/${body.id}`)
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('switch', { name: 'let them choose' }).click()
    await drawer.getByLabel('The question').fill('Which size?')
    await drawer.getByLabel('Word on the button').fill('Sizes')
    await drawer.getByLabel('Store the choice as').fill('size')
    await drawer.getByRole('group', { name: 'Choice 1' }).getByLabel('Choice', { exact: true }).fill('Small')
    await drawer.getByRole('button', { name: 'Add a choice' }).click()
    await drawer.getByRole('group', { name: 'Choice 2' }).getByLabel('Choice', { exact: true }).fill('Large')
    await drawer.getByRole('switch', { name: 'and a file' }).click()
    await drawer.getByLabel('Address of the file').fill('https://shop.example/menu.jpg')
    await drawer.getByLabel('Text under the file').fill('Our menu')
    await drawer.getByRole('switch', { name: 'and a template' }).click()
    await drawer.getByLabel('Template', { exact: true }).selectOption('ready (en_US)')
    await drawer.getByRole('alert').filter({ hasText: 'may be neither empty' }).waitFor()
    await drawer.getByLabel('1 in the text').fill('{{first_name|there}}')
    await drawer.getByRole('alert').waitFor({ state: 'detached' })
    await drawer.getByRole('button', { name: 'Publish changes' }).click()
    const stored = async () =>
      (await house.api<{ definition: { steps: object[] } }>('GET', `/api/automations/${body.id}`)).body.definition.steps
    await until('the automation is stored', async () => (await stored()).length > 1, 5_000)
    expect(await stored()).toMatchObject([
      { type: 'list', sections: [{ rows: [{ title: 'Small' }, { title: 'Large' }] }] },
      { type: 'save', field: 'size' },
      saved,
      { type: 'media', media: { type: 'image', url: 'https://shop.example/menu.jpg' }, caption: 'Our menu' },
      { type: 'template', template: { name: 'ready', parameters: { body: ['{{first_name|there}}'] } } },
    ])

    await page.goto(`${house.url}/settings`)
    const card = page.getByRole('article').filter({ hasText: number.numberId })
    await card.getByText('no default template').waitFor()
    await card.getByRole('button', { name: 'Choose', exact: true }).click()
    await drawer.getByLabel('After the 24-hour window').selectOption('ready (en_US)')
    await drawer.getByText('Hello {{1}}, your order is ready.').waitFor()
    await drawer.getByRole('button', { name: 'Save' }).click()
    await drawer.waitFor({ state: 'detached' })
    await card.getByText('ready', { exact: false }).waitFor()
  }, 60_000)

  test('a viewer sees them, and changes nothing', async () => {
    const { house, pages } = on
    await house.api('POST', `/api/templates?accountId=${number.accountId}`, {
      name: 'greeting',
      language: 'en_US',
      category: 'utility',
      body: { text: 'Hello.' },
    })
    const { rows } = await sql<{ id: string }>`select workspace_id as id from accounts where id = ${number.accountId}`.execute(
      house.deps.databases.system,
    )
    const viewer = await addMember(house, 'Vito', 'viewer', rows[0]!.id)
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

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Contact } from '../../server/contacts/contacts.schemas.ts'
import { openPages, type Pages } from '../support/openPages.ts'

// What somebody does with the people of a shop: find them, read what is known, change it.
describe('the pages of contacts', () => {
  let pages: Pages
  let page: Page
  let troubles: string[]
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    pages = await openPages()
    const { house, shop } = pages
    const add = async (body: { name: string; [more: string]: unknown }) =>
      (ids[body.name] = (await house.api<{ id: string }>('POST', '/api/contacts', body)).body.id)
    await add({ name: 'Nora Quinn', email: 'nora@x.com', tags: ['VIP'], birthday: '9999-02-29', customFields: { visits: 3 } })
    await add({ name: 'Tom Baker', phone: '+49 170 1234567', tags: ['VIP', 'new'] })
    await shop.write('hello')
    await house.drain()
    ;({ page, troubles } = await pages.signIn())
    troubles.splice(0)
  }, 120_000)
  afterAll(() => pages?.close(), 60_000)

  const rows = () => page.getByRole('table', { name: 'Contacts' }).getByRole('row')
  const names = async (count: number) => {
    await expect.poll(() => rows().count()).toBe(count + 1)
    return page.getByRole('table').getByRole('row').getByRole('link').allInnerTexts()
  }
  /** To the list, as people go: without loading the pages again. */
  const openList = () => page.getByRole('link', { name: 'Contacts', exact: true }).click()
  const openPerson = async (name: string) => {
    await openList()
    await page.getByRole('table').getByRole('link', { name }).click()
  }
  const stored = async (name: string) => (await pages.house.api<Contact>('GET', `/api/contacts/${ids[name]}`)).body

  test('the list is searched, and filtered by conditions that read as sentences and stay in the address and in segments', async () => {
    await openList()
    expect(await names(3)).toEqual(expect.arrayContaining(['Nora Quinn', 'Tom Baker', 'Ana']))
    await page.getByRole('button', { name: 'Add condition' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByText('Please fill this in.').waitFor()
    await dialog.getByLabel('Value').selectOption('VIP')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('button', { name: 'Has the tag “VIP”', exact: true }).waitFor()
    expect(await names(2)).toEqual(expect.arrayContaining(['Nora Quinn', 'Tom Baker']))
    await page.getByText('2 contacts').waitFor()
    await page.getByRole('button', { name: 'Save as segment' }).click()
    await dialog.getByLabel('Name').fill('Regulars')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Delete segment' }).waitFor()
    await page.getByRole('button', { name: 'Add condition' }).click()
    await dialog.getByLabel('What').selectOption('Birthday')
    await dialog.getByLabel('Day').fill('29')
    await dialog.getByLabel('Month').selectOption('February')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('button', { name: 'Birthday is February 29', exact: true }).waitFor()
    expect(await names(1)).toEqual(['Nora Quinn'])
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'detached' })
    await page.reload()
    expect(await names(1)).toEqual(['Nora Quinn'])
    await page.getByRole('button', { name: 'Remove the condition “Birthday is February 29”' }).click()
    await page.getByRole('button', { name: 'Has the tag “VIP”', exact: true }).click()
    await dialog.getByLabel('Comparison').selectOption('does not have')
    await dialog.getByLabel('Value').selectOption('new')
    await dialog.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('button', { name: 'Does not have the tag “new”', exact: true }).waitFor()
    await page.getByRole('searchbox').fill('nobody at all')
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
    await page.getByRole('button', { name: 'Show everything' }).click()
    expect(await names(3)).toHaveLength(3)
    await page.getByLabel('Segment', { exact: true }).selectOption('Regulars')
    expect(await names(1)).toEqual(['Nora Quinn'])
    await page.getByRole('button', { name: 'Rename segment' }).click()
    await dialog.getByLabel('Name').fill('Leap day')
    await dialog.getByRole('button', { name: 'Rename' }).click()
    await page.getByRole('option', { name: 'Leap day' }).waitFor({ state: 'attached' })
    await page.getByRole('button', { name: 'Delete segment' }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    expect(await names(3)).toHaveLength(3)
  })

  test('a person is added by hand; what the server refuses is said at its field', async () => {
    await page.getByRole('link', { name: 'New contact' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('Name').fill('Luz')
    await drawer.getByLabel('Phone').fill('12')
    await drawer.getByRole('button', { name: 'Add contact' }).click()
    await drawer.getByText('Must be a valid number').waitFor()
    await drawer.getByLabel('Phone').fill('+52 55 1234 5678')
    await drawer.getByLabel('Day').fill('5')
    await drawer.getByRole('button', { name: 'Add contact' }).click()
    await drawer.getByText('A birthday needs a day and a month.').waitFor()
    await drawer.getByLabel('Month').selectOption('May')
    await drawer.getByRole('button', { name: 'Add contact' }).click()
    await page.getByRole('heading', { name: 'Luz', level: 1 }).waitFor()
    expect(troubles.splice(0).filter((one) => !/400/.test(one))).toEqual([])
  })

  test('a person’s page: details are changed, a consent is recorded, and an opt-out is undone', async () => {
    await openPerson('Nora Quinn')
    await page.getByLabel('visits').fill('4')
    await page.getByLabel('Year').fill('1988')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    expect(await stored('Nora Quinn')).toMatchObject({ customFields: { visits: 4 }, birthday: '1988-02-29', email: 'nora@x.com' })
    await page.getByRole('button', { name: 'Record consent' }).click()
    await page.getByRole('alertdialog').getByLabel('Wording').fill('Yes, send me news')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Add' }).click()
    await page.getByRole('list', { name: 'Consents' }).getByText('Yes, send me news').waitFor()

    await openPerson('Ana')
    await page.getByRole('list', { name: 'Conversations' }).getByText('hello').waitFor()
    const answer = async (button: RegExp, reason: string) => {
      await page.getByRole('button', { name: button }).click()
      await page.getByRole('alertdialog').getByLabel('Reason').fill(reason)
      await page.getByRole('alertdialog').getByRole('button').last().click()
    }
    await answer(/^Opt out.*maya/, 'asked on the phone')
    await page.getByRole('list', { name: 'Conversations' }).getByText('Opted out on').waitFor()
    await answer(/^Undo opt-out/, 'wants news again')
    await page.getByRole('button', { name: /^Opt out.*maya/ }).waitFor()
    expect(troubles.splice(0)).toEqual([])
  })

  test('a field is created by its type, a note is written, and a merge is looked at, made and undone', async () => {
    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await page.getByRole('link', { name: 'Contact fields' }).click()
    await page.getByRole('button', { name: 'New field' }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByLabel('Name').fill('Size')
    await dialog.getByLabel('Type').selectOption('Choice')
    await dialog.getByLabel('Choices').fill('S,M,')
    await dialog.getByRole('button', { name: 'Create field' }).click()
    await page.getByRole('list', { name: 'Contact fields' }).getByText('S, M').waitFor()

    await openPerson('Tom Baker')
    await page.getByLabel('Size').selectOption('M')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(async () => (await stored('Tom Baker')).customFields).toEqual({ Size: 'M' })
    await page.getByLabel('New note').fill('Likes blue')
    await page.getByRole('button', { name: 'Add note' }).click()
    await page.getByRole('list', { name: 'Notes' }).getByText('Likes blue').waitFor()
    await page.getByRole('list', { name: 'Timeline' }).getByText('Likes blue').waitFor()

    await page.getByRole('button', { name: 'Merge' }).click()
    await dialog.getByRole('combobox', { name: 'Person' }).fill('Nora')
    const nora = dialog.getByRole('option', { name: 'Nora Quinn' })
    const [option, box] = [(await nora.boundingBox())!, (await dialog.boundingBox())!]
    expect(option.y + option.height, 'the dialog shows whom it offers').toBeLessThan(box.y + box.height)
    await nora.click()
    await dialog.getByRole('region', { name: 'Preview' }).getByText('+491701234567').waitFor()
    await dialog.getByRole('button', { name: 'Merge' }).click()
    await page.getByRole('heading', { name: 'Nora Quinn', level: 1 }).waitFor()
    await page.getByRole('list', { name: 'Notes' }).getByText('Likes blue').waitFor()
    expect((await stored('Nora Quinn')).phone).toBe('+491701234567')
    await page.getByRole('list', { name: 'Timeline' }).getByRole('button', { name: /^Undo/ }).click()
    await page.getByRole('heading', { name: 'Tom Baker', level: 1 }).waitFor()

    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { name: 'Contacts', level: 1 }).waitFor()
    expect(await names(3)).not.toContain('Tom Baker')
  })

  test('a file is imported: its columns are chosen, problems are said before, and what was refused is a file', async () => {
    await openList()
    await page.getByRole('link', { name: 'Import' }).click()
    const csv = 'Name,Email,Shoe\nEva,eva@x.com,38\nIan,ian at x,41\n'
    await page.getByLabel('CSV file').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await page.getByText('1 not imported').waitFor()
    await page.getByRole('list', { name: 'Rows' }).getByText('Email:').waitFor()
    await page.getByLabel('What “Shoe” becomes').selectOption('New field “Shoe”')
    await page.getByRole('list', { name: 'Rows' }).getByText('38').waitFor()
    await page.getByRole('button', { name: 'Start import' }).click()
    await page.getByText('The import is running.').waitFor()
    await pages.house.drain()
    const history = page.getByRole('list', { name: 'Imports' })
    await history.getByText('2 of 2 rows: 1 new, 0 changed, 0 the same, 1 not imported').waitFor()
    const errors = await history.getByRole('link', { name: /Rows not imported/ }).getAttribute('href')
    expect((await pages.house.api<string>('GET', errors!)).status).toBe(200)
    await openList()
    expect(await names(4)).toContain('Eva')
  })

  test('many people are changed at once: followed, canceled, and deleted after a second question', async () => {
    const dialog = page.getByRole('alertdialog')
    const results = page.getByRole('list', { name: 'Changes to many contacts' })
    const begin = async (action: string, fill?: () => Promise<void>) => {
      await page.getByRole('button', { name: 'Change…' }).click()
      await dialog.getByLabel('Action').selectOption(action)
      await fill?.()
      await dialog.getByRole('button', { name: 'Start' }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    await page.getByRole('checkbox', { name: 'Select Nora Quinn' }).check()
    await page.getByRole('checkbox', { name: 'Select Eva' }).check()
    await page.getByText('2 selected').waitFor()
    await begin('Add tags', () => dialog.getByLabel('Tags').fill('summer,'))
    await results.getByText('Running').waitFor()
    await pages.house.drain()
    await results.getByText('2 of 2 contacts').waitFor()
    expect((await stored('Nora Quinn')).tags).toContain('summer')

    await page.getByRole('checkbox', { name: 'Select all shown contacts' }).check()
    await begin('Pause automations')
    await results.getByRole('button', { name: /^Cancel.*Pause automations/ }).click()
    await dialog.getByRole('button', { name: 'Cancel it' }).click()
    await results.getByText('Canceled').waitFor()

    await page.getByRole('checkbox', { name: 'Select Luz' }).check()
    await page.getByRole('button', { name: 'Change…' }).click()
    await dialog.getByLabel('Action').selectOption('Delete')
    await dialog.getByRole('button', { name: 'Delete…' }).click()
    await dialog.getByText('This cannot be undone.').waitFor()
    await dialog.getByRole('button', { name: 'Delete 1 contact' }).click()
    await dialog.waitFor({ state: 'detached' })
    await pages.house.drain()
    expect(await names(3)).not.toContain('Luz')
  })
})

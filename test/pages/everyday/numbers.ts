import { afterAll, beforeAll, expect, test } from 'vitest'
import { openNumber, type NumberShop } from '../../support/openNumber.ts'
import type { Everyday } from './stage.ts'

/** What an owner sets for a WhatsApp number at the platform (requirements B8, H1). */
export function numberStories(on: Everyday): void {
  let number: NumberShop
  beforeAll(async () => void (number = await openNumber(on.house)))
  // Other stories have a number of the same name.
  afterAll(async () => void (await on.house.api('DELETE', `/api/accounts/${number.accountId}`)))
  const openDrawer = async (name: string) => {
    const { house, page } = on
    await page.goto(`${house.url}/settings`)
    await page.getByRole('article').filter({ hasText: number.numberId }).getByRole('button', { name, exact: true }).click()
    return page.getByRole('dialog')
  }

  test('the profile is edited; what is wrong is told at its field', async () => {
    const drawer = await openDrawer('Profile')
    await drawer.getByLabel('About').fill('Ceramics by hand')
    await drawer.getByLabel('Website', { exact: true }).fill('shop')
    await drawer.getByLabel('Category').selectOption('RETAIL')
    await drawer.getByRole('button', { name: 'Save at the platform' }).click()
    await drawer.locator('input[aria-invalid="true"][name="website"]').waitFor()
    await drawer.getByLabel('Website', { exact: true }).fill('https://shop.example')
    await drawer.getByRole('button', { name: 'Save at the platform' }).click()
    await on.page.getByText('People read this about', { exact: false }).first().waitFor()
    const again = await openDrawer('Profile')
    await again.getByLabel('Category').locator('option[value="RETAIL"]:checked').waitFor({ state: 'attached' })
    expect(await again.getByLabel('About').inputValue()).toBe('Ceramics by hand')
  })

  test('how long automations pause is set, and that people see typing', async () => {
    const drawer = await openDrawer('Set')
    await drawer.getByLabel('Pause in minutes').fill('0')
    await drawer.getByLabel('Show “typing…”', { exact: false }).check()
    await drawer.getByRole('button', { name: 'Save' }).click()
    await on.page.getByRole('article').filter({ hasText: number.numberId }).getByText('automations go on').waitFor()
    const { body } = await on.house.api('GET', `/api/accounts/${number.accountId}`)
    expect(body).toMatchObject({ handPauseMinutes: 0, showsTyping: true })
  })

  test('questions and commands are previewed, set, and seen on the phone', async () => {
    const { house, page } = on
    const drawer = await openDrawer('Before they write')
    await drawer.getByRole('button', { name: 'Add a question' }).click()
    await drawer.getByLabel('Question', { exact: true }).fill('What does it cost?')
    await drawer.getByRole('button', { name: 'Add a command' }).click()
    await drawer.getByLabel('Command', { exact: true }).fill('/prices')
    await drawer.getByLabel('What it does').fill('The list of prices')
    await drawer.getByRole('region', { name: 'Preview' }).getByText('/prices').waitFor()
    await drawer.getByRole('button', { name: 'Set at the platform' }).click()
    await drawer.getByText('The platform has this.').waitFor()
    const phone = await page.context().newPage()
    await phone.goto(`${house.simulatorUrl}/?person=${number.personId}&account=${number.numberId}&view=chat`)
    await phone.getByRole('button', { name: 'What does it cost?' }).waitFor()
    await phone.getByRole('button', { name: '/prices' }).waitFor()
    await phone.close()
  })
}

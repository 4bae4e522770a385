import type { House } from './startHouse.ts'
import type { OpenedBrowser, Visitor } from './openBrowser.ts'

export const owner = { name: 'Maya', email: 'maya@example.com', password: 'correct horse battery', workspaceName: 'Maya Studio' }

/** The first owner, signed in by the page; afterwards the page shows Home. */
export async function signIn(house: Pick<House, 'url' | 'api'>, browser: OpenedBrowser): Promise<Visitor> {
  await house.api('POST', '/api/setup/owner', owner)
  const visitor = await browser.visit(`${house.url}/sign-in`)
  const { page } = visitor
  await page.getByLabel('Email').fill(owner.email)
  await page.getByLabel('Password').fill(owner.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation').first().waitFor()
  return visitor
}

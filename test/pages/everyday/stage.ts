import type { Locator, Page } from 'playwright-core'
import { openPages, type Pages } from '../../support/openPages.ts'
import { answer, leadRule, type Shop } from '../../support/openShop.ts'
import type { House } from '../../support/startHouse.ts'
import { until } from '../../support/until.ts'

/** One house for all stories of every day, with a lead from a conversation, and its owner's browser. */
export type Everyday = {
  pages: Pages
  house: House
  shop: Shop
  page: Page
  /** Waits until something has the focus. */
  hasFocus(locator: Locator, what: string): Promise<unknown>
  /** The row of a long list that has the focus; -1: none. */
  focusedRow(): Promise<number>
}

export async function openEveryday(): Promise<Everyday> {
  const pages = await openPages({ env: { ENDPOINT_ALLOW: '127.0.0.0/8' } })
  const { house, shop } = pages
  await shop.automate(leadRule)
  await shop.automate(answer('message', ['hours'], 'Nine to five'))
  await shop.comment('price')
  await house.drain()
  await shop.write('ana@x.com')
  await house.drain()
  const { page } = await pages.signIn()
  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? null)
  return {
    pages,
    house,
    shop,
    page,
    hasFocus: (locator, what) =>
      until(`the focus is on ${what}`, () => locator.evaluate((one) => one === document.activeElement).catch(() => false), 5_000).catch(
        async (error: Error) => {
          throw new Error(`${error.message}, but on ${await focused()}`)
        },
      ),
    focusedRow: () => page.evaluate(() => Number(document.activeElement?.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? -1)),
  }
}

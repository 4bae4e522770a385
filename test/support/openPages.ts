import { openBrowser, type OpenedBrowser, type Visitor } from './openBrowser.ts'
import { openShop, type Shop } from './openShop.ts'
import { signIn } from './signIn.ts'
import { startHouse, type House, type HouseOptions } from './startHouse.ts'

export type Pages = {
  house: House
  shop: Shop
  browser: OpenedBrowser
  /** The owner, signed in by the page. */
  signIn(): Promise<Visitor>
  close(): Promise<void>
}

/** The start of every story about the pages: the product with a connected account and a follower, and a real browser. */
export async function openPages(options: HouseOptions = {}): Promise<Pages> {
  const house = await startHouse(options)
  try {
    const shop = await openShop(house)
    const browser = await openBrowser()
    return {
      house,
      shop,
      browser,
      signIn: () => signIn(house, browser),
      async close() {
        await browser.close()
        await house.stop()
      },
    }
  } catch (error) {
    await house.stop()
    throw error
  }
}

import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { answer } from '../../support/openShop.ts'
import { until } from '../../support/until.ts'
import type { Everyday } from './stage.ts'

/** By keyboard: where the focus is. */
export function keyboardStories(on: Everyday): void {
  /** Each way that something opens over a page: the page, what opens it, by which name it opens. All by keyboard. */
  const ways: [string, string, (page: Page) => ReturnType<Page['getByRole']>, RegExp][] = [
    ['an automation', '/automations', (on) => on.getByRole('link', { name: 'message: hours' }), /^Automation$/],
    ['a new automation', '/automations', (on) => on.getByRole('link', { name: 'New automation' }), /New automation/],
    ['what happened to a comment', '/activity', (on) => on.getByRole('main').getByRole('button', { name: /price/ }).first(), /./],
    ['a lead', '/leads', (on) => on.getByRole('row').nth(1).getByRole('button'), /./],
    ['connecting an account', '/settings', (on) => on.getByRole('button', { name: 'Add account' }), /Add account/],
    ['limits of speed', '/settings', (on) => on.getByRole('button', { name: 'Set limits' }), /./],
    ['the question before something is deleted', '/settings', (on) => on.getByRole('button', { name: 'Delete' }), /Delete/],
  ]
  test.each(ways)('%s: closed by Escape, the focus is where it was', async (what, path, opener, name) => {
    const { house, page, hasFocus } = on
    await page.goto(house.url + path)
    const control = opener(page)
    await control.waitFor()
    await control.focus()
    await page.keyboard.press('Enter')
    const sheet = page
      .getByRole('dialog')
      .or(page.getByRole('alertdialog'))
      .filter({ has: page.getByRole('heading', { name }) })
    await sheet.waitFor()
    await until('the focus is inside', () => sheet.evaluate((box) => box.contains(document.activeElement)), 5_000)
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    await hasFocus(control, what)
  })

  test('a menu gives the focus back, and so does what was opened from it', async () => {
    const { house, page, hasFocus } = on
    await page.goto(`${house.url}/automations`)
    const menu = page.getByRole('button', { name: 'More for message: hours' })
    await menu.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    await hasFocus(menu, 'the menu’s button')
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Open' }).press('Enter')
    await page.getByRole('dialog').getByRole('textbox', { name: 'Message', exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await hasFocus(menu, 'the menu’s button')
  })

  test('a menu of the frame, loaded when it is first used, opens at its first item and gives the focus back', async () => {
    const { house, page, hasFocus } = on
    await page.goto(house.url)
    const menu = page.getByRole('button', { name: /theme and sign-out/ }).filter({ visible: true })
    await menu.focus()
    for (const key of ['Enter', 'ArrowDown']) {
      await page.keyboard.press(key)
      await hasFocus(page.getByRole('menuitemradio').first(), 'the first theme')
      await page.keyboard.press('Escape')
      await hasFocus(menu, 'the menu’s button')
    }
  })

  test('the builder opened from the gallery gives the focus to what opened the gallery; a question inside it, to the field', async () => {
    const { house, page, hasFocus } = on
    await page.goto(`${house.url}/automations`)
    const opener = page.getByRole('link', { name: 'New automation' })
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Reply to a word in DMs/ }).press('Enter')
    const field = page.getByRole('dialog').getByRole('textbox', { name: 'Message', exact: true })
    await field.fill('Something new')
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Stay here' }).press('Enter')
    await hasFocus(field, 'the field')
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await hasFocus(opener, 'New automation')
    expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('draft:')))).toEqual([])
  })

  test('a row that is deleted from its menu leaves the focus on the page, not nowhere', async () => {
    const { house, shop, page, hasFocus } = on
    await shop.automate(answer('message', ['gone'], 'Not for long'))
    await page.goto(`${house.url}/automations`)
    await page.getByRole('button', { name: 'More for message: gone' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
    await page.getByRole('link', { name: 'message: gone' }).waitFor({ state: 'detached' })
    await hasFocus(page.getByRole('main'), 'the page')
  })

  test('arrow keys go from row to row of a list, to rows that are not drawn yet too, and Enter opens one', async () => {
    const { house, shop, page, hasFocus, focusedRow } = on
    for (let n = 0; n < 40; n++) await shop.write(`line ${n}`)
    await house.drain()
    await page.goto(`${house.url}/activity`)
    const rows = page.getByRole('list', { name: 'Activity' }).getByRole('listitem')
    const first = rows.first().getByRole('button')
    await first.waitFor()
    await first.focus()
    await page.keyboard.press('ArrowDown')
    await hasFocus(rows.nth(1).getByRole('button'), 'the second row')
    await page.keyboard.press('ArrowUp')
    await hasFocus(first, 'the first row')
    expect(await page.locator('[data-index="38"]').count()).toBe(0)
    await page.keyboard.press('End')
    await until('the focus is far down', async () => (await focusedRow()) >= 38, 5_000)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await until('the focus is on the row again', async () => (await focusedRow()) >= 38, 5_000)
    await page.keyboard.press('Home')
    await until('the focus is on top', async () => (await focusedRow()) === 0, 5_000)
  })
}

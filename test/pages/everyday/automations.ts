import { expect, test } from 'vitest'
import { answer } from '../../support/openShop.ts'
import { until } from '../../support/until.ts'
import type { Everyday } from './stage.ts'

/** Automations: their cards, and finding one of many. */
export function automationStories(on: Everyday): void {
  test('where leads go says what is sent there, and that no mail server sends a notice', async () => {
    const { house, page } = on
    await page.goto(`${house.url}/automations/new?template=emails`)
    for (const [name, text] of [
      ['Notify me by email', 'No mail server is configured, so no email is sent.'],
      ['Send to a webhook URL', 'Each lead, signed, and attempted again when it fails.'],
    ] as const) {
      const hint = await page.getByLabel(name).getAttribute('aria-describedby')
      // Whether a mail server is configured is known a moment after the page is there.
      await page.locator(`[id="${hint}"]`).filter({ hasText: text }).waitFor()
    }
  })

  test('who gets what: a condition and tags on their cards, tried on the phone, saved, and opened again as they were', async () => {
    const { house, page } = on
    const cards = page.getByRole('dialog')
    const card = (name: string) => cards.getByRole('region', { name, exact: true })
    const phone = cards.getByRole('region', { name: 'Preview phone' })
    await page.goto(`${house.url}/automations/new?template=keyword`)
    await cards.getByRole('button', { name: 'Remove “PRICE”' }).click()
    await cards.getByLabel('Words', { exact: true }).fill('club')
    await page.keyboard.press('Enter')
    await cards.getByRole('textbox', { name: 'Message', exact: true }).fill('Welcome')
    await cards.getByRole('button', { name: 'Remove button 1' }).click()

    await cards.getByRole('switch', { name: 'but only if' }).click()
    await cards.getByText('Complete each check, or switch this off.').waitFor()
    await cards.getByLabel('How', { exact: true }).selectOption('absent')
    await cards.getByRole('combobox', { name: 'Tag', exact: true }).fill('Member')
    await card('but only if').getByRole('textbox', { name: 'Everyone else gets' }).fill('You are in already')
    await cards.getByRole('switch', { name: 'and tag them' }).click()
    const tags = cards.getByRole('combobox', { name: 'Add these tags' })
    await tags.fill('Member')
    await page.keyboard.press('Enter')
    await cards.getByRole('button', { name: 'Remove the tag “Member”' }).waitFor()
    // The phone decides as the product does: the first time they are welcome, the second time they are somebody it knows.
    await phone.getByText('Tagged “Member”').waitFor()
    await phone.getByRole('textbox').fill('club again')
    await page.keyboard.press('Enter')
    await phone.getByText('You are in already').waitFor()
    expect(await phone.getByText('Welcome', { exact: true }).count()).toBe(1)
    await cards.getByRole('button', { name: 'Save as draft' }).click()
    await page.waitForURL(/automations\/[0-9a-f-]{36}/)

    await page.reload()
    expect(await card('but only if').getByRole('combobox', { name: 'Tag', exact: true }).inputValue()).toBe('Member')
    expect(await card('but only if').getByRole('textbox', { name: 'Everyone else gets' }).inputValue()).toBe('You are in already')
    const id = page.url().split('/').at(-1)!
    const { body } = await house.api<{ definition: { steps: object[] } }>('GET', `/api/automations/${id}`)
    expect(body.definition.steps).toEqual([
      { id: 'condition', type: 'condition', match: 'all', checks: [{ what: 'tag', tag: 'Member', is: 'absent' }], otherwise: 'otherwise' },
      { id: 'message', type: 'message', texts: ['Welcome'] },
      { id: 'tag', type: 'tag', add: ['Member'], next: null },
      { id: 'otherwise', type: 'message', texts: ['You are in already'] },
    ])
    await house.api('DELETE', `/api/automations/${id}`)
  })

  test('200 automations found by search, and all of them by Show more', async () => {
    const { house, shop, page, hasFocus } = on
    const make = (n: number) =>
      shop.automate({ ...answer('message', [`word${n}`, ...(n === 137 ? ['Crème brûlée'] : [])], 'Hello'), name: `Shelf ${n} end` })
    for (let n = 0; n < 200; n += 10) await Promise.all(Array.from({ length: 10 }, (_, i) => make(n + i)))
    await page.goto(`${house.url}/automations`)
    const rows = page.getByRole('list', { name: 'Automations' }).getByRole('listitem')
    const more = page.getByRole('button', { name: 'Show more' })
    const search = page.getByLabel('Search name or keyword')
    await more.waitFor()
    expect(await rows.count()).toBe(50)
    for (const [text, name] of [
      ['SHELF 3 end', 'Shelf 3 end'],
      ['CRÈME brûl', 'Shelf 137 end'],
      ['word42', 'Shelf 42 end'],
    ] as const) {
      await search.fill(text)
      await until(`${text} finds one`, async () => (await rows.allInnerTexts()).map((row) => row.split('\n')[0]).join() === name, 5_000)
      // The order is of all, whatever the search shows.
      await page.getByRole('link', { name: 'Order' }).waitFor()
    }
    await search.fill('no such word')
    await page.getByText('No automation matches this search.').waitFor()
    await search.fill('')
    for (const shown of [100, 150, 200]) {
      await more.focus()
      await page.keyboard.press('Enter')
      await until(`${shown} are shown`, async () => (await rows.count()) >= shown, 5_000)
      await hasFocus(rows.nth(shown - 50).getByRole('link'), 'the first automation that came')
    }
    if (await more.isVisible()) await more.press('Enter')
    await more.waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('A')
  }, 60_000)
}

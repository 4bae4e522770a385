import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePlace, type Place } from '../support/npmStart.ts'
import { openBrowser, type OpenedBrowser, type Visitor } from '../support/openBrowser.ts'
import { openNumber } from '../support/openNumber.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { until } from '../support/until.ts'

// What an owner does when something was not sent, in a real browser: sees why, sends it again or closes it, alone or all at once.
describe('what needs somebody', () => {
  let place: Place
  let browser: OpenedBrowser
  let owner: Visitor
  let shop: Shop
  const owned = { name: 'Maya', email: 'maya@example.com', password: 'correct horse battery', workspaceName: 'Maya Studio' }
  const url = (path: string) => `http://127.0.0.1:${place.port}${path}`
  const refuse = (times: number) => place.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 506, times })
  const mend = () => place.sim('DELETE', '/simulator/faults')
  const fail = async (names: string[]) => {
    const failed = async () => (await shop.messages()).filter((one) => one.status === 'failed').length
    const before = await failed()
    await refuse(names.length)
    for (const name of names) await shop.comment(`price? ${name}`, await shop.meet({ username: name, name }))
    await until('they have failed', async () => (await failed()) === before + names.length, 20_000)
    await mend()
  }

  beforeAll(async () => {
    place = await makePlace()
    await place.start().ready()
    expect((await place.api('POST', '/api/setup/owner', owned)).status).toBeLessThan(300)
    shop = await openShop(place)
    await shop.automate(answer('comment', [], 'Here you are'))
    browser = await openBrowser()
    owner = await browser.visit(url('/sign-in'))
    await owner.page.getByLabel('Email').fill(owned.email)
    await owner.page.getByLabel('Password').fill(owned.password)
    await owner.page.getByRole('button', { name: 'Sign in' }).click()
    await owner.page.getByRole('navigation').first().waitFor()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await place?.stop()
    place?.remove()
  }, 60_000)
  const rows = () => owner.page.getByRole('article')

  test('nothing does at first, and the page says so', async () => {
    await owner.page.goto(url('/activity'))
    await owner.page.getByRole('link', { name: 'Not sent' }).click()
    await owner.page.getByRole('heading', { name: 'No failed messages' }).waitFor()
  })

  test('what fails comes into the open page by itself, with the person and the reason', async () => {
    const { page } = owner
    await fail(['ana', 'ben', 'cleo'])
    await page.getByRole('article', { name: 'Message to @cleo' }).waitFor()
    await until('all three are there', async () => (await rows().count()) === 3, 10_000)
    await rows().first().getByText('Vary the text').waitFor()
    await page.getByRole('link', { name: /^Not sent\s+3/ }).waitFor()
  })

  test('a line opens the story behind it', async () => {
    const { page } = owner
    await page.getByRole('button', { name: /^@ana/ }).click()
    await page.getByRole('dialog').getByText('price? ana').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('one is sent again by keyboard alone, and leaves the list', async () => {
    const { page } = owner
    await page.getByRole('button', { name: /^Send again.*@ben/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('It is queued again.').waitFor()
    await page.getByRole('article', { name: 'Message to @ben' }).waitFor({ state: 'detached' })
    await until('it has arrived', async () => (await shop.effects()).length === 1, 10_000)
  })

  test('what may have arrived is sent again only after a warning, and is closed for good after a question', async () => {
    const { page } = owner
    const number = await openNumber(place, { person: { name: 'Dora' } })
    await number.automate(answer('message', [], 'Hello'))
    await place.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 131000, times: 1 })
    await number.write('hi')
    await until('it is in doubt', async () => (await number.messages())[0]?.status === 'in_doubt', 10_000)
    await place.sim('POST', '/simulator/clock', { advanceMs: 11 * 60_000 })
    const parked = page.getByRole('article').filter({ hasText: 'Needs you' })
    await parked.getByText('it is unknown whether it arrived').waitFor()
    await parked.getByRole('button', { name: /^Send again/ }).click()
    await page.getByRole('alertdialog').getByText('It may have arrived already.').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await parked.getByRole('button', { name: /^Close/ }).click()
    await page.getByRole('alertdialog').getByText('This cannot be undone.').waitFor()
    await page.getByRole('alertdialog').getByRole('button', { name: 'It arrived' }).click()
    await parked.waitFor({ state: 'detached' })
    expect(await number.effects()).toEqual([])
    expect(await number.messages()).toMatchObject([{ status: 'sent', error: null }])
  })

  test('all that a filter shows are sent again at once, those further down the list too', async () => {
    const { page } = owner
    await fail(Array.from({ length: 60 }, (_, i) => `guest${i}`))
    const before = (await shop.effects()).length + 1
    // While the next page is loading, something else changes: the list is loaded anew, and the next page is asked for again.
    await page.route(
      /dead-letters\?.*cursor=/,
      async (route) => {
        const anew = page.waitForRequest((request) => /dead-letters\?/.test(request.url()) && !request.url().includes('cursor='))
        await shop.comment('price?', await shop.meet({ username: 'dan', name: 'Dan' }))
        await anew
        await route.continue().catch(() => undefined)
      },
      { times: 1 },
    )
    await page.getByRole('radio', { name: 'Failed' }).click()
    await page.getByRole('button', { name: 'Send all 62 again' }).waitFor()
    // The list itself is read page by page; its end is reached by scrolling.
    const end = page.getByRole('article', { name: 'Message to @ana' })
    await until(
      'the end is in sight',
      async () => {
        // The list scrolls inside its box. A wheel needs the pointer on it, and moving it there scrolls to the middle first.
        await page.getByRole('list', { name: 'Not sent' }).evaluate((list) => {
          list.parentElement!.scrollTop = list.parentElement!.scrollHeight
        })
        return end.waitFor({ timeout: 1_000 }).then(
          () => true,
          () => false,
        )
      },
      40_000,
    )
    await page.getByRole('button', { name: 'Send all 62 again' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Send all 62 again' }).click()
    await page.getByText('62 messages are queued again.').waitFor()
    await page.getByRole('heading', { name: 'Nothing matches' }).waitFor()
    await until('all have arrived', async () => (await shop.effects()).length === before + 62, 20_000)
    await page.getByRole('button', { name: 'Show everything' }).click()
    await page.getByRole('heading', { name: 'No failed messages' }).waitFor()
  }, 120_000)

  test('a broken line is told at home and at the account, and an owner tries it again at once', async () => {
    const { page } = owner
    await place.sim('POST', '/simulator/faults', { on: '/messages', kind: 'status', status: 503 })
    for (let i = 0; i < 5; i++) await shop.comment('price?', await shop.meet({ username: `late${i}`, name: `Late ${i}` }))
    await page.goto(url('/'))
    await page.getByText('@maya.studio cannot reach the platform').click()
    const card = page.getByRole('article', { name: '@maya.studio' })
    await card.getByText('one request tests the connection').waitFor()
    await card.getByText('Next attempt at').waitFor()
    await mend()
    await card.getByRole('button', { name: 'Try now' }).click()
    await card.getByText('The platform cannot be reached').waitFor({ state: 'detached' })
    await until('all have arrived', async () => (await shop.messages()).every((one) => one.status === 'sent'), 20_000)
  })

  test('a kind of message that lacks its permission is told at home and at the account, and is sent again from there', async () => {
    const { page } = owner
    await place.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 200 })
    await shop.comment('price?', await shop.meet({ username: 'kim', name: 'Kim' }))
    const stopped = async () =>
      (await place.api<{ stoppedKinds: object[] }>('GET', `/api/accounts/${shop.accountId}`)).body.stoppedKinds.length > 0
    await until('it stopped', stopped, 10_000)
    await page.goto(url('/'))
    await page.getByText('@maya.studio lacks a permission, so some messages wait.').click()
    const card = page.getByRole('article', { name: '@maya.studio' })
    await card.getByText('Waiting: First DM after a comment').waitFor()
    await card.getByText('“(#200) Permissions error”').waitFor()
    await mend()
    await card.getByRole('button', { name: 'Resume' }).click()
    await card.getByText('Waiting: First DM after a comment').waitFor({ state: 'detached' })
    await until('it has arrived', async () => (await shop.messages()).every((one) => one.status === 'sent'), 20_000)
  })

  test('an account is told to speak more slowly, and not faster than its platform allows', async () => {
    const { page } = owner
    await page.goto(url('/settings'))
    const card = page.getByRole('article', { name: '@maya.studio' })
    await card.getByText('as fast as the platform allows').waitFor()
    await card.getByRole('button', { name: 'Set limits' }).click()
    const group = page.getByRole('group', { name: 'First DM after a comment' })
    await group.getByText('The platform allows 100 per second, 750 per hour.').waitFor()
    await group.getByLabel('At most').fill('none')
    await page.getByRole('button', { name: 'Save limits' }).click()
    await group.getByText('Enter a whole number, at least 1.').waitFor()
    await group.getByLabel('At most').fill('900')
    await page.getByRole('button', { name: 'Save limits' }).click()
    await page.getByText('The platform allows 750 in an hour; a limit of your own has to be lower than that.').waitFor()
    await group.getByLabel('At most').fill('200')
    await page.getByRole('button', { name: 'Save limits' }).click()
    await card.getByText('First DM after a comment: 200 per hour').waitFor()
    expect((await place.api('GET', `/api/accounts/${shop.accountId}`)).body).toMatchObject({
      ownLimits: { private_reply: { calls: 200, perMs: 3_600_000 } },
    })
  })

  test('which automation answers first is shown, changed by keyboard and kept, and going live asks about it', async () => {
    await shop.automate({ ...answer('message', ['price'], 'Ten'), name: 'Price list' })
    await shop.automate({ ...answer('message', [], 'Hello'), name: 'Any message' })
    const { page, troubles } = owner
    const before = troubles.length
    await page.goto(url('/automations'))
    await page.getByRole('link', { name: 'Order' }).click()
    const messages = page
      .getByRole('dialog')
      .getByRole('listitem')
      .filter({ hasText: /Price list|Any message/ })
    await until('both are listed', async () => (await messages.count()) === 2, 20_000)
    expect(await messages.allInnerTexts()).toEqual([expect.stringContaining('Price list'), expect.stringContaining('Any message')])
    const up = page.getByRole('button', { name: 'Move “Any message” up' })
    await up.focus()
    await page.keyboard.press('Enter')
    await until('it has moved', async () => (await messages.first().innerText()).includes('Any message'), 20_000)
    // At the top there is no further up: the other button of the same automation has the focus.
    await until(
      'the focus has stayed with it',
      async () => page.getByRole('button', { name: 'Move “Any message” down' }).evaluate((button) => button === document.activeElement),
      20_000,
    )
    await page.reload()
    await until('it is kept', async () => (await messages.first().innerText()).includes('Any message'), 20_000)

    await page.goto(url('/automations'))
    const live = page.getByRole('switch', { name: 'Price list is live' })
    await live.click()
    await page.getByText('“Price list” is paused.').waitFor()
    await page.getByRole('link', { name: 'Price list' }).click()
    await page.getByRole('button', { name: 'Go live' }).click()
    const question = page.getByRole('alertdialog')
    expect(await question.innerText()).toContain('“Any message” answers “price” first')
    await question.getByRole('button', { name: 'Go live anyway' }).click()
    await until(
      'it is live',
      async () =>
        (await place.api<{ data: { name: string; status: string }[] }>('GET', '/api/automations')).body.data.some(
          ({ name, status }) => name === 'Price list' && status === 'live',
        ),
      20_000,
    )
    expect(troubles.slice(before)).toEqual([])
  }, 60_000)
})

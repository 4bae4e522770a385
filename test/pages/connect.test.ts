import axe from 'axe-core'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Visitor } from '../support/openBrowser.ts'
import { untilStill } from '../support/untilStill.ts'
import { openPages, type Pages } from '../support/openPages.ts'
import { answer } from '../support/openShop.ts'
import { owner as ownerPerson } from '../support/signIn.ts'

// Connecting by a login, in a real browser: refused once, granted in part, granted; Pages to choose from; disconnected and back.
describe('connecting by a login', () => {
  let pages: Pages
  let owner: Visitor
  let made: { id: string }
  const permission = (name: string) => owner.page.getByLabel(name)
  const card = (name: string) => owner.page.getByRole('article', { name })
  const go = (name: string) => owner.page.getByRole('link', { name }).first().click()
  const onSettings = () => owner.page.waitForURL(/\/settings/)
  const serious = async () => {
    await owner.page.evaluate(axe.source)
    const { violations } = await owner.page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run())
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)
  }
  const isTooWide = () => owner.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
  const narrowAndDark = async (on: boolean) => {
    await owner.page.emulateMedia({ colorScheme: on ? 'dark' : 'light', reducedMotion: 'reduce' })
    await owner.page.setViewportSize(on ? { width: 390, height: 844 } : { width: 1440, height: 900 })
    await untilStill(owner.page)
  }

  beforeAll(async () => {
    pages = await openPages()
    const { house } = pages
    made = await house.sim('POST', '/simulator/accounts', { channel: 'instagram', username: 'second.shop', name: 'Second Shop' })
    await house.sim('POST', '/simulator/pages', { name: 'Good Page' })
    const weak = await house.sim<{ id: string }>('POST', '/simulator/pages', { name: 'Weak Page' })
    await house.sim('PATCH', `/simulator/pages/${weak.id}`, { tasks: ['ANALYZE'] })
    owner = await pages.signIn()
    // Before the sign-in there is nobody, which the pages ask.
    owner.troubles.length = 0
  }, 120_000)
  afterAll(() => pages?.close(), 60_000)

  test('refused: the page says so and asks again; granted in part: it names what does not work', async () => {
    const { page } = owner
    await page.goto(`${pages.house.url}/settings`)
    await page.getByRole('button', { name: 'Add account' }).click()
    await go('Connect with Instagram')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await onSettings()
    await page.getByText('You did not allow access').waitFor()
    expect(await serious()).toEqual([])

    await go('Try again')
    await permission('instagram_business_manage_messages').uncheck()
    await page.getByRole('button', { name: 'Allow' }).click()
    await onSettings()
    await page.getByText('@second.shop is connected').first().waitFor()
    await card('@second.shop').getByText('Direct messages cannot be read or answered').waitFor()
    expect(page.url()).not.toMatch(/code=|state=/)

    const { body } = await pages.house.api<{ data: { id: string; externalId: string }[] }>('GET', '/api/accounts')
    const { id } = body.data.find(({ externalId }) => externalId === made.id)!
    await pages.house.api('POST', '/api/automations', { accountId: id, is_active: true, ...answer('message', ['hours'], 'Nine to five') })
    await page.goto(`${pages.house.url}/settings`)
    await narrowAndDark(true)
    await card('@second.shop').getByText('These automations do not work: message: hours').waitFor()
    expect([await serious(), await isTooWide()]).toEqual([[], false])
    await narrowAndDark(false)

    await go('Grant them')
    await page.getByRole('button', { name: 'Allow' }).click()
    await onSettings()
    await page.getByText('@second.shop is connected').first().waitFor()
    await page.getByText('Direct messages cannot be read or answered').waitFor({ state: 'detached' })
  })

  test('the card tells how its token lasts, and has the country of phone numbers', async () => {
    const { page } = owner
    await card('@second.shop').getByText('Renewed automatically before it ends on').waitFor()
    await card('@second.shop').getByRole('button', { name: 'Change' }).click()
    const drawer = page.getByRole('dialog', { name: 'Phone numbers of @second.shop' })
    await drawer.getByLabel('Country of phone numbers').selectOption({ label: 'Japan' })
    expect(await serious()).toEqual([])
    await drawer.getByRole('button', { name: 'Save' }).click()
    await card('@second.shop').getByText('Japan').waitFor()
    const { body } = await pages.house.api<{ data: { externalId: string; defaultCountry: string }[] }>('GET', '/api/accounts')
    expect(body.data.find(({ externalId }) => externalId === made.id)?.defaultCountry).toBe('JP')
  })

  test('Facebook: Pages to choose from, one of which says which task is missing', async () => {
    const { page } = owner
    await page.goto(`${pages.house.url}/settings`)
    await page.getByRole('button', { name: 'Add account' }).click()
    await go('Connect with Facebook')
    await page.getByRole('button', { name: 'Allow' }).click()
    await onSettings()
    const drawer = page.getByRole('dialog', { name: 'Choose what to connect' })
    await drawer.getByText('You lack a task on this Page: Messages, Community activity or Ads').waitFor()
    expect(await drawer.getByRole('checkbox', { name: /Weak Page/ }).isDisabled()).toBe(true)
    await narrowAndDark(true)
    expect([await serious(), await isTooWide()]).toEqual([[], false])
    await narrowAndDark(false)
    await drawer.getByRole('button', { name: 'Connect 1' }).click()
    await card('Good Page').getByText('Active').waitFor()
    await drawer.waitFor({ state: 'detached' })

    await card('Good Page').getByText('This is the token of a Page. It does not expire').waitFor()
    await card('Good Page').getByText('The login of Maya Lindqvist ends in 60 days.').waitFor()
    const soon = new Date(pages.house.deps.clock.now().getTime() + 5 * 86_400_000)
    await sql`update connections set token_expires_at = ${soon} where user_token is not null`.execute(pages.house.deps.databases.system)
    await page.reload()
    const notice = card('Good Page').getByRole('alert')
    await notice.getByText('The login of Maya Lindqvist ends in 5 days.').waitFor()
    await narrowAndDark(true)
    expect([await serious(), await isTooWide()]).toEqual([[], false])
    await narrowAndDark(false)
    expect(await notice.getByRole('link', { name: 'Reconnect' }).getAttribute('href')).toMatch(
      /^\/api\/auth\/facebook\/connect\?.*account=/,
    )
  })

  test('WhatsApp: a new number by the login, one with a PIN among several, and one with a token', async () => {
    const { page } = owner
    const { house } = pages
    const add = () => page.getByRole('button', { name: 'Add account' }).click()
    await page.goto(`${house.url}/settings`)
    await add()
    await go('Connect with WhatsApp')
    await page.getByRole('radio', { name: 'A new number' }).check()
    await page.getByRole('button', { name: 'Allow' }).click()
    await onSettings()
    await page.getByText('Maya Studio is connected').first().waitFor()
    await card('Maya Studio')
      .getByText(/^\+1 555/)
      .waitFor()
    await card('Maya Studio').getByText('This is the token of a system user. It does not expire').waitFor()

    await house.sim('POST', '/simulator/accounts', { channel: 'whatsapp', name: 'With a PIN', registered: false, pin: '246810' })
    await add()
    await go('Connect with WhatsApp')
    await page.getByRole('radio', { name: /With a PIN/ }).check()
    await page.getByRole('button', { name: 'Allow' }).click()
    await onSettings()
    const drawer = page.getByRole('dialog', { name: 'Choose what to connect' })
    await drawer.getByText('Connected already.').waitFor()
    await drawer.getByRole('button', { name: 'Connect 1' }).click()
    await drawer.getByText('This number has two-step verification with another PIN.').waitFor()
    await drawer.getByLabel('PIN of the number').fill('246810')
    await narrowAndDark(true)
    expect([await serious(), await isTooWide()]).toEqual([[], false])
    await narrowAndDark(false)
    await drawer.getByRole('button', { name: 'Connect 1' }).click()
    await card('With a PIN').getByText('Active', { exact: true }).waitFor()
    await drawer.waitFor({ state: 'detached' })

    const third = await house.sim<{ id: string; accessToken: string }>('POST', '/simulator/accounts', {
      channel: 'whatsapp',
      name: 'Third',
    })
    await add()
    const form = page.getByRole('dialog', { name: 'Add account' })
    await form.getByLabel('Token from').selectOption({ label: 'WhatsApp number' })
    await form.getByLabel('Name').fill('By token')
    await form.getByLabel('Phone number ID').fill(third.id)
    await form.getByLabel('Access token').fill(third.accessToken)
    expect(await serious()).toEqual([])
    await form.getByRole('button', { name: 'Check and connect' }).click()
    await card('By token').getByText('Active', { exact: true }).waitFor()
    // A page that shows them would ask for their templates while they go.
    await page.goto('about:blank')
    const { body } = await house.api<{ data: { id: string; channel: string }[] }>('GET', '/api/accounts')
    for (const { id, channel } of body.data) if (channel === 'whatsapp') await house.api('DELETE', `/api/accounts/${id}`)
  })

  test('the doctor names what is wrong and what to click; the kit for app review has a test login', async () => {
    const { page } = owner
    const { house } = pages
    await house.sim('PATCH', `/simulator/accounts/${made.id}`, { username: 'renamed.shop' })
    await page.goto(`${house.url}/settings/doctor`)
    await page.getByRole('button', { name: 'Check now' }).click()
    await page.getByText(/^Checking: /).waitFor()
    await house.drain()
    await page.getByText('1 problem was found.').waitFor()
    const line = page
      .getByRole('region', { name: '@second.shop' })
      .getByRole('listitem')
      .filter({ hasText: 'Name and kind of the account' })
    await line.getByText(/is now called renamed\.shop/).waitFor()
    await line.getByText(/New token: the account is read/).waitFor()
    expect(await line.getByRole('link', { name: 'Open the page' }).getAttribute('href')).toBe('/settings')
    const hub = page.getByRole('region', { name: 'This hub and its app' })
    await hub.getByRole('button', { name: /^Show the (other )?\d+ checks/ }).click()
    const healthy = hub.getByRole('button', { name: /Workers/ })
    await healthy.click()
    await page.getByText('Counts the workers that are alive').waitFor()
    await narrowAndDark(true)
    expect([await serious(), await isTooWide()]).toEqual([[], false])
    await narrowAndDark(false)
    await page.getByRole('button', { name: 'Copy report' }).click()
    const report = page.getByRole('dialog', { name: 'Copy report' }).getByLabel('Report')
    expect(await report.inputValue()).toMatch(/\[problem\] Name and kind of the account: .*renamed\.shop[^]*→ Settings › Channels/)
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Home' }).first().click()
    await page.getByRole('link', { name: 'The set-up of @second.shop has a problem.' }).click()
    await page.getByRole('link', { name: 'App review' }).click()
    await page.getByRole('button', { name: 'Make a test login' }).click()
    expect(await page.getByLabel('Email and password').inputValue()).toMatch(/^reviewer-\w+@review\.invalid\n\S{20}$/)
    await narrowAndDark(true)
    expect([await serious(), await isTooWide()]).toEqual([[], false])
    await narrowAndDark(false)
    await page.getByRole('button', { name: /^Remove\s*: reviewer-/ }).click()
    await page.getByLabel('Email and password').waitFor({ state: 'detached' })
    await house.sim('PATCH', `/simulator/accounts/${made.id}`, { username: 'second.shop' })
    await page.goto(`${house.url}/settings`)
  }, 120_000)

  test('disconnected, the card stays and offers the way back', async () => {
    const { page } = owner
    await card('@second.shop').getByRole('button', { name: 'Disconnect' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click()
    await card('@second.shop').getByText('Disconnected', { exact: true }).waitFor()
    expect(await card('@second.shop').getByRole('button', { name: 'Switch off' }).count()).toBe(0)
    await card('@second.shop').getByRole('link', { name: 'Reconnect' }).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await onSettings()
    await card('@second.shop').getByText('Active', { exact: true }).waitFor()
    expect(owner.troubles).toEqual([])
  })

  test('a person links Facebook and signs in with it; a new password needs the old one', async () => {
    const { page } = owner
    await page.getByRole('link', { name: 'Your profile' }).click()
    // Until the profile opens, the page before it is shown, and the workspace has a time zone too.
    const profile = page.getByRole('region', { name: 'Your profile' })
    await profile.getByLabel('Time zone').selectOption('Asia/Tokyo')
    await profile.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').first().waitFor()
    await page.getByRole('button', { name: 'Link Facebook' }).click()
    // Linking is a way in: the open session is not enough.
    const ways = page.getByRole('region', { name: 'Ways to sign in' })
    await ways.getByLabel('Current password').fill(ownerPerson.password)
    await ways.getByRole('button', { name: 'Link Facebook' }).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByText('Linked. You can sign in with it from now on.').waitFor()
    await page.getByText('Facebook · Maya Lindqvist').waitFor()
    expect(await profile.getByLabel('Time zone').inputValue()).toBe('Asia/Tokyo')
    expect(page.url()).not.toMatch(/code=|state=/)
    await narrowAndDark(true)
    expect([await serious(), await isTooWide()]).toEqual([[], false])
    await narrowAndDark(false)
    expect(owner.troubles).toEqual([])

    const email = 'maya.new@example.com'
    const emails = async () =>
      (await sql<{ email: string }>`select email from identity."user"`.execute(pages.house.deps.databases.system)).rows.map(
        (row) => row.email,
      )
    const person = page.locator('form').filter({ has: page.getByLabel('Email') })
    await person.getByLabel('Email').fill(email)
    await person.getByLabel('Current password').fill('not my password')
    await person.getByRole('button', { name: 'Save' }).click()
    await person
      .getByRole('alert')
      .getByText(/not your password/)
      .waitFor()
    expect(await emails()).toEqual([ownerPerson.email])
    await person.getByLabel('Current password').fill(ownerPerson.password)
    await person.getByRole('button', { name: 'Save' }).click()
    await person.getByLabel('Current password').waitFor({ state: 'detached' })
    expect(await emails()).toEqual([email])

    const change = async (current: string) => {
      await page.getByLabel('Current password').fill(current)
      await page.getByLabel('New password').fill('another horse battery')
      await page.getByRole('button', { name: 'Change password' }).click()
    }
    await change('not my password')
    await page.getByText('This is not your current password.').waitFor()
    await change(ownerPerson.password)
    await page.getByText('Your password is changed. Your other sessions ended.').waitFor()

    const other = await pages.browser.visit(`${pages.house.url}/sign-in`)
    await other.page.getByRole('link', { name: 'Sign in with Facebook' }).click()
    await other.page.getByRole('button', { name: 'Cancel' }).click()
    await other.page.getByText('You did not allow it, so nobody was signed in.').waitFor()
    await other.page.getByRole('link', { name: 'Sign in with Facebook' }).click()
    await other.page.getByRole('button', { name: 'Allow' }).click()
    await other.page.getByRole('heading', { name: /Maya/ }).or(other.page.getByRole('navigation').first()).first().waitFor()
    expect(new URL(other.page.url()).pathname).toBe('/')
  })
})

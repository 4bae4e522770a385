import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPages, type Pages } from '../support/openPages.ts'
import { answer } from '../support/openShop.ts'
import { owner } from '../support/signIn.ts'
import type { House } from '../support/startHouse.ts'
import { until } from '../support/until.ts'

type Shown = { version: number; name: string; status: string; definition: { steps: { texts: string[] }[] } }

// What an owner sees when the server is stopped, upgraded or forgets who they are: no white page, and no text lost.
describe('what goes wrong while the pages are open', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pages '))
  let pages: Pages
  let house: House
  let page: Page
  let automation: string

  beforeAll(async () => {
    cpSync(path.join(import.meta.dirname, '../../dist/web'), folder, { recursive: true })
    pages = await openPages({ pagesFolder: folder })
    ;({ house } = pages)
    automation = await pages.shop.automate(answer('message', ['price'], 'It costs ten', { definition: { lead: {} } }))
    ;({ page } = await pages.signIn())
  }, 120_000)
  afterAll(async () => {
    await pages?.close()
    rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const url = (to: string) => house.url + to
  const saved = async () => (await house.api<Shown>('GET', `/api/automations/${automation}`)).body
  const savedText = async () => (await saved()).definition.steps[0]!.texts[0]
  const message = (where = page) => where.getByRole('dialog').getByRole('textbox', { name: 'Message', exact: true })
  const edit = async (text: string, where = page) => {
    await where.goto(url(`/automations/${automation}`))
    await message(where).fill(text)
  }
  const publish = (where = page) => where.getByRole('button', { name: 'Publish changes' }).click()
  const drafts = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length)

  test('saving while the server is stopped: said so, nothing lost, and the same press again saves', async () => {
    await edit('It costs eleven')
    await house.down()
    await publish()
    const alert = page.getByRole('alert').filter({ hasText: 'Not saved' })
    await alert.getByText('Cannot reach the server. Try again.').waitFor()
    expect(await message().inputValue()).toBe('It costs eleven')
    await house.up()
    await alert.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('is live with your changes').waitFor()
    expect(await savedText()).toBe('It costs eleven')
    expect(await alert.count()).toBe(0)
    expect(await drafts()).toBe(0)
  })

  test('a page that was not visited before, opened while the server is stopped: the menu stays, and the page comes by itself', async () => {
    await page.goto(url('/automations'))
    await page.getByRole('heading', { name: 'Automations', level: 1 }).waitFor()
    await house.down()
    await page.getByRole('link', { name: 'Leads', exact: true }).click()
    await page.getByRole('main').getByRole('alert').getByText('Cannot reach the server').waitFor()
    await page.getByRole('navigation').first().waitFor()
    await page.getByRole('button', { name: 'Try again' }).first().waitFor()
    await house.up()
    await page.getByRole('heading', { name: 'Leads', level: 1 }).waitFor()
  })

  test('the stream is lost: a banner, which goes when the server is back, and what changed meanwhile is shown', async () => {
    await page.goto(url('/automations'))
    await page.getByRole('link', { name: 'message: price' }).waitFor()
    await house.down()
    await page.getByRole('status').getByText('Cannot reach the server.').waitFor()
    await page.getByRole('link', { name: 'message: price' }).waitFor()
    await house.up()
    await house.api('PATCH', `/api/automations/${automation}`, { name: 'Renamed meanwhile' })
    await page.getByRole('link', { name: 'Renamed meanwhile' }).waitFor()
    await page.getByText('Cannot reach the server.').waitFor({ state: 'detached' })
  })

  test('a tab that is hidden for a minute ends its stream; shown again, it has what changed meanwhile', async () => {
    const hidden = await page.context().newPage()
    await hidden.clock.install()
    const open = new Set<object>()
    hidden.on('request', (request) => request.url().endsWith('/api/stream') && open.add(request))
    hidden.on('requestfailed', (request) => open.delete(request))
    hidden.on('requestfinished', (request) => open.delete(request))
    const show = (is: boolean) =>
      hidden.evaluate((isShown) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => !isShown })
        document.dispatchEvent(new Event('visibilitychange'))
      }, is)
    await hidden.goto(url('/automations'))
    await hidden.getByRole('link', { name: 'Renamed meanwhile' }).waitFor()
    await until('the stream is open', () => Promise.resolve(open.size === 1), 5_000)
    await show(false)
    await hidden.clock.fastForward(61_000)
    await until('the stream is closed', () => Promise.resolve(open.size === 0), 5_000)
    await house.api('PATCH', `/api/automations/${automation}`, { name: 'Renamed unseen' })
    expect(await hidden.getByRole('link', { name: 'Renamed unseen' }).count()).toBe(0)
    await show(true)
    await hidden.getByRole('link', { name: 'Renamed unseen' }).waitFor()
    await house.api('PATCH', `/api/automations/${automation}`, { name: 'Renamed meanwhile' })
    await hidden.getByRole('link', { name: 'Renamed meanwhile' }).waitFor()
    await hidden.close()
  })

  test('after an upgrade the open tab is loaded anew, once, and what was being written is back', async () => {
    await page.goto(url('/automations'))
    await page.getByRole('link', { name: 'Renamed meanwhile' }).click()
    await message().fill('Written before the upgrade')
    await until('it is kept', async () => (await drafts()) === 1, 5_000)
    upgrade(folder)
    let loads = 0
    page.on('load', () => loads++)
    await page.goBack()
    await page.getByRole('link', { name: 'Activity', exact: true }).click()
    await page.getByRole('heading', { name: 'Activity', level: 1 }).waitFor()
    expect(loads).toBe(1)
    await page.getByRole('link', { name: 'Automations', exact: true }).click()
    await page.getByRole('link', { name: 'Renamed meanwhile' }).click()
    await page.getByText('Your unsaved changes of').waitFor()
    expect(await message().inputValue()).toBe('Written before the upgrade')
    // Given up, what is saved is there again, and nothing is kept.
    await page.getByRole('button', { name: 'Discard them' }).click()
    expect(await message().inputValue()).toBe('It costs eleven')
    expect(await drafts()).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  test('a piece that the newest version lacks too is told, and does not load the page in a circle', async () => {
    await page.goto(url('/'))
    await page.getByRole('navigation').first().waitFor()
    const gone = readdirSync(path.join(folder, 'assets')).find((name) => name.startsWith('LeadsPage'))!
    renameSync(path.join(folder, 'assets', gone), path.join(folder, gone))
    let loads = 0
    page.on('load', () => loads++)
    await page.getByRole('link', { name: 'Leads', exact: true }).click()
    await page.getByText('Part of this page could not be loaded').waitFor()
    expect(loads).toBe(0)
    renameSync(path.join(folder, gone), path.join(folder, 'assets', gone))
    await page.getByRole('button', { name: 'Reload the page' }).click()
    await page.getByRole('heading', { name: 'Leads', level: 1 }).waitFor()
  })

  test('the session has ended: the password is asked for over the builder, and what was written can be saved', async () => {
    await edit('Written by somebody signed out')
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const out = await fetch(url('/api/identity/sign-out'), {
      method: 'POST',
      headers: { cookie, origin: house.url, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(out.status).toBe(200)
    const ask = page.getByRole('alertdialog', { name: 'Sign in again' })
    expect(await ask.getByLabel('Email').inputValue()).toBe(owner.email)
    await until('the password has the focus', () => ask.getByLabel('Password').evaluate((field) => field === document.activeElement), 5_000)
    await page.keyboard.type('not the password')
    await page.keyboard.press('Enter')
    await ask.getByRole('alert').getByText('Email or password is wrong').waitFor()
    await ask.getByLabel('Password').fill(owner.password)
    await page.keyboard.press('Enter')
    await ask.waitFor({ state: 'detached' })
    expect(await message().inputValue()).toBe('Written by somebody signed out')
    await publish()
    await page.getByText('is live with your changes').waitFor()
    expect(await savedText()).toBe('Written by somebody signed out')
  })

  test('who signs out is not asked to sign in again, and who signs in then starts afresh', async () => {
    await page.goto(url('/leads'))
    await page
      .getByRole('button', { name: /theme and sign-out/ })
      .filter({ visible: true })
      .click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
    await page.getByLabel('Email').fill(owner.email)
    await page.getByLabel('Password').fill(owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: `Hello ${owner.name}` }).waitFor()
    expect(await page.getByRole('alertdialog').count()).toBe(0)
  })

  test('two tabs at one automation: the second save is not silent, and either text can win', async () => {
    const other = await page.context().newPage()
    await edit('From the first tab')
    await edit('From the second tab', other)
    await publish()
    await page.getByText('is live with your changes').first().waitFor()

    await publish(other)
    const changed = other.getByRole('alert').filter({ hasText: 'changed elsewhere' })
    await changed.waitFor()
    expect(await savedText()).toBe('From the first tab')
    await changed.getByRole('button', { name: 'Overwrite with mine' }).click()
    await until('the second is saved', async () => (await savedText()) === 'From the second tab', 10_000)

    await message().fill('From the first tab again')
    await publish()
    await page.getByRole('alert').getByRole('button', { name: 'Discard mine, show theirs' }).click()
    await until('theirs is shown', async () => (await message().inputValue()) === 'From the second tab', 10_000)
    await message().fill('Agreed')
    await publish()
    await until('it goes on from theirs', async () => (await savedText()) === 'Agreed', 10_000)
    await other.close()
  })
})

/** What an upgrade leaves an open tab with: every piece has another name, and index.html knows only the new ones. */
function upgrade(folder: string): void {
  const assets = path.join(folder, 'assets')
  for (const name of [...readdirSync(assets).map((one) => `assets/${one}`), 'index.html.br', 'index.html.gz'])
    if (/\.(br|gz)$/.test(name)) rmSync(path.join(folder, name), { force: true })
  const names = readdirSync(assets).filter((name) => name.endsWith('.js'))
  const renamed = (text: string) => names.reduce((changed, name) => changed.replaceAll(name, name.replace(/\.js$/, 'N.js')), text)
  for (const file of [path.join(folder, 'index.html'), ...names.map((name) => path.join(assets, name))])
    writeFileSync(file, renamed(readFileSync(file, 'utf8')))
  for (const name of names) renameSync(path.join(assets, name), path.join(assets, renamed(name)))
}

import { readFileSync } from 'node:fs'
import axe from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openNumber } from '../support/openNumber.ts'
import { openPage } from '../support/openPage.ts'
import { openPages, type Pages } from '../support/openPages.ts'
import { answer, leadRule } from '../support/openShop.ts'
import { untilStill } from '../support/untilStill.ts'

// Every page of the router and everything that opens on it, wide and narrow, light and dark: nothing that axe calls serious or critical,
// nothing wider than the screen, not a word in the console. A new page is looked at without being named here.
type Router = { makeRouter(client: unknown): { routesByPath: Record<string, unknown> } }
// The pages are compiled for a browser, and their types are no business of the tests'.
const routerFile = '../../web/src/router.tsx'
const { makeRouter } = (await import(/* @vite-ignore */ routerFile)) as Router
const setupFile = '../../web/src/setup/setupSearch.ts'
const { setupSteps } = (await import(/* @vite-ignore */ setupFile)) as { setupSteps: readonly string[] }

const keysOf = (texts: object, prefix = ''): string[] =>
  Object.entries(texts).flatMap(([key, text]) => (typeof text === 'string' ? [prefix + key] : keysOf(text as object, `${prefix}${key}.`)))
const catalogues = ['../../web/src/words/en.json', '../../web/src/words/pages/en.json']
const textKeys = new Set(
  catalogues
    .flatMap((file) => keysOf(JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as object))
    .filter((key) => key.includes('.')),
)

const wide = { width: 1440, height: 900 }
const narrow = { width: 390, height: 844 }
// Each width and each scheme once: what is wrong in one width or one scheme alone is wrong in one of these.
const views = [
  { name: 'wide, light', size: wide, colorScheme: 'light' },
  { name: 'narrow, dark', size: narrow, colorScheme: 'dark' },
] as const

/** Rules that by their own definition find nothing serious take half of the time. */
const { rules } = (axe as never as Record<'_audit', { rules: { id: string; impact?: string }[] }>)['_audit']
const lesser = Object.fromEntries(
  rules.filter(({ impact }) => impact === 'minor' || impact === 'moderate').map(({ id }) => [id, { enabled: false }]),
)

/** What strangers write everywhere here: run, it would leave a mark. */
const script = '<img src=x onerror="window.owned=1"><script>window.owned=1</script>'
const link = 'javascript:window.owned=1'

const boxes = '[role=dialog], [role=alertdialog], [role=menu]'

describe('every page', () => {
  let pages: Pages
  let page: Page
  let troubles: string[]
  let values: Record<string, string>
  /** Openers whose drawer, question or menu was looked at: those of the frame stand on every page. */
  const opened = new Set<string>()

  beforeAll(async () => {
    pages = await openPages()
    const { house, shop } = pages
    const automationId = await shop.automate(leadRule)
    await shop.automate(answer('message', ['hours'], 'Nine to five'))
    await shop.comment('price')
    await house.drain()
    await shop.write('ana@x.com')
    await house.drain()
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 506, times: 1 })
    await shop.comment(`price ${script}`, await shop.meet({ username: 'ben', name: `Ben ${script}` }))
    await house.drain()
    await house.api('POST', '/api/tags', { name: 'VIP' })
    const adPage = await openPage(house)
    await adPage.fillIn()
    await house.drain()
    const leadId = (await house.api<{ data: { id: string }[] }>('GET', '/api/leads')).body.data.at(-1)!.id
    const form = await house.api<{ id: string }>('POST', '/api/forms', {
      name: 'Get the guide',
      slug: 'guide',
      fields: [{ name: 'email', label: 'Email', type: 'email' }],
      consentText: 'Yes, write to me',
      continue: 'instagram',
      accountId: shop.accountId,
      message: 'Here is your guide',
    })
    const body = JSON.stringify({ email: 'cara@x.com', consent: true })
    await fetch(`${house.url}/f/guide`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const endpoint = await house.api<{ id: string }>('POST', '/api/endpoints', {
      name: 'CRM',
      url: 'https://crm.example/in',
      sources: [{ type: 'any' }],
    })
    // Of an address that another lead has, and with a delivery.
    await house.api('POST', '/api/leads', {
      email: 'ana@x.com',
      source: 'api',
      name: script,
      customFields: { website: link, [script]: script },
    })
    const number = await openNumber(house)
    const template = await house.api<{ id: string }>('POST', `/api/templates?accountId=${number.accountId}`, {
      name: 'order_update',
      language: 'en_US',
      category: 'utility',
      header: { text: 'Order {{1}}', example: '17' },
      body: { text: `Hello {{1}}, ${script}`, examples: { 1: 'Ana' } },
      buttons: [{ type: 'link', title: 'Track', url: 'https://shop.example/{{1}}', example: 'https://shop.example/1' }],
    })
    const contactId = (await house.api<{ data: { id: string }[] }>('GET', '/api/contacts?q=ana')).body.data[0]!.id
    const [conversation] = (await house.api<{ data: { id: string }[] }>('GET', '/api/conversations')).body.data
    values = {
      automationId,
      leadId,
      contactId,
      formId: form.body.id,
      endpointId: endpoint.body.id,
      templateId: template.body.id,
      conversationId: conversation!.id,
    }
  }, 120_000)
  afterAll(() => pages?.close(), 60_000)

  const shown = async (on: Page) => {
    await on.getByRole('heading').first().waitFor()
    await on.getByRole('status', { name: 'One moment…' }).first().waitFor({ state: 'detached' })
  }
  /** `within`: of what is opened over a page that was looked at, only that. */
  const look = async (on: Page, what: string, within = 'html') => {
    if (!(await on.evaluate(() => 'axe' in window))) await on.evaluate(axe.source)
    for (const { name, size, colorScheme } of views) {
      await on.setViewportSize(size)
      await on.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await untilStill(on)
      // The platform draws the options of a list itself; hundreds of time zones would be measured one by one.
      const { violations } = await on.evaluate(
        ([box, rules]) =>
          (window as never as { axe: typeof axe }).axe.run({ include: [box], exclude: ['option'] }, { resultTypes: ['violations'], rules }),
        [within, lesser] as const,
      )
      const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      const told = grave.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
      expect(told, `${what} (${name})`).toEqual([])
      const words = (await on.evaluate((box) => document.querySelector<HTMLElement>(box)?.innerText ?? '', within)).split(/\s+/)
      expect(
        words.filter((word) => textKeys.has(word)),
        `${what} has the keys of texts, not the texts (${name})`,
      ).toEqual([])
      expect(await on.evaluate(() => 'owned' in window), `${what} runs what a stranger wrote`).toBe(false)
      const tooWide = await on.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      expect(tooWide, `${what} is wider than the screen (${name})`).toBeLessThanOrEqual(0)
      // Pages of the frame scroll inside it: a document that scrolls as well has two scroll bars.
      const tooHigh = await on.evaluate(() =>
        document.querySelector('nav') ? document.documentElement.scrollHeight - window.innerHeight : 0,
      )
      expect(tooHigh, `${what} has a second scroll bar (${name})`).toBeLessThanOrEqual(0)
    }
    await on.setViewportSize(wide)
  }
  /** What opens something: in the drawer that is the page, or else on the page; of rows the first. */
  const openersOn = async (on: Page): Promise<{ name: string; opener: Locator }[]> => {
    const drawer = on.getByRole('dialog')
    const rows = ':is(li, tr, [role=listitem])'
    const all = ((await drawer.count()) ? drawer : on.locator('body')).locator(
      `:is([aria-haspopup=dialog], [aria-haspopup=menu]):not(:disabled, ${rows}:has([aria-haspopup]) ~ ${rows} *)`,
    )
    const found = await all.filter({ visible: true }).all()
    return Promise.all(
      found.map(async (opener) => ({
        opener,
        name: await opener.evaluate((one) =>
          `${one.ariaHasPopup} ${one.getAttribute('aria-label') ?? one.textContent}`.replace(/\s+/g, ' '),
        ),
      })),
    )
  }
  const walk = async (on: Page, address: string) => {
    await on.goto(pages.house.url + address)
    await shown(on)
    await look(on, address)
    for (const { name, opener } of await openersOn(on)) {
      if (opened.has(name)) continue
      opened.add(name)
      const what = `${address}, ${name}`
      const box = on.locator(boxes)
      const before = await box.count()
      await opener.click()
      await box
        .nth(before)
        .waitFor()
        .catch(() => expect.fail(`${what}: nothing opened`))
      await shown(on)
      await look(on, what, boxes)
      await on.keyboard.press('Escape')
      await box.nth(before).waitFor({ state: 'detached' })
    }
  }

  test('before there is an owner, and before anybody is signed in', async () => {
    const visitor = await pages.browser.visit('about:blank')
    await walk(visitor.page, '/setup')
    await visitor.page.getByRole('button', { name: 'Create account' }).click()
    await look(visitor.page, 'the set-up with fields that are not filled in')
    ;({ page, troubles } = await pages.signIn())
    // Who is there was asked before somebody was.
    expect(troubles.splice(0).filter((one) => !/401/.test(one))).toEqual([])
    await walk(visitor.page, '/sign-in')
    const { house } = pages
    const { data } = (await house.api<{ data: { id: string }[] }>('GET', '/api/admin/users')).body
    const linkOf = async (path: string, body?: object) => (await house.api<{ url: string }>('POST', path, body)).body.url.split('/').at(-1)!
    values['resetLink'] = await linkOf(`/api/admin/users/${data[0]!.id}/password-link`)
    values['invitationLink'] = await linkOf('/api/invitations', { email: 'ben@shop.example', role: 'member' })
    await walk(visitor.page, `/invite/${values['invitationLink']}`)
    await visitor.page.context().close()
  }, 60_000)

  const addresses = Object.keys(makeRouter({}).routesByPath).filter((address) => address !== '/setup' && address !== '/sign-in')
  test('the router has them', () => expect(addresses).toEqual(expect.arrayContaining(['/', '/automations/$automationId', '/leads'])))
  test.each([...addresses, ...setupSteps.map((step) => `/setup?step=${step}&automation=$automationId`)])(
    '%s',
    async (pattern) => {
      const address = pattern.replaceAll(/\$(\w+)/g, (_, name: string) => values[name] ?? expect.fail(`which ${name}? Give one in values`))
      await walk(page, address)
      expect(troubles.splice(0)).toEqual([])
    },
    120_000,
  )

  test('the public page of a form, also with a mistake; without one it leads on', async () => {
    const visitor = await pages.browser.visit(`${pages.house.url}/f/guide`)
    const { page: on } = visitor
    await look(on, 'a public form')
    await on.getByRole('button', { name: 'Send' }).click()
    await on.getByText('Please confirm.').waitFor()
    await look(on, 'a public form with a mistake')
    expect(await on.getByRole('checkbox').evaluate((box) => box === document.activeElement)).toBe(true)
    await on.getByLabel('Email').fill('dan@x.com')
    await on.getByRole('checkbox').check()
    await on.getByRole('button', { name: 'Send' }).click()
    await on.getByRole('link', { name: 'Continue in Instagram' }).waitFor()
    // While the DM is open that page loads itself again, having no script (docs/decisions/0071), which axe refuses whatever else it has.
    await on.context().close()
  })

  test('something opened: drawers, questions and menus were looked at', () => {
    expect([...opened].filter((name) => name.startsWith('dialog')).length).toBeGreaterThanOrEqual(8)
    expect([...opened].filter((name) => name.startsWith('menu')).length).toBeGreaterThanOrEqual(3)
  })
})

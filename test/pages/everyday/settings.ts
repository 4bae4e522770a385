import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Overview } from '../../../server/admin/admin.schemas.ts'
import { addMember } from '../../support/addMember.ts'
import { leadRule, openShop } from '../../support/openShop.ts'
import { until } from '../../support/until.ts'
import type { Everyday } from './stage.ts'

/** Settings, and jobs. */
export function settingsStories(on: Everyday): void {
  test('after how many days archived leads and addresses of visitors are deleted is said in Settings', async () => {
    const { house, page } = on
    await page.goto(`${house.url}/settings/privacy`)
    const days = page.getByLabel('Delete archived leads and deliveries after days')
    await page.getByLabel('Delete addresses of visitors after days').fill('7')
    const form = page.getByRole('region', { name: 'Clean-up' })
    await days.fill('many')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('Enter a number from 0 to 3650.').waitFor()
    await days.fill('30')
    await form.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    expect((await house.api('GET', '/api/me')).body).toMatchObject({ workspace: { cleanUpDays: 30, addressDays: 7 } })
  })

  test('an owner sees what fewer days would remove before saving them, adds and undoes an opt-out, and erases a person', async () => {
    const { house, page } = on
    await page.goto(`${house.url}/settings/privacy`)
    const kept = page.getByRole('region', { name: 'How long data is kept' })
    await kept.getByLabel('Events and messages: days').fill('7')
    await kept.getByRole('button', { name: 'Save' }).click()
    await kept.getByText('Enter 0, or a number from 32 to 3650.').waitFor()
    const old = new Date(house.deps.clock.now().getTime() - 60 * 86_400_000)
    const { workspace } = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body
    await sql`insert into jobs (id, workspace_id, kind, state, run_at, created_at, finished_at)
      select gen_random_uuid(), ${workspace.id}, 'look_up', 'done', ${old}, ${old}, ${old} from generate_series(1, 12)`.execute(
      house.deps.databases.system,
    )
    await kept.getByLabel('Events and messages: days').fill('90')
    await kept.getByLabel('Finished jobs: days').fill('50')
    await kept.getByText('This removes 12 rows.').waitFor()
    await kept.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Save and remove' }).click()
    await page.getByText('Saved.').waitFor()
    expect((await house.api('GET', '/api/me')).body).toMatchObject({ workspace: { retention: { events: 90, jobs: 50 } } })

    await page.getByRole('link', { name: 'See who opted out' }).click()
    const [person] = (await house.api<{ data: { name: string | null; username: string }[] }>('GET', '/api/contacts')).body.data
    await page.getByRole('button', { name: 'Add a person' }).first().click()
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('combobox', { name: 'Person' }).fill(person!.username)
    await drawer.getByRole('option').first().click()
    await drawer.getByLabel('How they told you').selectOption('phone')
    await drawer.getByLabel('Reason').fill('Called on Monday')
    await drawer.getByRole('button', { name: 'Add a person' }).click()
    await page.getByText('By phone: Called on Monday').waitFor()
    await page.getByRole('button', { name: /^Undo/ }).click()
    await page.getByRole('alertdialog').getByLabel('Reason').fill('It was a mistake')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Nobody opted out').waitFor()

    const gone = await on.shop.meet({ username: 'gone.soon', name: 'Gone Soon' })
    await on.shop.write('please forget me', gone)
    await house.drain()
    await page.goto(`${house.url}/settings/privacy`)
    const asked = page.getByRole('region', { name: 'Data of a person' })
    await asked.getByRole('combobox', { name: 'Person' }).fill('gone.soon')
    await asked.getByRole('option').first().click()
    const download = page.waitForEvent('download')
    await asked.getByRole('link', { name: 'Download all data' }).click()
    expect(readFileSync(await (await download).path(), 'utf8')).toContain('please forget me')
    await asked.getByRole('button', { name: 'Erase' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Erase' }).click()
    await page.getByText('Gone Soon @gone.soon was erased.').waitFor()
    expect((await house.api<{ data: object[] }>('GET', '/api/contacts?q=gone.soon')).body.data).toEqual([])
  })

  test('the owner of the instance sees how its messages went and what waits, and nobody else', async () => {
    const { house, page, pages } = on
    const { dms, instance } = (await house.api<Overview>('GET', '/api/admin/overview?scope=instance')).body
    await page.goto(`${house.url}/settings`)
    await page.getByRole('link', { name: 'Admin' }).click()
    const figure = async (title: string, name: string) =>
      page
        .getByRole('region', { name: title })
        .locator('div')
        .filter({ has: page.getByText(name, { exact: true }) })
        .locator('dd > span')
        .first()
        .innerText()
    await page.getByRole('heading', { name: 'Messages in private' }).waitFor()
    expect(dms.sent).toBeGreaterThan(0)
    expect(await figure('Messages in private', 'Sent')).toBe(String(dms.sent))
    expect(await figure('Messages in private', 'Failed')).toBe(String(dms.failed))
    expect(await figure('Messages in private', 'Pending')).toBe(String(dms.pending))
    expect(await figure('Messages in private', 'Success rate')).toBe(`${dms.successRate}%`)
    expect(await figure('This hub', 'Workspaces')).toBe(String(instance!.workspaces))
    expect(await figure('Queues', 'Messages to send')).toBe('0')
    const lanes = page.getByRole('region', { name: 'What waits longest' })
    await lanes.getByText('Nothing that is due waits.').waitFor()
    const workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
    const { jobs } = house.deps.databases
    const since = new Date(house.deps.clock.now().getTime() - 3_600_000)
    await sql`insert into jobs (id, workspace_id, account_id, turn, kind, state, run_at, created_at) select gen_random_uuid(), workspace_id,
      id, id, 'look_up', 'waiting', ${since}, ${since} from accounts where id = ${on.shop.accountId}`.execute(jobs)
    await page.reload()
    const lane = lanes.getByRole('listitem').filter({ hasText: 'Look up a person’s name' })
    await lane.getByText('It is in turn').waitFor()
    expect(await lane.getByRole('link', { name: 'Open the jobs' }).count()).toBe(1)
    await sql`delete from jobs where state = 'waiting' and run_at = ${since}`.execute(jobs)
    const { email, password } = await addMember(house, 'Adam', 'admin', workspaceId)
    const { page: admin } = await pages.browser.visit(`${house.url}/sign-in`)
    await admin.getByLabel('Email').fill(email)
    await admin.getByLabel('Password').fill(password)
    await admin.getByRole('button', { name: 'Sign in' }).click()
    await admin.getByRole('navigation').first().waitFor()
    await admin.goto(`${house.url}/settings/admin`)
    await admin.getByText('Your role does not allow this.').waitFor()
    expect(await admin.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    expect(await admin.getByRole('link', { name: 'Admin' }).count()).toBe(0)
    await admin.context().close()
  })

  test('a simulated account whose token died works again after one press', async () => {
    const { house, shop, page } = on
    const { body: account } = await house.api<{ id: string; externalId: string; username: string }>(
      'GET',
      `/api/accounts/${shop.accountId}`,
    )
    await house.sim('POST', '/simulator/tokens/revoke', { accountId: account.externalId })
    await shop.comment('price', await shop.meet({ username: 'ben', name: 'Ben' }))
    await house.drain()
    await page.goto(`${house.url}/settings`)
    await page.getByText('Cannot send', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Reconnect' }).click()
    await page.getByText('is connected.').waitFor()
    expect((await house.api('GET', `/api/accounts/${shop.accountId}`)).body).toMatchObject({ status: 'active', health: { ok: true } })
    await house.moveClock(3_600_000)
    await house.drain()
    expect((await shop.messages()).filter((one) => one.status === 'pending')).toEqual([])
  })

  test('tags are created, renamed and deleted in Settings, each with how many people have it', async () => {
    const { house, page } = on
    const people = async () => (await house.api<{ data: { id: string; tags: string[] }[] }>('GET', '/api/contacts?limit=200')).body.data
    const person = (await people())[0]!
    await house.api('POST', `/api/contacts/${person.id}/tags`, { add: ['Guest'] })
    await page.goto(`${house.url}/settings`)
    await page.getByRole('link', { name: 'Tags' }).click()
    const tag = (name: string) => page.getByRole('article', { name, exact: true })
    await tag('Guest').getByText('1 person').waitFor()

    await page.getByRole('button', { name: 'New tag' }).click()
    const form = page.getByRole('alertdialog')
    await form.getByLabel('Name').fill(' guest ')
    await page.keyboard.press('Enter')
    await form.getByText('There is a tag called “guest” already.').waitFor()
    await form.getByLabel('Name').fill('Friend')
    await page.keyboard.press('Enter')
    await tag('Friend').getByText('0 people').waitFor()

    await tag('Guest').getByRole('button', { name: 'Rename' }).click()
    await form.getByLabel('Name').fill('Member')
    await form.getByRole('button', { name: 'Save' }).click()
    await tag('Member').getByText('1 person').waitFor()
    expect((await people()).find((one) => one.id === person.id)!.tags).toEqual(['Member'])

    await page.getByLabel('Search tags').fill('memb')
    await tag('Friend').waitFor({ state: 'detached' })
    await tag('Member').getByRole('button', { name: 'Delete' }).click()
    await form.getByText('1 person loses it.').waitFor()
    await form.getByRole('button', { name: 'Delete' }).click()
    await page.getByText('No tag has this in its name.').waitFor()
    expect((await people()).find((one) => one.id === person.id)!.tags).toEqual([])
    await page.getByRole('button', { name: 'Show everything' }).click()
    await tag('Friend').waitFor()
  })

  test('an API key is created with what it may, shown once, and revoked in Settings', async () => {
    const { house, page } = on
    await page.goto(`${house.url}/settings`)
    await page.getByRole('link', { name: 'API keys' }).click()
    await page.getByText('No API keys yet').waitFor()
    await page.getByRole('button', { name: 'New key' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('Name').fill('CRM')
    await drawer.getByRole('button', { name: 'Create key' }).click()
    await drawer.getByText('Choose at least one permission.').waitFor()
    await drawer.getByRole('group', { name: 'Leads' }).getByLabel('Read').check()
    await drawer.getByRole('button', { name: 'Create key' }).click()
    const shown = page.getByRole('alertdialog')
    const key = await shown.locator('code').innerText()
    await shown.getByRole('button', { name: 'I’ve saved it' }).click()
    const row = page.getByRole('article', { name: 'CRM' })
    await row.getByText('leads.read').waitFor()
    await row.getByText('Never used').waitFor()
    const status = async (path: string) => (await fetch(house.url + path, { headers: { authorization: `Bearer ${key}` } })).status
    expect([await status('/api/leads'), await status('/api/accounts')]).toEqual([200, 403])
    await row.getByRole('button', { name: 'Revoke' }).click()
    await shown.getByText('Programs that use it are refused within a second.').waitFor()
    await shown.getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('No API keys yet').waitFor()
    expect(await status('/api/leads')).toBe(401)
  })

  test('the audit shows who did what, is filtered, and verified by one press', async () => {
    const { house, page } = on
    await page.goto(`${house.url}/settings`)
    await page.getByRole('link', { name: 'Audit' }).click()
    const rows = page.getByRole('list', { name: 'Audit' }).getByRole('article')
    await rows.filter({ hasText: 'signed in' }).first().waitFor()
    await page.getByLabel('Action').selectOption('Created an automation')
    await rows.filter({ hasText: 'signed in' }).first().waitFor({ state: 'detached' })
    await page.getByLabel('Person or key').selectOption('Bootstrap key')
    const created = rows.filter({ hasText: 'Bootstrap key created an automation' }).first()
    await created.getByRole('link').waitFor()
    expect(await created.innerText()).not.toMatch(/[\da-f]{8}-|automation\.create/)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export CSV' }).click()])
    expect(file.suggestedFilename()).toBe('audit.csv')
    await page.getByLabel('Action').selectOption('Signed in')
    await page.getByText('Nothing matches').waitFor()
    await page.getByRole('button', { name: 'Show everything' }).click()
    await page.getByRole('button', { name: 'Verify' }).click()
    await page.getByText(/The audit is as it was written: \d+ rows\./).waitFor()
    await rows.filter({ hasText: 'verified the audit' }).first().waitFor()
  })

  test('the question before an account is removed names all that goes; leads stay', async () => {
    const { house, page } = on
    const other = await openShop(house)
    await other.automate(leadRule)
    await other.comment('price')
    await house.drain()
    await other.write('keep@x.com')
    await house.drain()
    await page.goto(`${house.url}/settings`)
    await page.getByRole('button', { name: 'Delete' }).first().waitFor()
    const card = page.getByRole('article').filter({ hasText: other.accountExternalId })
    await card.getByRole('button', { name: 'Delete' }).click()
    const question = page.getByRole('alertdialog')
    await question.getByText('Its automations, conversations, activity and token are deleted. Leads stay.').waitFor()
    await question.getByRole('button', { name: 'Delete' }).click()
    await card.waitFor({ state: 'detached' })
    const of = async (path: string) => (await house.api<{ data: object[] }>('GET', `/api/${path}`)).body.data
    for (const path of ['automations', 'events', 'conversations', 'messages'])
      expect([path, await of(`${path}?accountId=${other.accountId}`)]).toEqual([path, []])
    expect((await of('leads')).some((lead) => 'email' in lead && lead.email === 'keep@x.com')).toBe(true)
    expect((await house.api('GET', `/api/accounts/${other.accountId}`)).status).toBe(404)
  })

  test('a parked job says why, is tried again by one press or discarded after a question, and only by those who may', async () => {
    const { house, shop, page, pages } = on
    const { deps } = house
    const system = deps.databases.system
    for (const name of ['Noah', 'Olga']) await shop.write('hello', await shop.meet({ username: name.toLowerCase(), name }))
    await house.drain()
    const park = () =>
      sql`update jobs set state = 'parked', code = 'quarantined' where kind = 'look_up' and state = 'done' and account_id = ${shop.accountId}`.execute(
        system,
      )
    await park()
    const states = async () =>
      (await sql<{ state: string }>`select distinct state from jobs where account_id = ${shop.accountId}`.execute(system)).rows
    const workspace = await sql<{ id: string }>`select workspace_id as id from accounts where id = ${shop.accountId}`.execute(system)
    const other = async (name: string, role: string) => {
      const { email, password } = await addMember(house, name, role, workspace.rows[0]!.id)
      const visitor = await pages.browser.visit(`${house.url}/sign-in`)
      await visitor.page.getByLabel('Email').fill(email)
      await visitor.page.getByLabel('Password').fill(password)
      await visitor.page.getByRole('button', { name: 'Sign in' }).click()
      await visitor.page.getByRole('navigation').first().waitFor()
      await visitor.page.goto(`${house.url}/activity`)
      await visitor.page.getByRole('link', { name: 'Not sent' }).waitFor()
      return visitor.page
    }
    const member = await other('Mona', 'member')
    await member.getByRole('link', { name: 'Jobs' }).click()
    await member.getByText('Three workers ended while they held this job').first().waitFor()
    expect(await member.getByRole('button', { name: /Try again|Discard/ }).count()).toBe(0)
    const viewer = await other('Vera', 'viewer')
    expect(await viewer.getByRole('link', { name: 'Jobs' }).count()).toBe(0)

    await page.goto(`${house.url}/activity`)
    await page.getByRole('link', { name: 'Jobs' }).click()
    const row = page.getByRole('article').filter({ hasText: 'Three workers ended' })
    await row.nth(1).waitFor()
    const count = await row.count()
    await row
      .first()
      .getByRole('button', { name: /^Try again/ })
      .click()
    await until('it is tried again', async () => (await row.count()) === count - 1, 5_000)
    await page.getByRole('button', { name: 'Try all again' }).click()
    await until('all are tried again', async () => (await row.count()) === 0, 5_000)
    expect(await states()).toEqual([{ state: 'waiting' }])
    await house.drain()
    expect(await states()).toEqual([{ state: 'done' }])

    await park()
    await page.reload()
    await row
      .first()
      .getByRole('button', { name: /^Discard/ })
      .click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click()
    await page.getByText('1 job was discarded').waitFor()
    await until('it is discarded', async () => (await row.count()) === count - 1, 5_000)
  })
}

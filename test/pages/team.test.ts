import { afterAll, beforeAll, expect, test } from 'vitest'
import { appCode } from '../support/browserSession.ts'
import { openPages, type Pages } from '../support/openPages.ts'
import { owner } from '../support/signIn.ts'

let pages: Pages
beforeAll(async () => void (pages = await openPages()), 120_000)
afterAll(() => pages?.close(), 60_000)

const password = 'four words nobody joins'
const email = 'ben@shop.example'

test('somebody is invited, joins, sets up a second factor, and is removed', async () => {
  const { page } = await pages.signIn()
  await page.goto(`${pages.house.url}/settings/team`)
  await page.getByRole('button', { name: 'Invite somebody' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('Email').fill(email)
  await drawer.getByRole('radio', { name: /^Viewer/ }).check()
  await drawer.getByRole('button', { name: 'Invite', exact: true }).click()
  const link = await page.getByRole('alertdialog').locator('code').innerText()
  await page.getByRole('button', { name: 'I’ve saved it' }).click()
  await page.getByRole('list', { name: 'Invitations' }).getByText(email, { exact: true }).waitFor()

  // Ben, in a browser of his own.
  const { page: his } = await pages.browser.visit(link.replace(/^http:\/\/[^/]+/, pages.house.url))
  await his.getByRole('heading', { name: `Join ${owner.workspaceName}` }).waitFor()
  await his.getByLabel('Your name').fill('Ben')
  await his.getByLabel('Password').fill('password123')
  await his.getByRole('button', { name: 'Accept the invitation' }).click()
  await his.getByText('guessed first').waitFor()
  await his.getByLabel('Password').fill(password)
  await his.getByRole('button', { name: 'Accept the invitation' }).click()
  await his.getByRole('navigation').first().waitFor()

  await his.goto(`${pages.house.url}/settings/profile`)
  await his.getByRole('list', { name: 'Where you are signed in' }).getByText('This device').waitFor()
  await his.getByRole('button', { name: 'Set up' }).click()
  const factor = his.getByRole('region', { name: 'Second factor' })
  await factor.getByLabel('Current password').fill(password)
  await factor.getByRole('button', { name: 'Continue' }).click()
  await factor.getByRole('img', { name: /QR code/ }).waitFor()
  const uri = `otpauth://totp/x?secret=${await factor.locator('code').innerText()}`
  await factor.getByLabel('Code of your authenticator app').fill('000000')
  await factor.getByRole('button', { name: 'Turn on' }).click()
  await factor.getByText('This code is wrong').waitFor()
  await factor.getByLabel('Code of your authenticator app').fill(await appCode(uri, new Date()))
  await factor.getByRole('button', { name: 'Turn on' }).click()
  expect((await his.getByRole('alertdialog').locator('code').innerText()).split('\n')).toHaveLength(10)
  await his.getByRole('button', { name: 'I’ve saved it' }).click()

  const { page: phone } = await pages.browser.visit(`${pages.house.url}/sign-in`)
  await phone.getByLabel('Email').fill(email)
  await phone.getByLabel('Password').fill(password)
  await phone.getByRole('button', { name: 'Sign in' }).click()
  // The code that was used a moment ago is refused, so it is the next one.
  await phone.getByLabel('Code of your authenticator app').fill(await appCode(uri, new Date(Date.now() + 30_000)))
  await phone.getByRole('button', { name: 'Sign in' }).click()
  await phone.getByRole('navigation').first().waitFor()

  // Maya sees him by now, limits him to one account, and removes him: his open pages know at once.
  await page.goto(`${pages.house.url}/settings/team`)
  await page.getByRole('button', { name: /Change.*Ben/ }).click()
  await drawer.getByRole('radio', { name: 'Only these' }).check()
  await drawer.getByRole('checkbox').first().check()
  await drawer.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('list', { name: 'Members' }).getByText('1 account').waitFor()
  await page.getByRole('button', { name: /Remove.*Ben/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await page.getByText('Ben is no longer a member.').waitFor()
  await phone.goto(`${pages.house.url}/leads`)
  await phone.getByRole('heading', { name: 'Welcome back' }).waitFor()
}, 90_000)

test('an admin of the hub makes a workspace of their own, and switches to it', async () => {
  const { page } = await pages.signIn()
  await page.goto(`${pages.house.url}/settings/admin/workspaces`)
  await page.getByRole('button', { name: 'New workspace' }).first().click()
  await page.getByRole('dialog').getByLabel('Name').fill('Second shop')
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: /Open.*Second shop/ }).click()])
  await page
    .getByRole('button', { name: /Account shown/ })
    .first()
    .click()
  await Promise.all([page.waitForEvent('load'), page.getByRole('menuitemradio', { name: owner.workspaceName }).click()])
  await page.goto(`${pages.house.url}/settings/admin/people?q=maya`)
  await page.getByText(`${owner.workspaceName} (Owner), Second shop (Owner)`).waitFor()
}, 60_000)

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './testing/browser.ts'
import { setStage, type Stage } from './testing/stage.ts'

let stage: Stage
let browser: Browser
beforeAll(async () => {
  stage = await setStage()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await stage?.close()
})

/** Opens the phone; any error that the page reports fails the test. */
async function openPhone(width: number): Promise<{ page: Page; complaints: string[] }> {
  const page = await (await browser.newContext({ viewport: { width, height: 860 } })).newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(stage.simulator.url)
  await page.locator('body[data-ready]').waitFor()
  return { page, complaints }
}

test('a follower comments, sees the public answer and the message appear by themselves, and taps', async () => {
  const { page, complaints } = await openPhone(390)
  await page.getByRole('button', { name: 'Post: Mugs' }).or(page.getByLabel(/Mugs/)).first().click()
  await page.getByLabel('Write').fill('PRICE please <b>now</b>')
  await page.getByRole('button', { name: 'Send' }).click()
  const screen = page.locator('#screen')
  await screen.getByText('PRICE please <b>now</b>').waitFor()

  const [heard] = await stage.heard((_, field) => field === 'comments')
  const commentId = heard!.part['id'] as string
  await stage.graph('POST', `/${commentId}/replies`, { message: 'Look at your messages' })
  await screen.getByText('Look at your messages').waitFor()
  await stage.send(
    {
      attachment: {
        type: 'template',
        payload: { template_type: 'button', text: 'Want the list?', buttons: [{ type: 'postback', title: 'Yes', payload: 'YES' }] },
      },
    },
    { comment_id: commentId },
  )
  await page.getByLabel('1 unread').waitFor()

  await page.getByRole('button', { name: 'Messages' }).click()
  await screen.getByText('Want the list?').waitFor()
  await stage.heard((part) => part['read'] !== undefined)
  await page.getByRole('button', { name: 'Yes', exact: true }).click()
  await stage.heard((part) => part['postback'] !== undefined)
  await stage.send({ text: 'Which one?', quick_replies: [{ content_type: 'text', title: 'Blue', payload: 'BLUE' }] })
  await page.getByRole('button', { name: 'Blue' }).click()
  await stage.heard((part) => JSON.stringify(part).includes('"quick_reply":{"payload":"BLUE"}'))
  expect(complaints).toEqual([])
})

test('a link to the chat opens it on the phone, and its ref comes along once', async () => {
  const { page, complaints } = await openPhone(390)
  const { data } = (await stage.control('GET', '/accounts')).body as { data: { username: string }[] }
  await page.goto(`${stage.simulator.url}/ig.me/m/${data[0]!.username}?ref=dm-abc`)
  await page.getByLabel('Write').fill('Hello there')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.locator('#screen').getByText('Hello there').waitFor()
  await stage.heard((part) => JSON.stringify(part).includes('"ref":"dm-abc"'))
  expect(new URL(page.url()).search).toBe('')
  expect((await fetch(`${stage.simulator.url}/ig.me/m/nobody?ref=x`, { redirect: 'manual' })).status).toBe(404)
  expect(complaints).toEqual([])
})

test('beside the phone time is moved, the person blocks, and a failure is simulated', async () => {
  const { page, complaints } = await openPhone(1440)
  await page.getByRole('button', { name: '+25 h' }).click()
  await page.getByText('25 h ahead of the system clock').waitFor()
  await page.getByRole('switch', { name: 'Blocked the business' }).click()
  await page.getByRole('group', { name: 'People' }).getByText('blocked the business').waitFor()
  await page.getByRole('switch', { name: 'The token is invalid (190)' }).click()
  await page.getByRole('button', { name: 'End all failures' }).waitFor()
  expect((await stage.graph('GET', '/me')).body['error']).toMatchObject({ code: 190, error_subcode: 460 })
  await page.getByText('190/460').waitFor()
  await page.getByRole('button', { name: 'End all failures' }).click()
  await page.getByRole('button', { name: 'End all failures' }).waitFor({ state: 'detached' })
  expect((await stage.graph('GET', '/me')).status).toBe(200)

  await page.getByText('Add a person').click()
  await page.getByLabel('Name').first().fill('Emma Lindqvist')
  await page.getByRole('button', { name: 'Add and be this person' }).click()
  await page.getByRole('button', { name: /emma\.lindqvist/, pressed: true }).waitFor()
  expect(complaints).toEqual([])
})

test.each([390, 1440])('nothing is wider than a screen of %d pixels', async (width) => {
  const { page } = await openPhone(width)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
})

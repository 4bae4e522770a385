import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePlace, type Place } from '../support/npmStart.ts'
import { openBrowser, type OpenedBrowser, type Visitor } from '../support/openBrowser.ts'
import { until } from '../support/until.ts'

// The product as `npm start` leaves it, in a real browser, from the first visit to the first lead. A follower's part is played
// through the simulator's addresses, as on its phone.
describe('the first visit', () => {
  let place: Place
  let browser: OpenedBrowser
  let owner: Visitor
  const email = 'maya@example.com'
  const password = 'correct horse battery'

  beforeAll(async () => {
    place = await makePlace()
    await place.start().ready()
    browser = await openBrowser()
    owner = await browser.visit(`http://127.0.0.1:${place.port}/`)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await place?.stop()
    place?.remove()
  }, 60_000)

  test('makes the owner', async () => {
    const { page } = owner
    await page.getByLabel('Your name').fill('Maya')
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Create account' }).click()
    // Too short a password is named, and nothing is made.
    await page
      .getByText(/at least 10 characters/i)
      .first()
      .waitFor()
    await page.getByLabel('Password').fill(password)
    await page.getByLabel('Name of your workspace').fill('Maya Studio')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByText('Collect emails in DM').waitFor()
  })

  test('connects a simulated account and goes live with a first automation that is filled in', async () => {
    const { page } = owner
    await page.getByText('Collect emails in DM').click()
    await page.getByRole('button', { name: 'Try it with a simulated account' }).click()
    await page.getByLabel('Word').fill('GUIDE')
    await page.getByLabel('Link').fill('https://shop.example/guide')
    await page.getByRole('button', { name: 'Go live' }).click()
    await page.getByRole('heading', { name: 'It is live. Now try it.' }).waitFor()
  })

  test('shows the answers arrive by themselves when a follower comments and leaves an address', async () => {
    const { page } = owner
    const { data: accounts } = await place.sim<{ data: { id: string }[] }>('GET', '/simulator/accounts')
    const account = accounts[0]!.id
    const { data: media } = await place.sim<{ data: { id: string }[] }>('GET', `/simulator/media?accountId=${account}`)
    const { data: people } = await place.sim<{ data: { id: string }[] }>('GET', '/simulator/people')
    const person = people[0]!.id
    const inbox = async () =>
      (
        await place.sim<{ data: { from: string; text: string; buttons?: { url?: string }[] }[] }>(
          'GET',
          `/simulator/people/${person}/inbox?accountId=${account}`,
        )
      ).data
    await place.sim('POST', '/simulator/comments', { mediaId: media[0]!.id, personId: person, text: 'Guide please' })
    await page.getByText('It works!').waitFor()
    await until('the question is in the inbox', async () => (await inbox()).length === 1, 10_000)
    const write = (text: string) => place.sim('POST', '/simulator/messages', { accountId: account, personId: person, text })
    await write('not an e-mail')
    await until('it is asked once more', async () => (await inbox()).length === 3, 10_000)
    await write("it's ana@x.com thanks")
    const last = await until('the reward is in the inbox', async () => (await inbox())[4], 10_000)
    expect(JSON.stringify(last)).toContain('https://shop.example/guide')
  })

  test('explains in Activity what happened, and keeps the lead', async () => {
    const { page } = owner
    await page.goto(`http://127.0.0.1:${place.port}/activity`)
    await page.getByText('Guide please').first().click()
    const trace = page.getByRole('dialog')
    await trace.getByText('Automations checked').waitFor()
    await trace.getByText('It replied.').waitFor()
    await page.goto(`http://127.0.0.1:${place.port}/leads`)
    await page.getByText('ana@x.com').filter({ visible: true }).first().waitFor()
    const csv = await page.evaluate(async () => (await fetch('/api/leads.csv')).text())
    expect(csv).toContain('ana@x.com')
  })

  test('signs out, refuses a wrong password and signs in again', async () => {
    const { page } = await browser.visit(`http://127.0.0.1:${place.port}/`)
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password').fill('another password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').first().waitFor()
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation').first().waitFor()
  })
})

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openPage, type PageShop } from '../support/openPage.ts'
import { letAllBeDelivered } from '../support/ledgers.ts'
import { makePlace, type Place } from '../support/npmStart.ts'
import { until } from '../support/until.ts'

// A thousand people fill in a lead ad and one webhook in ten never comes: a back-fill finds the rest, each once.

const leads = Number(process.env['PROOF_LEAD_ADS'] ?? 1_000)

let place: Place
let page: PageShop
beforeAll(async () => {
  place = await makePlace()
  await place.start().ready()
  page = await openPage({ ...place, drain: async () => {} })
})
beforeEach(({ onTestFailed }) => onTestFailed(() => console.error(place?.said())))
afterAll(() => place?.remove())

const total = async () =>
  (await place.api<{ total: number }>('GET', `/api/leads/total?source=lead_ad&accountId=${page.accountId}`)).body.total

test(`${leads} lead ads with a tenth of the webhooks lost: after one back-fill all are there, once`, async () => {
  await place.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop', rate: 0.1 })
  for (let n = 0; n < leads; n++) await page.fillIn({ fields: { email: `person${n}@example.com` } })
  const heardOf = (await letAllBeDelivered(place)).filter((one) => one.state === 'delivered').length
  await until('every lead that was heard of is fetched', async () => (await total()) >= heardOf, 300_000)
  await place.sim('DELETE', '/simulator/faults')
  // The platform offers a lead in its list some time after it was filled in.
  await place.sim('POST', '/simulator/clock', { advanceMs: 3_600_000 })
  const begun = performance.now()
  await readBack()
  const [form] = await page.forms()
  console.log(
    `${heardOf} of ${leads} came by webhook; ${await total()} after one back-fill of ${((performance.now() - begun) / 1_000).toFixed(1)} s, coverage ${form!.coverage}`,
  )
  expect(heardOf).toBeLessThan(leads)
  expect(heardOf).toBeGreaterThan(leads * 0.8)
  expect(await total()).toBe(leads)
  expect(form).toMatchObject({ leadsCount: leads, ours: leads, coverage: 1 })
  await readBack()
  expect(await total()).toBe(leads)
})

/** Asks for a back-fill and waits for its end. */
async function readBack(): Promise<void> {
  await page.backfill()
  await until(
    'the form is read back',
    async () => (await page.forms()).every((one) => one.leadsCount === leads && one.ours === leads && !one.isReading),
    300_000,
  )
}

import { jobHandlers } from '../../server/jobHandlers.ts'
import { makePlanner } from '../../server/jobs/recurring.ts'
import type { ShownEvent, Trace } from './openShop.ts'
import type { House } from './startHouse.ts'

export type ShownLead = {
  id: string
  source: string
  accountId: string
  email: string | null
  phone: string | null
  name: string | null
  customFields: Record<string, string>
  status: string
  attribution: Record<string, unknown>
  capturedAt: string
}
export type ShownForm = {
  id: string
  name: string
  status: string
  leadsCount: number
  ours: number
  readBack: number
  coverage: number
  mapping: Record<string, string>
  isReading: boolean
}

export type PageShop = {
  accountId: string
  /** The platform's id of the Page, and the token that speaks for it. */
  pageId: string
  accessToken: string
  formId: string
  /** A campaign with one ad. */
  adId: string
  campaignId: string
  newForm(form?: object): Promise<string>
  /** Somebody fills in the form. Out: the lead's id on the platform. */
  fillIn(more?: object): Promise<string>
  leads(): Promise<ShownLead[]>
  forms(): Promise<ShownForm[]>
  alerts(): Promise<{ code: string; text: string; form: { name: string } | null }[]>
  backfill(body?: object): Promise<void>
  events(): Promise<ShownEvent[]>
  trace(): Promise<Trace>
}

/** A connected Page with a form and a campaign. */
export async function openPage(house: Pick<House, 'api' | 'sim' | 'drain'>, options: { form?: object } = {}): Promise<PageShop> {
  const { id: pageId, accessToken } = await house.sim<{ id: string; accessToken: string }>('POST', '/simulator/pages', {
    name: 'Maya Studio',
    category: 'Art',
  })
  const newForm: PageShop['newForm'] = async (form = {}) =>
    (await house.sim<{ id: string }>('POST', '/simulator/forms', { pageId, name: 'Spring offer', ...form })).id
  const formId = await newForm(options.form)
  const campaign = { pageId, name: 'Spring', adset: 'Berlin', ad: 'Mugs' }
  const { adId, id: campaignId } = await house.sim<{ adId: string; id: string }>('POST', '/simulator/campaigns', campaign)
  const { status, body: account } = await house.api<{ id: string }>('POST', '/api/accounts', {
    channel: 'messenger',
    externalId: pageId,
    name: 'Maya Studio',
    accessToken,
  })
  if (status !== 201) throw new Error(`the Page was not connected: ${JSON.stringify(account)}`)
  const list = async <T>(path: string) => (await house.api<{ data: T[] }>('GET', path)).body.data
  const events = () => list<ShownEvent>(`/api/events?accountId=${account.id}&limit=200`)
  return {
    accountId: account.id,
    pageId,
    accessToken,
    formId,
    adId,
    campaignId,
    newForm,
    events,
    fillIn: async (more = {}) =>
      (await house.sim<{ id: string }>('POST', '/simulator/leads', { formId, fields: { email: 'ana@example.com' }, ...more })).id,
    leads: async () =>
      (await list<ShownLead>(`/api/leads?source=lead_ad&accountId=${account.id}&limit=200`)).filter((one) => one.accountId === account.id),
    forms: () => list<ShownForm>(`/api/accounts/${account.id}/lead-forms`),
    alerts: () => list(`/api/lead-alerts?accountId=${account.id}`),
    async backfill(body) {
      const answered = await house.api('POST', `/api/accounts/${account.id}/lead-forms/backfill`, body)
      if (answered.status !== 202) throw new Error(`the back-fill was refused: ${JSON.stringify(answered.body)}`)
      await house.drain()
    },
    trace: async () => (await house.api<Trace>('GET', `/api/events/${(await events())[0]!.id}/trace`)).body,
  }
}

/** Plans what is due every hour, as the scheduler does, and does all of it. */
export async function passHours(house: House, hours: number): Promise<void> {
  await house.moveClock(hours * 3_600_000)
  const { deps } = house
  const plan = makePlanner({
    jobs: deps.databases.jobs,
    clock: deps.clock,
    wake: deps.wake,
    newId: deps.newId,
    handlers: jobHandlers(deps),
  })
  await plan()
  await house.drain()
}

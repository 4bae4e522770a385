import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import type { ShownDelivery, ShownEndpoint } from '../../server/endpoints/endpoints.schemas.ts'
import type { Received, startReceiver } from './receiver.ts'
import type { House } from './startHouse.ts'

export type Made = ShownEndpoint & { secret: string }

/** An endpoint that gets every lead, unless said. */
export async function makeEndpoint(house: House, receiver: Awaited<ReturnType<typeof startReceiver>>, more: object = {}): Promise<Made> {
  const made = await house.api<Made>('POST', '/api/endpoints', {
    name: 'CRM',
    url: `${receiver.url}/crm`,
    sources: [{ type: 'any' }],
    ...more,
  })
  expect(made).toMatchObject({ status: 201 })
  return made.body
}

/** Out: the id of a new lead. */
export async function captureLead(house: House, lead: object = {}): Promise<string> {
  const added = await house.api<{ id: string }>('POST', '/api/leads', { name: 'Ana', email: 'ana@shop.example', ...lead })
  expect(added.status).toBe(201)
  return added.body.id
}

export const deliveriesOf = async (house: House, query = ''): Promise<ShownDelivery[]> =>
  (await house.api<{ data: ShownDelivery[] }>('GET', `/api/deliveries${query}`)).body.data

/** As Standard Webhooks says, written from its text and not from ours. */
export function isSigned({ headers, text }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`
  return String(headers['webhook-signature'])
    .split(' ')
    .includes(`v1,${createHmac('sha256', key).update(content).digest('base64')}`)
}

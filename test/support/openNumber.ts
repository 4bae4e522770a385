import type { SeenMessage, ShownEvent, ShownMessage } from './openShop.ts'
import type { House } from './startHouse.ts'

export type NumberShop = {
  accountId: string
  /** The platform's id of the number, and the token that speaks for it. */
  numberId: string
  /** The business account above it. */
  businessId: string
  personId: string
  phone: string
  automate(rule: object): Promise<string>
  write(text: string, by?: string): Promise<string>
  act(what: object, by?: string): Promise<string>
  meet(person: object): Promise<string>
  /** The messages of the number to this person, oldest first, as they see them. */
  said(of?: string): Promise<string[]>
  effects(): Promise<{ kind: string; text: string }[]>
  events(): Promise<ShownEvent[]>
  event(like: Partial<ShownEvent>): Promise<ShownEvent>
  /** The ledger of the number's messages, newest first. */
  messages(): Promise<ShownMessage[]>
  account(): Promise<{ status: string; statusReason: string | null }>
}

let people = 0
/** Each person has a different number. */
const freshPhone = () => `1650555${String(1000 + people++)}`

/** A connected WhatsApp number, and a person who has it in their phone. */
export async function openNumber(
  house: Pick<House, 'api' | 'sim'>,
  options: { person?: object; businessId?: string } = {},
): Promise<NumberShop> {
  const made = await house.sim<{ phoneNumberId: string; wabaId: string; accessToken: string }>('POST', '/simulator/accounts', {
    channel: 'whatsapp',
    name: 'Maya',
    ...(options.businessId && { wabaId: options.businessId }),
  })
  const { phoneNumberId: numberId } = made
  const { status, body: account } = await house.api<{ id: string }>('POST', '/api/accounts', {
    channel: 'whatsapp',
    externalId: numberId,
    wabaId: made.wabaId,
    name: 'Maya',
    accessToken: made.accessToken,
  })
  if (status !== 201) throw new Error(`the number was not connected: ${JSON.stringify(account)}`)
  const meet: NumberShop['meet'] = async (person) =>
    (await house.sim<{ id: string }>('POST', '/simulator/people', { name: 'Ana', ...person })).id
  const phone = freshPhone()
  const personId = await meet({ phone: `+${phone}`, ...options.person })
  const act: NumberShop['act'] = async (what, by = personId) =>
    (await house.sim<{ id: string }>('POST', '/simulator/messages', { accountId: numberId, personId: by, ...what })).id
  const events: NumberShop['events'] = async () =>
    (await house.api<{ data: ShownEvent[] }>('GET', `/api/events?accountId=${account.id}&limit=200`)).body.data
  return {
    accountId: account.id,
    numberId,
    businessId: made.wabaId,
    personId,
    phone,
    meet,
    act,
    events,
    async automate(rule) {
      const answered = await house.api<{ id: string }>('POST', '/api/automations', { accountId: account.id, ...rule })
      if (answered.status !== 201) throw new Error(`the automation was refused: ${JSON.stringify(answered.body)}`)
      return answered.body.id
    },
    write: (text, by) => act({ text }, by),
    said: async (of = personId) =>
      (await house.sim<{ data: SeenMessage[] }>('GET', `/simulator/people/${of}/inbox?accountId=${numberId}`)).data
        .filter((one) => one.from === numberId)
        .map((one) => one.text),
    async effects() {
      const { data } = await house.sim<{ data: { effect?: { kind: string; text: string; accountId: string } }[] }>(
        'GET',
        '/simulator/calls',
      )
      return data.flatMap(({ effect }) =>
        effect?.accountId === numberId && effect.kind.startsWith('message') ? [{ kind: effect.kind, text: effect.text }] : [],
      )
    },
    async event(like) {
      const all = await events()
      const found = all.find((one) => Object.entries(like).every(([key, value]) => one[key as keyof ShownEvent] === value))
      if (!found)
        throw new Error(
          `there is no event like ${JSON.stringify(like)} among ${JSON.stringify(all.map(({ kind, text }) => ({ kind, text })))}`,
        )
      return found
    },
    messages: async () =>
      (await house.api<{ data: ShownMessage[] }>('GET', `/api/messages?accountId=${account.id}&direction=out&limit=200`)).body.data,
    account: async () => (await house.api<{ status: string; statusReason: string | null }>('GET', `/api/accounts/${account.id}`)).body,
  }
}

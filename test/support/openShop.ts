import type { Trace as Traced } from '../../server/inbox/events.schemas.ts'
import type { House } from './startHouse.ts'

/** A lead capture in the rule format, with its `config`. */
export const leadRule = {
  trigger_type: 'post_comment',
  action_type: 'send_dm',
  config: {
    keywords: ['price'],
    auto_reply_to_comments: true,
    comment_replies: ['Sent you a DM!'],
    is_lead_capture: true,
    buttons: [{ text: 'Reward', url: 'https://shop.example/reward' }],
    lead_capture_flow: [
      { step: 1, type: 'ask', text: "What's your email address?", field_type: 'email', validation: 'email' },
      { step: 2, type: 'wait', wait_for: 'user_reply' },
      { step: 3, type: 'save', field: 'email', save_to: 'lead_data' },
      { step: 4, type: 'send', message: "Thanks! Here's your reward: [LINK]" },
    ],
  },
}

/** One trigger and one text: the smallest automation there is. */
export const answer = (on: string, keywords: string[], text: string, more: { trigger?: object; definition?: object } = {}) => ({
  name: `${on}: ${keywords.join(', ') || 'anything'}`,
  definition: { triggers: [{ on, keywords, ...more.trigger }], steps: [{ id: 'dm', type: 'message', texts: [text] }], ...more.definition },
})

type Effect = { kind: string; text: string }
export type SeenMessage = { id: string; from: string; text: string; buttons?: { title: string; payload?: string; url?: string }[] }
export type ShownEvent = {
  id: string
  kind: string
  text: string | null
  payload?: string
  externalId: string | null
  mediaId: string | null
  outcome: string
  outcomeReason: string | null
  outcomeText: string
  sender: { id: string | null; username?: string }
  attachments: { type: string }[]
  replyTo?: Record<string, string>
}
export type ShownMessage = {
  id: string
  kind: string
  text: string
  status: string
  error: { code: string; text: string } | null
  attempts: { outcome: string; code: string | null; httpStatus: number | null; text: string }[]
  channelMessageId: string | null
}
export type Trace = {
  event: ShownEvent
  steps: { stage: string; text: string }[]
  automations: { id: string; name: string; version: number; matched: boolean; reason: string | null; text: string }[]
  messages: ShownMessage[]
  deliveries: Traced['deliveries']
}
export type Shop = {
  accountId: string
  accountExternalId: string
  accessToken: string
  mediaId: string
  personId: string
  automate(rule: object): Promise<string>
  comment(text: string, by?: string): Promise<string>
  write(text: string, by?: string): Promise<string>
  /** Any other act of the person in the thread: taps, story replies, reactions. */
  act(what: object, by?: string): Promise<string>
  meet(person: object): Promise<string>
  post(medium: object): Promise<string>
  inbox(of?: string): Promise<SeenMessage[]>
  /** The account's messages to this person, oldest first. */
  said(of?: string): Promise<string[]>
  /** The effects of the product's calls on the platform, in order. */
  effects(): Promise<Effect[]>
  /** The newest event of this account with these properties. */
  event(like: Partial<ShownEvent>): Promise<ShownEvent>
  events(): Promise<ShownEvent[]>
  trace(like: Partial<ShownEvent>): Promise<Trace>
  /** The ledger of the account's messages, newest first. */
  messages(): Promise<ShownMessage[]>
}

/** A connected account with a post, and a follower: the start of most stories. One house can hold many shops. */
export async function openShop(
  house: Pick<House, 'api' | 'sim'>,
  options: { person?: object; account?: object; loginType?: string; channel?: 'instagram' | 'messenger' } = {},
): Promise<Shop> {
  const channel = options.channel ?? 'instagram'
  const made = await house.sim<{ id: string; accessToken: string; pageId: string }>('POST', '/simulator/accounts', {
    channel,
    username: 'maya.studio',
    name: 'Maya',
    loginType: options.loginType ?? 'instagram',
  })
  const { status, body: account } = await house.api<{ id: string; error?: object }>('POST', '/api/accounts', {
    channel,
    externalId: made.id,
    name: 'Maya',
    accessToken: made.accessToken,
    ...(options.loginType === 'facebook' ? { loginType: 'facebook', pageId: made.pageId } : {}),
    ...options.account,
  })
  if (status !== 201) throw new Error(`the account was not connected: ${JSON.stringify(account)}`)
  const post: Shop['post'] = async (medium) =>
    (await house.sim<{ id: string }>('POST', '/simulator/media', { accountId: made.id, kind: 'FEED', caption: 'New prints', ...medium })).id
  const meet: Shop['meet'] = async (person) =>
    (await house.sim<{ id: string }>('POST', '/simulator/people', { follows: true, ...person })).id
  const mediaId = await post({})
  const personId = await meet({ username: 'ana', name: 'Ana', ...options.person })
  const act: Shop['act'] = async (what, by = personId) =>
    (await house.sim<{ id: string }>('POST', '/simulator/messages', { accountId: made.id, personId: by, ...what })).id
  const events: Shop['events'] = async () =>
    (await house.api<{ data: ShownEvent[] }>('GET', `/api/events?accountId=${account.id}&limit=200`)).body.data
  const inbox: Shop['inbox'] = async (of = personId) =>
    (await house.sim<{ data: SeenMessage[] }>('GET', `/simulator/people/${of}/inbox?accountId=${made.id}`)).data
  const event: Shop['event'] = async (like) => {
    const found = (await events()).find((one) => Object.entries(like).every(([key, value]) => one[key as keyof ShownEvent] === value))
    if (!found)
      throw new Error(
        `there is no event like ${JSON.stringify(like)} among ${JSON.stringify((await events()).map(({ kind, text }) => ({ kind, text })))}`,
      )
    return found
  }
  return {
    accountId: account.id,
    accountExternalId: made.id,
    accessToken: made.accessToken,
    mediaId,
    personId,
    post,
    meet,
    act,
    events,
    event,
    inbox,
    async automate(rule) {
      const answered = await house.api<{ id: string }>('POST', '/api/automations', { accountId: account.id, ...rule })
      if (answered.status !== 201) throw new Error(`the automation was refused: ${JSON.stringify(answered.body)}`)
      return answered.body.id
    },
    comment: async (text, by = personId) =>
      (await house.sim<{ id: string }>('POST', '/simulator/comments', { mediaId, personId: by, text })).id,
    write: (text, by) => act({ text }, by),
    said: async (of) => (await inbox(of)).filter((one) => one.from === made.id).map((one) => one.text),
    async effects() {
      const { data } = await house.sim<{ data: { effect?: Effect & { accountId: string } }[] }>('GET', '/simulator/calls')
      return data.flatMap(({ effect }) =>
        effect && effect.accountId === made.id && ['message', 'comment_reply'].includes(effect.kind)
          ? [{ kind: effect.kind, text: effect.text }]
          : [],
      )
    },
    trace: async (like) => (await house.api<Trace>('GET', `/api/events/${(await event(like)).id}/trace`)).body,
    messages: async () =>
      (await house.api<{ data: ShownMessage[] }>('GET', `/api/messages?accountId=${account.id}&direction=out&limit=200`)).body.data,
  }
}

import type { House } from './startHouse.ts'

/** The plan's lead capture, as its config says it. */
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

type Effect = { kind: string; text: string }
export type Shop = {
  accountId: string
  accountExternalId: string
  mediaId: string
  personId: string
  automate(rule: object): Promise<string>
  comment(text: string, by?: string): Promise<string>
  write(text: string, by?: string): Promise<string>
  inbox(of?: string): Promise<{ from: string; text: string; buttons?: { title: string; payload?: string }[] }[]>
  /** What the platform did because we called it, in order. */
  effects(): Promise<Effect[]>
}

/** A connected account with a post, and a follower: the start of most stories. */
export async function openShop(house: House, options: { person?: object; loginType?: string } = {}): Promise<Shop> {
  const made = await house.sim<{ id: string; accessToken: string; pageId: string }>('POST', '/simulator/accounts', { channel: 'instagram', username: 'maya.studio', name: 'Maya', loginType: options.loginType ?? 'instagram' })
  const { status, body: account } = await house.api<{ id: string; error?: object }>('POST', '/api/accounts', {
    channel: 'instagram', externalId: made.id, name: 'Maya', accessToken: made.accessToken, ...(options.loginType === 'facebook' ? { loginType: 'facebook', pageId: made.pageId } : {}),
  })
  if (status !== 201) throw new Error(`the account was not connected: ${JSON.stringify(account)}`)
  const media = await house.sim<{ id: string }>('POST', '/simulator/media', { accountId: made.id, kind: 'FEED', caption: 'New prints' })
  const person = await house.sim<{ id: string }>('POST', '/simulator/people', { username: 'ana', name: 'Ana', follows: true, ...options.person })
  return {
    accountId: account.id, accountExternalId: made.id, mediaId: media.id, personId: person.id,
    async automate(rule) {
      const answer = await house.api<{ id: string }>('POST', '/api/automations', { accountId: account.id, ...rule })
      if (answer.status !== 201) throw new Error(`the automation was refused: ${JSON.stringify(answer.body)}`)
      return answer.body.id
    },
    comment: async (text, by = person.id) => (await house.sim<{ id: string }>('POST', '/simulator/comments', { mediaId: media.id, personId: by, text })).id,
    write: async (text, by = person.id) => (await house.sim<{ id: string }>('POST', '/simulator/messages', { accountId: made.id, personId: by, text })).id,
    inbox: async (of = person.id) => (await house.sim<{ data: never[] }>('GET', `/simulator/people/${of}/inbox?accountId=${made.id}`)).data,
    async effects() {
      const { data } = await house.sim<{ data: { effect?: Effect }[] }>('GET', '/simulator/calls')
      return data.flatMap((call) => (call.effect ? [{ kind: call.effect.kind, text: call.effect.text }] : [])).filter((effect) => ['message', 'comment_reply'].includes(effect.kind))
    },
  }
}

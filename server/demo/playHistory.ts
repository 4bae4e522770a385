import { makeHistory, people, posts, type Act } from './history.ts'
import type { Stage } from './stage.ts'

const [hour, day] = [3_600_000, 86_400_000]

/** The rule format, as an owner would fill it in: a comment with a word gets a DM that asks for an email address. */
const leadRule = (name: string, keyword: string, about: string, link: string) => ({
  name,
  trigger_type: 'post_comment',
  action_type: 'send_dm',
  config: {
    keywords: [keyword],
    auto_reply_to_comments: true,
    comment_replies: ['Sent you a DM! 💌', 'Check your messages ✨', 'It’s in your inbox!'],
    is_lead_capture: true,
    buttons: [{ text: 'Open', url: link }],
    lead_capture_flow: [
      {
        step: 1,
        type: 'ask',
        text: `Happy to send you ${about}! Where should it go — what’s your email address?`,
        field_type: 'email',
        validation: 'email',
      },
      { step: 2, type: 'wait', wait_for: 'user_reply' },
      { step: 3, type: 'save', field: 'email', save_to: 'lead_data' },
      { step: 4, type: 'send', message: `Thank you! Here’s ${about}: [LINK]` },
    ],
  },
})

async function furnish({ api, sim }: Stage) {
  const studio = await sim<{ id: string; accessToken: string }>('POST', '/simulator/accounts', {
    channel: 'instagram',
    username: `maya.studio.demo`,
    name: 'Maya Studio',
    loginType: 'instagram',
  })
  const account = await api<{ id: string }>('POST', '/api/accounts', {
    channel: 'instagram',
    externalId: studio.id,
    name: 'Maya Studio',
    accessToken: studio.accessToken,
  })
  const mediaIds: string[] = []
  for (const post of posts) mediaIds.push((await sim<{ id: string }>('POST', '/simulator/media', { accountId: studio.id, ...post })).id)
  const rules = [
    leadRule('Price list', 'price', 'the price list', 'https://maya-studio.example/prices'),
    leadRule('Beginner’s guide', 'guide', 'the beginner’s guide', 'https://maya-studio.example/guide'),
    leadRule('Workshop dates', 'dates', 'the workshop dates', 'https://maya-studio.example/workshops'),
  ]
  for (const rule of rules) await api('POST', '/api/automations', { accountId: account.id, ...rule })
  await api('POST', '/api/automations', {
    accountId: account.id,
    name: 'Opening hours',
    definition: {
      triggers: [{ on: 'message', keywords: ['open', 'hours'] }],
      steps: [{ id: 'dm', type: 'message', texts: ['We are open Tuesday to Saturday, 10 to 18. See you soon!'] }],
    },
  })
  const slug = `maya-workshops-${account.id.slice(-6)}`
  await api('POST', '/api/forms', {
    name: 'Workshop waiting list',
    slug,
    fields: [
      { name: 'name', label: 'Your name', type: 'text', required: true },
      { name: 'email', label: 'Email', type: 'email', required: true },
      { name: 'town', label: 'Town', type: 'text', required: false },
    ],
    consentText: 'Maya Studio may write to me about workshops.',
    continue: 'instagram',
    accountId: account.id,
    message: 'You are on the list! We write as soon as a seat is free.',
  })
  const endpoint = await api<{ id: string }>('POST', '/api/endpoints', {
    name: 'Newsletter',
    url: 'https://newsletter.example.com/hooks/leads',
    sources: [{ type: 'any' }],
  })
  return { studioId: studio.id, accountId: account.id, mediaIds, slug, endpointId: endpoint.id }
}

/**
 * Plays a history from its beginning, where the clock stands, up to now: each comment, message and form comes the way it comes in life, so
 * every page shows what it would show.
 */
export async function playHistory(stage: Stage, days: number): Promise<void> {
  const { api, post, sim, moveClock, drain, say } = stage
  const { studioId, accountId, mediaIds, slug, endpointId } = await furnish(stage)
  const met = new Map<number, string>()
  async function idOf(person: number): Promise<string> {
    const known = met.get(person)
    if (known) return known
    const { id } = await sim<{ id: string }>('POST', '/simulator/people', { ...people[person]!, follows: person % 3 > 0 })
    met.set(person, id)
    return id
  }
  const write = async (person: number, text: string) =>
    sim('POST', '/simulator/messages', { accountId: studioId, personId: await idOf(person), text })

  async function act(one: Act): Promise<void> {
    const { name } = people[one.person]!
    if (one.kind === 'comment')
      await sim('POST', '/simulator/comments', { mediaId: mediaIds[one.post], personId: await idOf(one.person), text: one.text })
    else if (one.kind === 'message') await write(one.person, one.text)
    else if (one.kind === 'form') {
      const { data } = await post<{ data: { continueUrl: string } }>(`/f/${slug}`, {
        name,
        email: one.email,
        town: one.town,
        consent: true,
      })
      const ref = new URL(data.continueUrl).searchParams.get('ref')
      if (one.continues)
        await sim('POST', '/simulator/messages', { accountId: studioId, personId: await idOf(one.person), text: 'Hi!', ref })
    } else await api('POST', '/api/leads', { name, email: one.email, customFields: { heard_from: 'Market in June' } })
  }

  let at = 0
  const moveTo = async (to: number) => {
    if (to > at) await moveClock(to - at)
    at = Math.max(at, to)
  }
  let [said, connectedAt] = [0, 0]
  const acts = makeHistory(days, stage.dice)
  for (let first = 0; first < acts.length;) {
    const end = acts[first]!.atMs + 3 * hour
    const slot = acts.slice(first).filter((one) => one.atMs < end)
    first += slot.length
    for (const one of slot) {
      await moveTo(one.atMs)
      await act(one)
    }
    await drain()
    for (let round = 0; slot.some((one) => 'answers' in one && one.answers.length > round); round++) {
      await moveTo(at + 90_000)
      for (const one of slot) if ('answers' in one && one.answers[round]) await write(one.person, one.answers[round]!)
      await drain()
    }
    for (; at >= (said + 10) * day; said += 10) say(`Day ${said + 10} of ${days}`)
    // A token lasts sixty days (meta-platform.md 2.8): an owner connects the account again before that.
    if (at >= connectedAt + 45 * day) {
      const { accessToken } = await sim<{ accessToken: string }>('POST', '/simulator/tokens/renew', { accountId: studioId })
      await api('PATCH', `/api/accounts/${accountId}`, { accessToken })
      connectedAt = at
    }
  }
  await moveTo(days * day)
  await drain()
  await tidyUp(api)
  // Its host is nobody's: what was delivered stays, and nothing is sent any more.
  await api('PATCH', `/api/endpoints/${endpointId}`, { isActive: false })
}

/** What an owner does now and then: marks regulars, and archives old leads. */
async function tidyUp(api: Stage['api']): Promise<void> {
  await api('POST', '/api/tags', { name: 'regular', color: '#1f8a70' }).catch(() => null)
  const { data: contacts } = await api<{ data: { id: string }[] }>('GET', '/api/contacts?limit=12')
  for (const { id } of contacts) await api('POST', `/api/contacts/${id}/tags`, { add: ['regular'] })
  const { total } = await api<{ total: number }>('GET', '/api/leads/total')
  const { data: oldest } = await api<{ data: { id: string }[] }>('GET', '/api/leads?sort=oldest&limit=200')
  const leads = oldest.slice(0, Math.floor(total / 8))
  if (leads.length) await api('POST', '/api/leads/bulk', { action: 'archive', ids: leads.map(({ id }) => id) })
}

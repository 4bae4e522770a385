import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHouse, type House } from '../support/startHouse.ts'
import { testedVersions } from '../support/testDatabase.ts'
import { leadRule, openShop, type Shop } from '../support/openShop.ts'

describe.each(testedVersions())('on PostgreSQL %s, a follower comments the keyword', (version) => {
  let house: House
  let shop: Shop

  beforeAll(async () => {
    house = await startHouse({ version })
    shop = await openShop(house)
    await shop.automate(leadRule)
  })
  afterAll(() => house?.stop())

  test('and gets one private reply, and then one public reply', async () => {
    await shop.comment('PRICE please')
    await house.drain()
    expect(await shop.effects()).toEqual([
      { kind: 'message', text: "What's your email address?" },
      { kind: 'comment_reply', text: 'Sent you a DM!' },
    ])
  })

  test('writes no address and is asked once more', async () => {
    await shop.write('not an e-mail')
    await house.drain()
    const inbox = await shop.inbox()
    expect(inbox).toHaveLength(3)
    expect(inbox.at(-1)!.from).toBe(shop.accountExternalId)
  })

  test('writes an address inside a sentence: one lead, the reward, right figures', async () => {
    await shop.write("it's ana@x.com thanks")
    await house.drain()
    expect((await shop.inbox()).at(-1)!.text).toBe("Thanks! Here's your reward: https://shop.example/reward")
    const { body: leads } = await house.api<{ data: { email: string; dmStatus: string; automationId: string }[] }>('GET', '/api/leads')
    expect(leads.data).toMatchObject([{ email: 'ana@x.com', dmStatus: 'sent' }])
    const { body: automation } = await house.api<{ stats: object; config: { stats: object } }>(
      'GET',
      `/api/automations/${leads.data[0]!.automationId}`,
    )
    expect(automation.stats).toMatchObject({ total_triggers: 1, total_dms_sent: 3, total_comments_replied: 1, total_leads_captured: 1 })
    expect(automation.config.stats).toEqual(automation.stats)
  })

  test('and every event can be explained', async () => {
    const { body: events } = await house.api<{ data: { id: string; kind: string; text: string; outcome: string }[] }>('GET', '/api/events')
    const comment = events.data.find((one) => one.kind === 'comment' && one.text === 'PRICE please')!
    expect(comment.outcome).toBe('sent')
    const { body: trace } = await house.api<{ automations: object[]; steps: { stage: string }[]; messages: { attempts: object[] }[] }>(
      'GET',
      `/api/events/${comment.id}/trace`,
    )
    expect(trace.automations).toMatchObject([{ matched: true, reason: null }])
    expect(trace.messages.map((one) => one.attempts.length)).toEqual([1, 1])
    expect(trace.steps[0]!.stage).toBe('received')
  })
})

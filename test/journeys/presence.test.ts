import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember, type Member } from '../support/addMember.ts'
import { openNumber } from '../support/openNumber.ts'
import { openShop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// People see that they were read, and that an answer is being written (requirements B8, H13). Neither is a message.

let house: House
/** Somebody of the team; what a program reads is shown to nobody. */
let ben: Member
beforeAll(async () => {
  house = await startHouse()
  const { body: me } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
  ben = await addMember(house, 'Ben', 'admin', me.workspace.id)
})
afterAll(() => house?.stop())

type Inbox = { typing: boolean; data: { from: string; text: string; status: string }[] }

describe.each(['instagram', 'messenger', 'whatsapp'] as const)('%s', (channel) => {
  const delayed = {
    name: 'Delayed',
    definition: {
      triggers: [{ on: 'message', keywords: ['later'] }],
      steps: [
        { id: 'wait', type: 'delay', minutes: 5 },
        { id: 'dm', type: 'message', texts: ['Here I am'] },
      ],
    },
  }
  const open = async () => {
    const shop = channel === 'whatsapp' ? await openNumber(house) : await openShop(house, { channel })
    const externalId = 'numberId' in shop ? shop.numberId : shop.accountExternalId
    const inbox = () => house.sim<Inbox>('GET', `/simulator/people/${shop.personId}/inbox?accountId=${externalId}`)
    const actions = async () =>
      (await house.sim<{ data: { effect?: { kind: string; accountId?: string; personId?: string } }[] }>('GET', '/simulator/calls')).data
        .map(({ effect }) => effect)
        .filter((effect) => effect && ['sender_action', 'mark_read'].includes(effect.kind))
        .filter((effect) => effect!.personId === shop.personId || effect!.accountId === externalId).length
    const conversation = async () =>
      (await house.api<{ data: { id: string }[] }>('GET', `/api/conversations?accountId=${shop.accountId}`)).body.data[0]!.id
    return { shop, inbox, actions, conversation, externalId }
  }

  test('a person who opens the conversation marks it as read, once', async () => {
    const { shop, inbox, actions, conversation } = await open()
    await shop.write('hello')
    await shop.write('are you there?')
    await house.drain()
    expect((await inbox()).data.map(({ status }) => status)).toEqual(['sent', 'sent'])
    const id = await conversation()
    expect((await house.api('POST', `/api/conversations/${id}/read`)).status).toBe(204)
    for (let times = 0; times < 2; times++) {
      expect((await ben.api('POST', `/api/conversations/${id}/read`)).status).toBe(204)
      await house.drain()
    }
    expect((await inbox()).data.map(({ status }) => status)).toEqual(['read', 'read'])
    expect(await actions()).toBe(1)
    await shop.write('one more')
    await house.drain()
    expect((await inbox()).data.at(-1)).toMatchObject({ status: 'sent' })
    expect(await shop.messages()).toEqual([])
  })

  test('somebody who answers by hand has read it; a program has not', async () => {
    const { shop, inbox, actions, conversation } = await open()
    await shop.write('hello')
    await house.drain()
    const to = { accountId: shop.accountId, conversationId: await conversation() }
    expect((await house.api('POST', '/api/messages', { ...to, text: 'By a program' })).status).toBe(201)
    await house.drain()
    expect(await actions()).toBe(0)
    expect((await ben.api('POST', '/api/messages', { ...to, text: 'By Ben' })).status).toBe(201)
    await house.drain()
    expect((await inbox()).data[0]).toMatchObject({ status: 'read' })
    expect(await actions()).toBe(1)
  })

  test('what the platform refuses is left, and counts for nothing', async () => {
    const { shop, inbox, conversation, externalId } = await open()
    await shop.write('hello')
    await house.drain()
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', times: 1, code: 100, accountId: externalId })
    await ben.api('POST', `/api/conversations/${await conversation()}/read`)
    await house.drain()
    expect((await inbox()).data[0]).toMatchObject({ status: 'sent' })
    expect((await house.api('GET', `/api/accounts/${shop.accountId}`)).body).toMatchObject({ status: 'active', stoppedKinds: [] })
  })

  test('before a delayed message the person sees typing, where the account wants it', async () => {
    const { shop, inbox, actions } = await open()
    await shop.automate(delayed)
    await shop.write('later')
    await house.drain()
    await house.moveClock(5 * 60_000 - 20_000)
    await house.drain()
    expect([(await inbox()).typing, await actions()]).toEqual([false, 0])
    await house.moveClock(20_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Here I am'])
    await house.moveClock(60_000)
    await house.api('PATCH', `/api/accounts/${shop.accountId}`, { showsTyping: true })
    await shop.write('later please')
    await house.drain()
    expect((await inbox()).typing).toBe(false)
    await house.moveClock(5 * 60_000 - 20_000)
    await house.drain()
    expect((await inbox()).typing).toBe(true)
    expect(await shop.said()).toEqual(['Here I am'])
    await house.moveClock(20_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Here I am', 'Here I am'])
    expect(await actions()).toBe(1)
    expect((await inbox()).typing).toBe(false)
    expect(await shop.messages()).toHaveLength(2)
  })

  test('typing that fails holds no message up', async () => {
    const { shop, externalId } = await open()
    await house.api('PATCH', `/api/accounts/${shop.accountId}`, { showsTyping: true })
    await shop.automate(delayed)
    await shop.write('later')
    await house.drain()
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', times: 1, code: 100, accountId: externalId })
    await house.moveClock(5 * 60_000 - 20_000)
    await house.drain()
    await house.moveClock(20_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Here I am'])
  })
})

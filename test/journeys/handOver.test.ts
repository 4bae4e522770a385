import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember, type Member } from '../support/addMember.ts'
import { startMailServer } from '../support/mailServer.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

type Conversation = { id: string; contact: { id: string }; status: string; assigneeId: string | null; bot: string }
type Item = { note?: { kind: string; by: string; assignee: { name: string } | null } }

/** Requirement H4: words and a step that hand over to people. */
describe('handing over', () => {
  let house: House
  let shop: Shop
  let mails: Awaited<ReturnType<typeof startMailServer>>
  let ben: Member
  let eva: Member
  const settle = (body: object) => house.api('PATCH', '/api/inbox/settings', body)
  const newest = async () => (await house.api<{ data: Conversation[] }>('GET', '/api/conversations')).body.data[0]!
  const change = (id: string, body: object) => house.api('PATCH', `/api/conversations/${id}`, body)
  const told = async (id: string) =>
    (await house.api<{ data: Item[] }>('GET', `/api/conversations/${id}/timeline`)).body.data.flatMap(({ note }) => note ?? [])

  beforeAll(async () => {
    mails = await startMailServer()
    house = await startHouse({
      env: { SMTP_URL: `smtp://127.0.0.1:${mails.port}`, MAIL_FROM: 'hub@shop.example', PUBLIC_URL: 'https://hub.example' },
    })
    shop = await openShop(house)
    const { body } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
    ben = await addMember(house, 'Ben', 'member', body.workspace.id)
    eva = await addMember(house, 'Eva', 'member', body.workspace.id)
    await shop.automate(answer('message', ['price', 'human'], 'It is 20 euros.'))
    await shop.automate(
      answer('message', ['broken'], '', {
        definition: {
          steps: [
            { id: 'sorry', type: 'message', texts: ['We are sorry. A colleague writes to you.'] },
            { id: 'over', type: 'handOver', to: eva.id },
          ],
        },
      }),
    )
  })
  afterAll(async () => {
    await house?.stop()
    await mails?.stop()
  })

  test('by a word: before any automation, silent until resumed, and the trace says so', async () => {
    expect((await settle({ handOverWords: ['human'] })).body).toEqual({ roundRobin: false, handOverWords: ['human'] })
    await shop.write('May I talk to a HUMAN, please?')
    await house.drain()
    const { id, ...handed } = await newest()
    expect(handed).toMatchObject({ status: 'open', bot: 'off', assigneeId: null })
    expect(await shop.said()).toEqual([])
    const { steps } = await shop.trace({ text: 'May I talk to a HUMAN, please?' })
    expect(steps.map((step) => step.text).join(' ')).toContain('“human”, which hands over to a person')
    expect((await told(id))[0]).toMatchObject({ kind: 'handed_over', by: 'human' })

    await shop.write('The price?')
    await house.drain()
    expect([(await shop.event({ text: 'The price?' })).outcomeReason, await shop.said()]).toEqual(['bot_paused', []])
    await change(id, { bot: 'on' })
    await shop.write('And the price?')
    await house.drain()
    expect(await shop.said()).toEqual(['It is 20 euros.'])
  })

  test('by a step: what was said before is sent, a named member has it and gets one email', async () => {
    await shop.write('It is broken')
    await house.drain()
    const { id, ...handed } = await newest()
    expect(handed).toMatchObject({ assigneeId: eva.id, bot: 'off' })
    expect((await shop.said()).at(-1)).toBe('We are sorry. A colleague writes to you.')
    expect((await told(id)).slice(0, 2).map(({ kind, assignee }) => [kind, assignee?.name ?? null])).toEqual([
      ['assigned', 'Eva'],
      ['handed_over', null],
    ])
    const toEva = mails.mails.filter(({ to }) => to.includes(eva.email))
    expect(toEva).toHaveLength(1)
    expect(toEva[0]!.source.replaceAll('=\r\n', '')).toContain(`/inbox/${id}`)
    expect(toEva[0]!.source).not.toContain('It is broken')
    await change(id, { bot: 'on', assigneeId: null })
  })

  test('in turn, among members who may see the account; whoever has it keeps it', async () => {
    await settle({ roundRobin: true })
    const { id } = await newest()
    const { body } = await house.api<{ data: { memberId: string }[] }>('GET', '/api/conversations/assignees')
    const all = body.data.map(({ memberId }) => memberId)
    const turns: (string | null)[] = []
    for (const keep of [false, false, false, true]) {
      await change(id, { bot: 'on', ...(keep ? {} : { assigneeId: null }) })
      await shop.write('A human!')
      await house.drain()
      turns.push((await newest()).assigneeId)
    }
    expect(turns).toEqual([all[0], all[1], all[2 % all.length], all[2 % all.length]])
    await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [] })
    for (let turn = 0; turn < all.length; turn++) {
      await change(id, { bot: 'on', assigneeId: null })
      await shop.write('A human!')
      await house.drain()
      expect((await newest()).assigneeId).not.toBe(ben.id)
    }
  })
})

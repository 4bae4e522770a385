import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember } from '../support/addMember.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import type { TimelineItem } from '../../server/conversations/conversations.schemas.ts'
import type { ShownCommentState } from '../../server/comments/comments.schemas.ts'

type Comment = Extract<TimelineItem, { type: 'message' }>['comment'] & object

describe('comments', () => {
  let house: House
  let shop: Shop
  let page: Shop
  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house)
    page = await openShop(house, { channel: 'messenger' })
  })
  afterAll(() => house?.stop())

  /** The comment that came last on an account, as its conversation shows it, and the id of its event. */
  async function last(accountId: string): Promise<Comment & { eventId: string }> {
    const [thread] = (await house.api<{ data: { id: string }[] }>('GET', `/api/conversations?accountId=${accountId}`)).body.data
    const items = (await house.api<{ data: TimelineItem[] }>('GET', `/api/conversations/${thread!.id}/timeline`)).body.data
    const item = items.find((one) => one.type === 'message' && one.comment)
    return { ...(item as { comment: Comment }).comment, eventId: item!.id }
  }
  const change = (id: string, body: object) => house.api<ShownCommentState>('PATCH', `/api/comments/${id}`, body)
  const remove = (id: string) => house.api<ShownCommentState>('DELETE', `/api/comments/${id}`)
  const calls = async (kind: string) =>
    (await house.sim<{ data: { effect?: { kind: string; commentId?: string; id?: string } }[] }>('GET', '/simulator/calls')).data.flatMap(
      ({ effect }) => (effect?.kind === kind ? [effect.commentId ?? effect.id] : []),
    )
  const commented = async (on: 'instagram' | 'page') => {
    if (on === 'instagram') await shop.comment('what a price')
    else await page.comment('what a price')
    await house.drain()
    return last(on === 'instagram' ? shop.accountId : page.accountId)
  }

  test.each(['instagram', 'page'] as const)('are hidden, shown again and deleted by hand: %s', async (on) => {
    const { eventId, id, can } = await commented(on)
    expect(can).toEqual(on === 'instagram' ? ['hide', 'delete'] : ['hide', 'delete', 'like'])
    expect(await change(eventId, { isHidden: true })).toMatchObject({
      status: 200,
      body: { isHidden: false, last: { act: 'hide', state: 'waiting', error: null } },
    })
    await house.drain()
    const accountId = on === 'instagram' ? shop.accountId : page.accountId
    expect(await last(accountId)).toMatchObject({
      isHidden: true,
      last: { act: 'hide', state: 'done' },
      can: expect.arrayContaining(['unhide']),
    })
    expect(await calls('hide')).toContain(id)
    expect(await change(eventId, { isHidden: true })).toMatchObject({ status: 409 })

    await change(eventId, { isHidden: false })
    await remove(eventId)
    await house.drain()
    expect(await last(accountId)).toMatchObject({ isHidden: false, isDeleted: true, last: { act: 'delete', state: 'done' }, can: [] })
    expect([await calls('unhide'), await calls('delete_comment')]).toEqual([expect.arrayContaining([id]), expect.arrayContaining([id])])
    expect(await remove(eventId)).toMatchObject({ status: 409, body: { error: { message: 'This comment was deleted.' } } })
  })

  test('under posts of a Page are liked, and no more', async () => {
    const { eventId, id } = await commented('page')
    await change(eventId, { isLiked: true })
    await house.drain()
    expect(await last(page.accountId)).toMatchObject({ isLiked: true, can: ['hide', 'delete', 'unlike'] })
    expect(await calls('like')).toContain(id)
    await change(eventId, { isLiked: false })
    await house.drain()
    expect((await last(page.accountId)).isLiked).toBe(false)
  })

  test('that are gone at the platform are deleted, and cannot be hidden: the reason is told', async () => {
    const first = await commented('instagram')
    await house.sim('DELETE', `/simulator/comments/${first.id}`)
    await change(first.eventId, { isHidden: true })
    await house.drain()
    expect(await last(shop.accountId)).toMatchObject({
      isHidden: false,
      isDeleted: true,
      last: { act: 'hide', state: 'failed', error: { code: 'object_missing', text: expect.any(String) } },
      can: [],
    })
  })

  test('are hidden later while the platform is in trouble, and the page says so meanwhile', async () => {
    const { eventId, id } = await commented('instagram')
    await house.sim('POST', '/simulator/faults', { on: `/${id}`, kind: 'graph', code: 2, times: 1 })
    await change(eventId, { isHidden: true })
    await house.drain()
    await house.moveClock(120_000)
    await house.drain()
    expect(await last(shop.accountId)).toMatchObject({ isHidden: true, last: { act: 'hide', state: 'done', error: null } })
  })

  test('cannot be changed by others, on other accounts, or in ways that there are not', async () => {
    const { eventId } = await commented('instagram')
    expect(await change(eventId, { isLiked: true })).toMatchObject({ status: 409 })
    for (const wrong of [{}, { isHidden: true, isLiked: true }, { isHidden: 'yes' }, { hidden: true }])
      expect((await change(eventId, wrong)).status, JSON.stringify(wrong)).toBe(400)
    const { id: workspaceId } = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace
    const ben = await addMember(house, 'Ben', 'member', workspaceId)
    await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [page.accountId] })
    expect((await ben.api('PATCH', `/api/comments/${eventId}`, { isHidden: true })).status).toBe(404)
    const eve = await addMember(house, 'Eve', 'viewer', workspaceId)
    expect((await eve.api('DELETE', `/api/comments/${eventId}`)).status).toBe(403)
    expect((await last(shop.accountId)).last).toBeNull()
  })
})

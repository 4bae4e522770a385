import { describe, expect, test } from 'vitest'
import type { Credentials, Outgoing } from '../../model/channel.ts'
import { byFacebook, graphError, lostAnswer, refusedConnection, scriptedHttp } from '../meta/scriptedHttp.ts'
import { send } from './send.ts'

const as: Credentials = { ...byFacebook, channel: 'whatsapp', externalId: '106540352242922', pageId: null, businessId: '102290129340398' }
const outgoing = (more: Partial<Outgoing> = {}): Outgoing => ({
  kind: 'message',
  recipientId: '16505551234',
  commentId: null,
  content: { type: 'text', text: 'Hello' },
  reference: '0198c1d2-3e4f-7a5b-8c6d-7e8f9a0b1c2d',
  ...more,
})
const accepted = {
  json: { messaging_product: 'whatsapp', contacts: [{ input: '16505551234', wa_id: '16505551234' }], messages: [{ id: 'wamid.HBgL' }] },
}
const bodyOf = async (what: Outgoing): Promise<unknown> => {
  const { http, calls } = scriptedHttp(accepted)
  await send(http, as, what)
  return JSON.parse(calls[0]!.body as string)
}

describe('what is said', () => {
  test('goes from the number to the person, with our own id to come back with its statuses', async () => {
    const { http, calls } = scriptedHttp(accepted)
    await send(http, as, outgoing())
    expect(calls[0]).toMatchObject({
      method: 'POST',
      url: 'https://graph.facebook.com/v27.0/106540352242922/messages',
      headers: { authorization: 'Bearer EAABtest' },
    })
    expect(calls[0]!.url).not.toContain('EAABtest')
    expect(JSON.parse(calls[0]!.body as string)).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '+16505551234',
      type: 'text',
      text: { body: 'Hello' },
      biz_opaque_callback_data: '0198c1d2-3e4f-7a5b-8c6d-7e8f9a0b1c2d',
    })
  })
  test('goes to the user id of somebody who hides their number', async () => {
    const body = await bodyOf(outgoing({ recipientId: 'US.13491208655302741918' }))
    expect(body).toMatchObject({ recipient: 'US.13491208655302741918' })
    expect(body).not.toHaveProperty('to')
  })
  test('has no half of a surrogate pair in any of its texts', async () => {
    const content: Outgoing['content'] = { type: 'buttons', text: 'Which\ud83d?', buttons: [{ title: 'A\ud83d', payload: 'A' }] }
    const { interactive } = (await bodyOf(outgoing({ content }))) as { interactive: object }
    expect(JSON.stringify(interactive)).not.toContain('\\ud83d')
  })
})

describe('how it went', () => {
  test('accepted: the id is known, the rest is told by statuses', async () => {
    expect(await send(scriptedHttp(accepted).http, as, outgoing())).toMatchObject({
      kind: 'sent',
      channelMessageId: 'wamid.HBgL',
      httpStatus: 200,
    })
  })
  test.each([
    ['refused: the window is closed', { status: 400, json: graphError(131047) }, { kind: 'refused', code: 'outside_window' }],
    ['later: too fast', { status: 400, json: graphError(130429) }, { kind: 'later', usesAttempt: false, afterMs: 5_000 }],
    ['stopped: the token is dead', { status: 401, json: graphError(190) }, { kind: 'stopped', status: 'reconnect_needed' }],
    ['in doubt: the service was away', { status: 500, json: graphError(131016) }, { kind: 'in_doubt' }],
    ['in doubt: an answer without an id', { json: { messaging_product: 'whatsapp' } }, { kind: 'in_doubt', code: 'unreadable_answer' }],
    ['in doubt: a page of somebody in between', { status: 502, body: '<html>' }, { kind: 'in_doubt' }],
    ['in doubt: no answer', lostAnswer, { kind: 'in_doubt', code: 'no_answer' }],
    ['later: never reached', refusedConnection, { kind: 'later', code: 'unreachable', usesAttempt: false, line: 'down' }],
  ])('%s', async (_, answer, expected) => {
    expect(await send(scriptedHttp(answer).http, as, outgoing())).toMatchObject(expected)
  })
})

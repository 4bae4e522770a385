import type { ReservedAt } from './records.ts'
import type { HttpRequest, HttpResponse } from '../../server/model/http.ts'

/** The effects of calls on the platform: the checker's ledger. `messageId` is the platform's. */
export type Effect = {
  seq: number
  kind: 'message' | 'private_reply' | 'public_reply'
  accountId: string
  personId: string
  commentId: string | null
  text: string
  messageId: string
  atMs: number
  reservedAtMs: number
}
type Shown = { id: string; from: string; text: string; atMs: number }
export type Comment = {
  id: string
  accountId: string
  mediaId: string
  personId: string
  text: string
  atMs: number
  answered: boolean
  /** The author accepts no messages. */
  deaf: boolean
  replies: Shown[]
}

const dayMs = 86_400_000
const said = (status: number, body: unknown): HttpResponse => ({ status, headers: {}, body: Buffer.from(JSON.stringify(body)) })
const refusal = (status: number, code: number, subcode: number | null, message: string): HttpResponse =>
  said(status, { error: { message, type: 'OAuthException', code, ...(subcode === null ? {} : { error_subcode: subcode }) } })
export const refusals = {
  throttled: refusal(400, 613, null, 'Calls to this api have exceeded the rate limit.'),
  loggedOut: refusal(401, 190, null, 'Error validating access token.'),
  trouble: refusal(500, 2, null, 'Service temporarily unavailable'),
  outsideWindow: refusal(400, 10, 2534022, 'This message is sent outside of allowed window.'),
  unavailable: refusal(400, 551, 1545041, 'This person is not available right now.'),
  notAnswerable: refusal(400, 100, 2534025, 'Invalid comment ID'),
  unknown: refusal(400, 100, 33, 'Unsupported request. Object does not exist.'),
}
const answer = (body: unknown): HttpResponse => said(200, body)
/** Whole seconds, without the colon that the standard requires (meta-platform.md 3.5). */
const moment = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}+0000`

/**
 * The part of the platform that a world needs, written from meta-platform.md 2.3, 2.5 and 3.1 to 3.5, and strict: one private reply per
 * comment within seven days, messages within 24 hours of the person's last message. Its webhooks wait in `outgoing`.
 */
export type Platform = {
  effects: Effect[]
  /** Calls that a correct product would not have made, in words. */
  improper: string[]
  outgoing: { what: string; body: string; needsAck: boolean; key: string | null }[]
  comments: Map<string, Comment>
  /** `vague`: the webhook does not name the author. */
  comment(accountId: string, personId: string, mediaId: string, text: string, how: { deaf: boolean; vague: boolean }): string
  /** `vague`: the webhook holds the message's id alone. */
  write(accountId: string, scopedId: string, text: string, how?: { payload?: string; vague?: boolean }): string
  /** The newest button of ours that this person sees. */
  buttonOf(scopedId: string): string | null
  /** `reservedAt`: when the caller reserved a slot of its rate limits for this call. */
  call(request: HttpRequest, reservedAt: ReservedAt): HttpResponse
}

/** In: the product clock's time, new ids, and the id that messages to a commenter go to. */
export function makePlatform(worldMs: () => number, newId: (prefix: string) => string, scopedIdOf: (authorId: string) => string): Platform {
  const threads = new Map<string, Shown[]>()
  const wroteLast = new Map<string, number>()
  const buttons = new Map<string, string>()
  let reservedAt: ReservedAt = () => 0
  const platform: Platform = {
    effects: [],
    improper: [],
    outgoing: [],
    comments: new Map(),
    comment(accountId, personId, mediaId, text, { deaf, vague }) {
      const id = newId('c')
      platform.comments.set(id, { id, accountId, mediaId, personId, text, atMs: worldMs(), answered: false, deaf, replies: [] })
      tell(
        `comment "${text}"`,
        accountId,
        { changes: [commentOf(id, accountId, vague ? null : personId, text, mediaId, null)] },
        `comment:${id}`,
      )
      return id
    },
    write(accountId, scopedId, text, { payload, vague = false } = {}) {
      const id = newId('m')
      wroteLast.set(scopedId, worldMs())
      threadOf(scopedId).push({ id, from: scopedId, text, atMs: worldMs() })
      const element = payload === undefined ? { message: { mid: id, text } } : { postback: { mid: id, title: text, payload } }
      const sides = { sender: { id: scopedId }, recipient: { id: accountId } }
      const told = vague ? { message_edit: { mid: id, num_edit: 0 } } : { ...sides, ...element }
      tell(
        `"${text}"`,
        accountId,
        { messaging: [{ timestamp: worldMs(), ...told }] },
        `${payload === undefined ? 'message' : 'postback'}:${id}`,
      )
      return id
    },
    buttonOf: (scopedId) => buttons.get(scopedId) ?? null,
    call({ method, url, body }, reserved) {
      reservedAt = reserved
      const address = new URL(url)
      const [, subject = '', edge] = address.pathname.split('/').slice(1).map(decodeURIComponent)
      const given = body === undefined ? null : JSON.parse(body as string)
      if (method === 'POST' && edge === 'replies') return reply(subject, given.message)
      if (method === 'POST' && edge === 'messages')
        return given.recipient.comment_id
          ? privateReply(subject, given.recipient.comment_id, given.message)
          : message(subject, given.recipient.id, given.message)
      if (method === 'GET' && edge === 'conversations') {
        const personId = address.searchParams.get('user_id')!
        return answer({ data: threads.has(personId) ? [{ id: `t_${personId}`, updated_time: moment(worldMs()) }] : [] })
      }
      if (method === 'GET' && subject.startsWith('t_')) {
        const newest = threadOf(subject.slice(2)).toReversed().slice(0, 20)
        return answer({
          id: subject,
          messages: {
            data: newest.map((one) => ({ id: one.id, created_time: moment(one.atMs), from: { id: one.from }, message: one.text })),
          },
        })
      }
      if (method === 'GET' && edge === 'comments') {
        const under = [...platform.comments.values()]
          .filter((one) => one.mediaId === subject)
          .toReversed()
          .slice(0, 50)
        return answer({
          data: under.map((one) => ({ text: one.text, timestamp: moment(one.atMs), from: { id: one.personId }, ...withReplies(one) })),
        })
      }
      if (method !== 'GET' || edge !== undefined) return refusals.unknown
      const comment = platform.comments.get(subject)
      if (comment) return answer({ ...withReplies(comment), from: { id: comment.personId, username: comment.personId } })
      if (threads.has(subject)) return answer({ id: subject, name: `Name of ${subject}`, username: subject.replace(/^s_/, '') })
      const found = [...threads.values()].flat().find((one) => one.id === subject)
      return found ? answer({ id: subject, from: { id: found.from }, message: found.text }) : refusals.unknown
    },
  }
  const threadOf = (scopedId: string) => {
    if (!threads.has(scopedId)) threads.set(scopedId, [])
    return threads.get(scopedId)!
  }
  const tell = (what: string, accountId: string, entry: object, key: string | null) =>
    void platform.outgoing.push({
      what,
      key,
      needsAck: key !== null,
      body: JSON.stringify({ object: 'instagram', entry: [{ id: accountId, time: worldMs(), ...entry }] }),
    })
  const commentOf = (id: string, accountId: string, from: string | null, text: string, mediaId: string, parentId: string | null) => ({
    field: 'comments',
    value: {
      id,
      ...(from === null
        ? {}
        : { from: { id: from, username: from, ...(from === accountId ? { self_ig_scoped_id: `self_${from}` } : {}) } }),
      text,
      media: { id: mediaId, media_product_type: 'FEED' },
      ...(parentId ? { parent_id: parentId } : {}),
    },
  })
  function reply(commentId: string, text: string): HttpResponse {
    const comment = platform.comments.get(commentId)
    if (!comment) return refusals.unknown
    const id = newId('c')
    comment.replies.push({ id, from: comment.accountId, text, atMs: worldMs() })
    keep('public_reply', comment.accountId, comment.personId, commentId, text, id)
    tell(
      `own comment "${text}"`,
      comment.accountId,
      { changes: [commentOf(id, comment.accountId, comment.accountId, text, comment.mediaId, commentId)] },
      null,
    )
    return answer({ id })
  }
  function privateReply(accountId: string, commentId: string, content: Content): HttpResponse {
    const comment = platform.comments.get(commentId)
    if (!comment || comment.answered || worldMs() - comment.atMs > 7 * dayMs) return refusals.notAnswerable
    if (comment.deaf) return refusals.unavailable
    comment.answered = true
    const scopedId = scopedIdOf(comment.personId)
    return answer({ recipient_id: scopedId, message_id: say('private_reply', accountId, scopedId, commentId, content) })
  }
  function message(accountId: string, scopedId: string, content: Content): HttpResponse {
    if (worldMs() - (wroteLast.get(scopedId) ?? -Infinity) > dayMs) {
      platform.improper.push(`a message to ${scopedId} outside the window: "${textOf(content)}"`)
      return refusals.outsideWindow
    }
    return answer({ recipient_id: scopedId, message_id: say('message', accountId, scopedId, null, content) })
  }
  function say(kind: Effect['kind'], accountId: string, scopedId: string, commentId: string | null, content: Content): string {
    const id = newId('m')
    const text = textOf(content)
    const button = content.attachment?.payload.buttons.find((one) => one.payload)
    if (button) buttons.set(scopedId, button.payload!)
    threadOf(scopedId).push({ id, from: accountId, text, atMs: worldMs() })
    keep(kind, accountId, scopedId, commentId, text, id)
    tell(
      `echo "${text}"`,
      accountId,
      {
        messaging: [
          { sender: { id: accountId }, recipient: { id: scopedId }, timestamp: worldMs(), message: { mid: id, text, is_echo: true } },
        ],
      },
      null,
    )
    return id
  }
  const keep = (kind: Effect['kind'], accountId: string, personId: string, commentId: string | null, text: string, messageId: string) =>
    void platform.effects.push({
      seq: platform.effects.length,
      kind,
      accountId,
      personId,
      commentId,
      text,
      messageId,
      atMs: worldMs(),
      reservedAtMs: reservedAt(kind),
    })
  return platform
}

/** A comment without replies has no such field. */
function withReplies(comment: Comment) {
  const replies = comment.replies.map((one) => ({ id: one.id, text: one.text, timestamp: moment(one.atMs), from: { id: one.from } }))
  return { id: comment.id, ...(replies.length ? { replies: { data: replies } } : {}) }
}

type Content = { text?: string; attachment?: { payload: { text: string; buttons: { payload?: string }[] } } }
const textOf = (content: Content): string => content.text ?? content.attachment!.payload.text

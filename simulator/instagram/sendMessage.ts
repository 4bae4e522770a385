import { needPermission } from '../platform/access.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { GraphError, refuse } from '../platform/errors.ts'
import { takeRate } from '../platform/limits.ts'
import { object, onlyKeys, text, type Params } from '../platform/params.ts'
import { getPerson } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { checkMessage, fileTypes } from '../messaging/checkMessage.ts'
import { needUrl } from '../messaging/checkParts.ts'
import { findMedia } from './media.ts'
import { findMessage } from '../world/messages.ts'
import { say } from '../messaging/say.ts'
import { messageLimits } from './limits.ts'
import { mustReach, needMessages, told } from './reach.ts'
import { sendPrivateReply } from './privateReply.ts'
import { senderAction } from '../messaging/senderAction.ts'
import { findThreadByIgsid, humanAgentMs, windowLengthMs, type Thread } from '../world/threads.ts'
import * as ids from '../world/ids.ts'

/** Parameters that are valid elsewhere, or at other times: refused, because here they would have no effect. */
const notHere = ['persona_id', 'thread_control', 'folder']

/**
 * POST /{IG_ID}/messages (meta-platform.md 3.1–3.3). It is not idempotent: the same call twice sends two messages.
 * Errors: as the tables say, in this order: shape, tag, rate, recipient, person, window.
 */
export function sendMessage(call: GraphCall): Outcome {
  const { params, world, account } = call
  needPermission(call.token, 'instagram_business_manage_messages', 'instagram_manage_messages')
  needMessages(call)
  const recipient = object(params, 'recipient')
  if (!recipient) throw refuse.invalid('Param recipient is required')
  onlyKeys(recipient, 'recipient', ['id', 'comment_id'])
  const igsid = text(recipient, 'id')
  const commentId = text(recipient, 'comment_id')
  if ((igsid === undefined) === (commentId === undefined)) throw refuse.invalid('Param recipient must hold exactly one of {id, comment_id}')

  const action = text(params, 'sender_action')
  const message = object(params, 'message')
  if (action !== undefined && message) throw refuse.invalid('A message and a sender action cannot be sent together', 2018014)
  if (action !== undefined) return senderAction(call, igsid, action)
  if (!message) throw refuse.invalid('Param message is required')

  const unsupported = notHere.find((name) => params[name] !== undefined)
  if (unsupported) throw refuse.invalid(`Param ${unsupported} is not supported`)
  const tag = checkTag(params)
  const thread = igsid === undefined ? null : findThreadByIgsid(world, account.id, igsid)
  const content = checkMessage(message, params, knownTo(call, thread))
  if (commentId !== undefined) return sendPrivateReply(call, commentId, content)

  takeRate(call, content.attachments?.some(({ type }) => type === 'audio' || type === 'video') ? 'media' : 'text')
  takeRate(call, 'directMessage')
  if (!thread) throw refuse.noSuchPerson()
  const person = getPerson(world, thread.personId)
  mustReach(call, person)
  mustBeInside(world, thread, tag)
  const id = say(world, account, thread, 'api', content)
  const reusable = keepReusable(call, message)
  return {
    body: { recipient_id: thread.igsid, message_id: id, ...(reusable && { attachment_id: reusable }) },
    effect: { kind: 'message', id, to: thread.igsid, personId: person.id, accountId: account.id, ...told(content) },
  }
}

/** A reusable file that is sent gets an id, like an uploaded one. */
export function keepReusable({ world, account }: GraphCall, message: Params): string | null {
  const attachment = object(message, 'attachment') ?? {}
  const payload = object(attachment, 'payload') ?? {}
  const url = text(payload, 'url')
  return text(payload, 'is_reusable') === 'true' && url !== undefined ? keepUpload(world, account.id, text(attachment, 'type')!, url) : null
}

/** An uploaded file of the account; null when there is none with that id. */
export const uploadOf = (world: World, accountId: string, id: string): { type: string; url: string } | null =>
  world.store.get<{ type: string; url: string }>('select type, url from uploads where id = ? and accountId = ?', id, accountId) ?? null

function keepUpload(world: World, accountId: string, type: string, url: string): string {
  const id = ids.uploadId(world.dice)
  world.store.run('insert into uploads (id, accountId, type, url) values (?, ?, ?, ?)', id, accountId, type, url)
  return id
}

// The only tag that remains since April 2026 (3.2).
function checkTag(params: Params): string | undefined {
  const type = text(params, 'messaging_type')
  const tag = text(params, 'tag')
  if (type !== undefined && !['RESPONSE', 'UPDATE', 'MESSAGE_TAG'].includes(type))
    throw refuse.invalid('Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}')
  if (type === 'MESSAGE_TAG' && tag === undefined) throw refuse.invalid('Param tag is required with messaging_type MESSAGE_TAG')
  if (tag !== undefined && tag !== 'HUMAN_AGENT') throw refuse.invalid(`The message tag ${tag} is not supported; only HUMAN_AGENT is`)
  return tag
}

function mustBeInside(world: World, thread: Thread, tag: string | undefined): void {
  const agoMs = thread.openedAt === null ? Infinity : world.clock.now() - thread.openedAt
  if (agoMs <= windowLengthMs) return
  if (tag === 'HUMAN_AGENT' && agoMs <= humanAgentMs) {
    if (world.settings.current().humanAgent) return
    throw new GraphError(10, 'The Human Agent feature must be approved for this app.', { subcode: 2018065 })
  }
  throw refuse.outsideWindow()
}

function knownTo(call: GraphCall, thread: Thread | null) {
  const { world, account } = call
  return {
    limits: messageLimits,
    isOwnMedia: (id: string) => findMedia(world, id)?.accountId === account.id,
    upload: (id: string) => uploadOf(world, account.id, id),
    isInThread(mid: string) {
      const message = findMessage(world, mid)
      return thread !== null && message?.accountId === account.id && message.personId === thread.personId
    },
  }
}

/** POST /{id}/message_attachments: stores a file to be sent by id; through a Page the call must name the platform (3.1). */
export function uploadAttachment(call: GraphCall): Outcome {
  const { world, account, params } = call
  const ofPage = account.channel === 'messenger'
  needPermission(call.token, ...(ofPage ? ['pages_messaging'] : ['instagram_business_manage_messages', 'instagram_manage_messages']))
  if (!ofPage && call.host === 'graph.facebook.com' && text(params, 'platform') !== 'instagram')
    throw refuse.invalid('Param platform must be instagram')
  const message = object(params, 'message') ?? {}
  onlyKeys(message, 'message', ['attachment'])
  const attachment = object(message, 'attachment') ?? {}
  const type = text(attachment, 'type')
  if (!type || !fileTypes.includes(type)) {
    throw refuse.invalid('Param message[attachment][type] must be one of {IMAGE, VIDEO, AUDIO, FILE}')
  }
  const payload = object(attachment, 'payload') ?? {}
  onlyKeys(payload, 'message[attachment][payload]', ['url', 'is_reusable'])
  const url = needUrl(messageLimits, text(payload, 'url'), 'message[attachment][payload][url]', 2018008)
  const id = keepUpload(world, account.id, type, url)
  return { body: { attachment_id: id }, effect: { kind: 'upload', id, type, url } }
}

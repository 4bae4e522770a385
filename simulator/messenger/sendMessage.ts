import { needPermission } from '../platform/access.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { GraphError, refuse } from '../platform/errors.ts'
import { takeRate } from '../platform/limits.ts'
import { object, onlyKeys, text, type Params } from '../platform/params.ts'
import { keepReusable, uploadOf } from '../instagram/sendMessage.ts'
import { mustReach, told } from '../instagram/reach.ts'
import { checkMessage } from '../messaging/checkMessage.ts'
import { senderAction } from '../messaging/senderAction.ts'
import { findMessage, type Content } from '../world/messages.ts'
import { getPerson } from '../world/people.ts'
import { findThreadByIgsid, humanAgentMs, windowLengthMs, type Thread } from '../world/threads.ts'
import type { World } from '../world/world.ts'
import { messageLimits } from './limits.ts'
import { hasTask, pageOf } from './pages.ts'
import { findPersona } from './personas.ts'
import { sendPrivateReply } from './privateReply.ts'
import { sayAsPage } from './say.ts'
import { checkUtility } from './templates.ts'

type Way = { type: string; tag: string | undefined }

/**
 * POST /{PAGE}/messages (meta-platform.md 4.1, 4.4, 13.2 row 2.27). It is not idempotent: the same call twice sends two messages.
 * Errors: as the tables say, in this order: permission, task, shape, tag, rate, recipient, control of the thread, person, window.
 */
export function sendMessage(call: GraphCall): Outcome {
  const { params, world, account } = call
  needMessaging(call)
  const recipient = object(params, 'recipient')
  if (!recipient) throw refuse.invalid('Param recipient is required')
  onlyKeys(recipient, 'recipient', ['id', 'comment_id', 'post_id'])
  if (Object.keys(recipient).length !== 1) throw refuse.invalid('Param recipient must hold exactly one of {id, comment_id, post_id}')
  const psid = text(recipient, 'id')
  const action = text(params, 'sender_action')
  const message = object(params, 'message')
  if (action !== undefined && message) throw refuse.invalid('A message and a sender action cannot be sent together', 2018014)
  if (action !== undefined) return senderAction(call, psid, action)
  if (!message) throw refuse.invalid('Param message is required')

  const personaId = text(params, 'persona_id')
  if (personaId !== undefined && !findPersona(world, account.id, personaId)) throw refuse.invalid('Param persona_id is not a valid persona')
  const way = wayOf(params)
  const thread = psid === undefined ? null : findThreadByIgsid(world, account.id, psid)
  const content = contentOf(call, message, way, thread)
  const commentId = text(recipient, 'comment_id') ?? text(recipient, 'post_id')
  if (commentId !== undefined) return sendPrivateReply(call, commentId, content)

  takeRate(call, content.attachments?.some(({ type }) => type === 'audio' || type === 'video') ? 'media' : 'text')
  takeRate(call, 'directMessage')
  if (!thread) throw refuse.noSuchPersonOnPage()
  if (thread.ownerApp) throw refuse.notThreadOwner()
  const person = getPerson(world, thread.personId)
  mustReach(call, person)
  if (way.type !== 'UTILITY') mustBeInside(world, thread, way.tag)
  const id = sayAsPage(world, account, thread, 'api', content)
  const reusable = keepReusable(call, message)
  return {
    body: { recipient_id: thread.igsid, message_id: id, ...(reusable && { attachment_id: reusable }) },
    effect: { kind: 'message', id, to: thread.igsid, personId: person.id, accountId: account.id, ...told(content) },
  }
}

/** Errors: 10 without `pages_messaging`; 200 when the person of the token lacks the task (4.5, 11.4). */
export function needMessaging({ token, world, account }: GraphCall): void {
  needPermission(token, 'pages_messaging')
  if (!hasTask(pageOf(world, account), 'MESSAGING'))
    throw new GraphError(200, 'The user must be able to perform the task MESSAGING on the Page', { subcode: 2018021 })
}

// Why it is sent (4.1, 13.1 row 1.9); the only tag that remains since April 2026 (3.2).
function wayOf(params: Params): Way {
  const type = text(params, 'messaging_type') ?? 'RESPONSE'
  const tag = text(params, 'tag')
  const types = ['RESPONSE', 'UPDATE', 'MESSAGE_TAG', 'UTILITY']
  if (!types.includes(type)) throw refuse.invalid(`Param messaging_type must be one of {${types.join(', ')}}`)
  if (type === 'MESSAGE_TAG' && tag === undefined) throw refuse.invalid('Param tag is required with messaging_type MESSAGE_TAG')
  if (tag !== undefined && tag !== 'HUMAN_AGENT') throw refuse.invalid(`The message tag ${tag} is not supported; only HUMAN_AGENT is`)
  return { type, tag }
}

function contentOf(call: GraphCall, message: Params, { type }: Way, thread: Thread | null): Content {
  const { world, account, params } = call
  const payload = object(object(message, 'attachment') ?? {}, 'payload') ?? {}
  const isUtility = text(payload, 'template_type') === 'utility_messages'
  if (isUtility !== (type === 'UTILITY'))
    throw refuse.invalid('A template of the type utility_messages is sent with messaging_type UTILITY, and nothing else is', 2018320)
  if (isUtility) return checkUtility(world, account, payload)
  return checkMessage(message, params, {
    limits: messageLimits,
    isOwnMedia: () => false,
    upload: (id) => uploadOf(world, account.id, id),
    isInThread(mid) {
      const found = findMessage(world, mid)
      return thread !== null && found?.accountId === account.id && found.personId === thread.personId
    },
  })
}

function mustBeInside(world: World, thread: Thread, tag: string | undefined): void {
  const agoMs = thread.openedAt === null ? Infinity : world.clock.now() - thread.openedAt
  if (agoMs <= windowLengthMs) return
  if (tag === 'HUMAN_AGENT' && agoMs <= humanAgentMs) {
    if (world.settings.current().humanAgent) return
    throw new GraphError(10, 'The Human Agent feature must be approved for this app.', { subcode: 2018065 })
  }
  throw refuse.outsidePageWindow()
}

import { needPermission } from '../platform/access.ts'
import { addressOf, type GraphCall, type Outcome } from '../platform/call.ts'
import { GraphError, refuse } from '../platform/errors.ts'
import { graphTime, project, type Field, type Shown } from '../platform/fields.ts'
import { takeRate } from '../platform/limits.ts'
import { fieldsOf, innerFields, newestFirst, readPage, type Window } from '../platform/pages.ts'
import { text } from '../platform/params.ts'
import { needMessages } from './reach.ts'
import { getPerson } from '../world/people.ts'
import { readableMessages } from './limits.ts'
import { pictureOf } from '../world/pictureOf.ts'
import { messageFromRow, type Message } from '../world/messages.ts'
import { findThread, type Thread } from '../world/threads.ts'

type Row = Parameters<typeof messageFromRow>[0]

const isOfPage = ({ account }: GraphCall) => account.channel === 'messenger'

function mayRead(call: GraphCall): void {
  needPermission(
    call.token,
    ...(isOfPage(call) ? ['pages_messaging'] : ['instagram_business_manage_messages', 'instagram_manage_messages']),
  )
  needMessages(call)
  takeRate(call, 'conversations')
}

const messagesOf = (call: GraphCall, thread: Thread, window: Window): Message[] =>
  newestFirst<Row>(
    call.world.store,
    'select * from messages where accountId = ? and personId = ? and deletedAt is null',
    [thread.accountId, thread.personId],
    window,
  ).map(messageFromRow)

/** The two participants, as reads name them: on a Page by name, on Instagram by user name. */
function sides(call: GraphCall, thread: Thread) {
  if (isOfPage(call))
    return {
      account: { name: call.account.name, email: `${call.account.id}@facebook.com`, id: call.account.id },
      person: { name: getPerson(call.world, thread.personId).name, email: `${thread.igsid}@facebook.com`, id: thread.igsid },
    }
  return {
    account: { username: call.account.username, id: call.account.id },
    person: { username: getPerson(call.world, thread.personId).username, id: thread.igsid },
  }
}

function messageShown(call: GraphCall, thread: Thread, message: Message): Shown {
  const { account, person } = sides(call, thread)
  const { content } = message
  const story = content.replyTo && 'story' in content.replyTo ? content.replyTo.story : null
  return {
    id: () => message.id,
    created_time: () => graphTime(message.createdAt),
    from: () => (message.byAccount ? account : person),
    to: () => ({ data: [message.byAccount ? person : account] }),
    message: () => content.text ?? '',
    attachments: () =>
      content.attachments
        ? { data: content.attachments.map(({ type, payload }, index) => attachmentShown(type, payload?.['url'], `${message.id}${index}`)) }
        : undefined,
    reactions: () => {
      const data = Object.entries(message.reactions).map(([by, given]) => ({ ...given, users: [by === 'person' ? person : account] }))
      return data.length > 0 ? { data } : undefined
    },
    shares: () => undefined,
    story: () => (story ? { reply_to: { link: pictureOf(call.world, story.id), id: story.id } } : undefined),
    is_unsupported: () => content.isUnsupported ?? undefined,
    tags: () => undefined,
  }
}

function attachmentShown(type: string, url: unknown, id: string): Record<string, unknown> {
  if (type === 'image') return { id, image_data: { url } }
  if (type === 'video') return { id, video_data: { url } }
  return { id, ...(url !== undefined && { file_url: url }), name: type }
}

/** Only the newest twenty can be read; of older ones reads show only that they exist (3.5). */
function isReadable(call: GraphCall, message: Message): boolean {
  const newer = call.world.store.get<{ n: number }>(
    'select count(*) as n from messages where accountId = ? and personId = ? and deletedAt is null and seq > ?',
    message.accountId,
    message.personId,
    message.seq,
  )!.n
  return newer < readableMessages
}

function showMessage(call: GraphCall, thread: Thread, message: Message, fields: Field[]): Record<string, unknown> {
  const shown = messageShown(call, thread, message)
  if (isReadable(call, message)) return project(fields, shown)
  return project(
    fields.filter(({ name }) => name === 'id' || name === 'created_time'),
    shown,
  )
}

function conversationShown(call: GraphCall, thread: Thread): Shown {
  return {
    id: () => thread.conversationId,
    updated_time: () => graphTime(thread.updatedAt ?? 0),
    participants: () => ({ data: Object.values(sides(call, thread)) }),
    messages: (field) => {
      const window = { limit: Math.min(field.limit ?? 25, 100), after: null, before: null }
      return {
        data: messagesOf(call, thread, window).map((message) => showMessage(call, thread, message, innerFields(field, 'id,created_time'))),
      }
    },
  }
}

/** GET /{IG_ID}/conversations?platform=instagram[&user_id=IGSID], or of a Page with platform=messenger (3.5). */
export function listConversations(call: GraphCall): Outcome {
  mayRead(call)
  const { world, account, params } = call
  const platform = isOfPage(call) ? 'messenger' : 'instagram'
  if ((text(params, 'platform') ?? (isOfPage(call) ? platform : '')) !== platform)
    throw refuse.invalid(`Param platform must be ${platform}`)
  const igsid = text(params, 'user_id') ?? null
  const fields = fieldsOf(params, 'id,updated_time')
  // The one written in last comes first.
  const rows = ({ limit, after, before }: Window) => {
    const all = world.store.all<Thread>(
      'select * from threads where accountId = ? and updatedAt is not null and (?2 is null or igsid = ?2) order by updatedAt desc, seq desc',
      account.id,
      igsid,
    )
    const placeOf = (seq: number) => all.findIndex((thread) => thread.seq === seq)
    if (before !== null) return all.slice(0, Math.max(0, placeOf(before))).slice(-limit)
    return all.slice(after === null ? 0 : placeOf(after) + 1).slice(0, limit)
  }
  return { body: readPage(params, 25, 100, addressOf(call), rows, (thread) => project(fields, conversationShown(call, thread))) }
}

/** GET /{conversation} */
export function readConversation(call: GraphCall, thread: Thread): Outcome {
  mayRead(call)
  return { body: project(fieldsOf(call.params, 'id,updated_time'), conversationShown(call, thread)) }
}

/** GET /{conversation}/messages, newest first */
export function readConversationMessages(call: GraphCall, thread: Thread): Outcome {
  mayRead(call)
  const fields = fieldsOf(call.params, 'id,created_time')
  const rows = (window: Window) => messagesOf(call, thread, window)
  return { body: readPage(call.params, 25, 100, addressOf(call), rows, (message) => showMessage(call, thread, message, fields)) }
}

/** GET /{mid}. Errors: 9000001 for a message that was unsent or is no longer among the newest twenty. */
export function readMessage(call: GraphCall, message: Message): Outcome {
  mayRead(call)
  const thread = findThread(call.world, message.accountId, message.personId)!
  if (message.deletedAt !== null || !isReadable(call, message))
    throw new GraphError(9000001, 'The message was deleted or is too old to be read.')
  return { body: project(fieldsOf(call.params, 'id,created_time'), messageShown(call, thread, message)) }
}

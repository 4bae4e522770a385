import type { Account } from '../world/accounts.ts'
import * as ids from '../world/ids.ts'
import { isHeard } from '../world/people.ts'
import { announce, type World } from '../world/world.ts'
import { queueUpdate } from '../webhooks/queueUpdate.ts'
import { touch, type Thread } from './threads.ts'

export type Button = { type: 'web_url' | 'postback'; title: string; url?: string; payload?: string }
export type QuickReply = { content_type: string; title?: string; payload?: string }
export type Element = {
  title: string
  subtitle?: string
  image_url?: string
  default_action?: { type: string; url: string }
  buttons?: Button[]
}
export type Attachment = { type: string; payload?: Record<string, unknown> }

/** What a message says, whoever wrote it; kept as it is echoed and shown. */
export type Content = {
  kind: 'text' | 'attachment' | 'template' | 'postback'
  text?: string
  attachments?: Attachment[]
  buttons?: Button[]
  quickReplies?: QuickReply[]
  elements?: Element[]
  replyTo?: { mid: string } | { story: { id: string; url: string } }
  payload?: string
  isUnsupported?: boolean
}

export type Message = {
  seq: number
  id: string
  accountId: string
  personId: string
  byAccount: boolean
  /** Who typed it: the person, the program in front, or somebody in the platform's own app. */
  via: 'person' | 'api' | 'human'
  content: Content
  commentId: string | null
  createdAt: number
  readAt: number | null
  deletedAt: number | null
  edits: number
  reactions: Partial<Record<'person' | 'account', { reaction: string; emoji: string }>>
}

type Row = Omit<Message, 'byAccount' | 'content' | 'reactions'> & { byAccount: number; content: string; reactions: string }

export const messageFromRow = (row: Row): Message => ({
  ...row,
  byAccount: row.byAccount === 1,
  content: JSON.parse(row.content) as Content,
  reactions: JSON.parse(row.reactions) as Message['reactions'],
})

/** Keeps a message in its thread. Out: its id. */
export function keepMessage(
  world: World,
  thread: Thread,
  wish: { byAccount: boolean; via: Message['via']; content: Content; commentId?: string | null; id?: string },
): string {
  const id = wish.id ?? ids.messageId(world.dice, thread.accountId, thread.personId)
  world.store.run(
    'insert into messages (id, accountId, personId, byAccount, via, content, commentId, createdAt) values (?, ?, ?, ?, ?, ?, ?, ?)',
    id,
    thread.accountId,
    thread.personId,
    wish.byAccount ? 1 : 0,
    wish.via,
    JSON.stringify(wish.content),
    wish.commentId ?? null,
    world.clock.now(),
  )
  touch(world, thread)
  announce(world, { kind: 'message', accountId: thread.accountId, personId: thread.personId })
  return id
}

export function findMessage(world: World, id: string): Message | null {
  const row = world.store.get<Row>('select * from messages where id = ?', id)
  return row ? messageFromRow(row) : null
}

/** A thread's messages, oldest first, without those that were unsent. */
export const listMessages = (world: World, accountId: string, personId: string): Message[] =>
  world.store
    .all<Row>('select * from messages where accountId = ? and personId = ? and deletedAt is null order by seq', accountId, personId)
    .map(messageFromRow)

/** One element of `messaging` (meta-platform.md 2.5); `timestamp` in ms. */
export function queueMessaging(
  world: World,
  account: Account,
  thread: Thread,
  field: string,
  part: Record<string, unknown>,
  fromAccount = false,
): void {
  if (!fromAccount && !isHeard(world, thread.personId)) return
  const ends = [{ id: thread.igsid }, { id: account.id }]
  const [sender, recipient] = fromAccount ? ends.toReversed() : ends
  queueUpdate(world, account, 'messaging', field, { sender, recipient, timestamp: world.clock.now(), ...part })
}

/**
 * Keeps what the account says and echoes it back, as the platform does for every message whoever sent it; the echo's
 * mid is the id that the send answers (11.3, 12.8). Sending opens no window.
 */
export function say(world: World, account: Account, thread: Thread, via: 'api' | 'human', content: Content, commentId?: string): string {
  const id = keepMessage(world, thread, { byAccount: true, via, content, commentId })
  queueMessaging(world, account, thread, 'message_echoes', { message: echoOf(world, id, via, content) }, true)
  return id
}

function echoOf(world: World, mid: string, via: 'api' | 'human', content: Content): Record<string, unknown> {
  const { app, echoAppId } = world.settings.current()
  const attachments =
    content.kind === 'template'
      ? [
          {
            type: 'template',
            payload: content.elements
              ? { generic: { elements: content.elements } }
              : { button: { text: content.text, buttons: content.buttons } },
          },
        ]
      : content.attachments
  return {
    mid,
    ...(content.kind === 'text' && { text: content.text }),
    ...(attachments && { attachments }),
    ...(content.replyTo && { reply_to: content.replyTo }),
    is_echo: true,
    ...(echoAppId && via === 'api' && { app_id: Number(app.id) }),
  }
}

import { findAccount } from './accounts.ts'
import * as ids from './ids.ts'
import { touch, type Thread } from './threads.ts'
import { announce, type World } from './world.ts'

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

type ListRow = { payload: string; title: string; description?: string }
export type Parts = {
  header?: string
  body: string
  footer?: string
  list?: { button: string; sections: { title?: string; rows: ListRow[] }[] }
}

/** The content of a message, by any sender; stored as it is echoed and shown. */
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
  /** WhatsApp: the kind of a message with something to tap. */
  interactive?: string
  /** WhatsApp: the parts of `text` as the phone sets them apart, and a list that opens over the chat. */
  parts?: Parts
  /** Comes back in the echo (meta-platform.md 4.1). */
  metadata?: string
}

export type Message = {
  seq: number
  id: string
  accountId: string
  personId: string
  byAccount: boolean
  /** The author: the person, the program connected to the simulator, or an employee in the platform's own app. */
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

const newId = (world: World, { accountId, personId }: Thread): string =>
  findAccount(world, accountId)?.channel === 'messenger' ? ids.pageMessageId(world.dice) : ids.messageId(world.dice, accountId, personId)

/** Stores a message in its thread. Out: its id. */
export function keepMessage(
  world: World,
  thread: Thread,
  wish: { byAccount: boolean; via: Message['via']; content: Content; commentId?: string | null; id?: string },
): string {
  const id = wish.id ?? newId(world, thread)
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

/** The ids and authors of a thread's messages that were unsent, oldest first: what WhatsApp leaves in their place. */
export const listDeleted = (world: World, accountId: string, personId: string): { id: string; byAccount: number; createdAt: number }[] =>
  world.store.all(
    'select id, byAccount, createdAt from messages where accountId = ? and personId = ? and deletedAt is not null order by seq',
    accountId,
    personId,
  )

import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { Channel } from '../model/channel.ts'
import type { TextOf } from '../model/sentence.ts'
import { sentenceOfTime } from '../model/sentences.ts'
import { findMessages, type MessageRow } from '../outbox/messages.queries.ts'
import { showMessage } from '../outbox/showMessage.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { mergeByTime } from '../platform/mergeByTime.ts'
import { findCommentStates, type CommentState } from '../comments/comments.queries.ts'
import { actsOn, showCommentState } from '../comments/showCommentState.ts'
import { findAttachments, type AttachmentRow } from './attachments.queries.ts'
import { findComments, type CommentRow } from './comments.queries.ts'
import { findConversation } from './conversations.queries.ts'
import type { Note, TimelineItem } from './conversations.schemas.ts'
import { findNotes, type NoteRow } from './notes.queries.ts'
import { findNames } from './team.queries.ts'

/** The end of a page: the numbers of its last message, of its last event and of its last note. */
type Place = { out: number; in: number; note: number }
const newest: Place = { out: Number.MAX_SAFE_INTEGER, in: Number.MAX_SAFE_INTEGER, note: Number.MAX_SAFE_INTEGER }
type Row = { list: keyof Place; seq: number; listedAt: Date } & ({ message: MessageRow } | { note: NoteRow })

/**
 * Reads one page of the history of a conversation, newest first.
 * Out:    its items, and where the next page begins; null: it was the last one. Errors: not_found.
 */
export async function readTimeline(
  deps: Deps,
  who: Principal,
  id: string,
  { before, limit }: { before: Place | null; limit: number },
  textOf: TextOf,
): Promise<{ items: TimelineItem[]; next: Place | null }> {
  const from = before ?? newest
  const { page, comments, states, attached, channel } = await inWorkspace(deps.databases.web, who, async (trx) => {
    const conversation = (await findConversation(trx, who, id)) ?? notFound('conversation', id)
    const messages = await findMessages(trx, {
      accountIds: who.accountIds,
      conversationId: id,
      before: { out: from.out, in: from.in },
      limit: limit + 1,
    })
    const notes = await findNotes(trx, id, from.note, limit + 1)
    const rows: Row[] = [
      ...messages.rows.map((message) => ({ list: message.direction, seq: message.seq, listedAt: message.listedAt, message })),
      ...notes.map((note) => ({ list: 'note' as const, seq: note.seq, listedAt: note.at, note })),
    ]
    const merged = mergeByTime(rows, (row) => row.list, from, limit)
    const commented = merged.rows.flatMap((row) => ('message' in row && row.message.kind.endsWith('comment') ? [row.message.id] : []))
    const received = merged.rows.flatMap((row) => ('message' in row && row.message.direction === 'in' ? [row.message.id] : []))
    return {
      page: merged,
      attached: Map.groupBy(await findAttachments(trx, received), (row) => row.eventId),
      comments: new Map((await findComments(trx, commented)).map((one) => [one.eventId, one])),
      states: await findCommentStates(trx, commented),
      channel: deps.channelOf(conversation.channel),
    }
  })
  const notes = await nameNotes(
    deps,
    who.workspaceId,
    page.rows.flatMap((row) => ('note' in row ? [row.note] : [])),
  )
  const byId = new Map(notes.map((one) => [one.id, one]))
  const items = page.rows.map((row): TimelineItem => {
    if ('note' in row) return { type: 'note', id: row.note.id, at: row.note.at.toISOString(), note: byId.get(row.note.id)! }
    const comment = comments.get(row.message.id)
    return {
      type: 'message',
      id: row.message.id,
      at: row.message.at.toISOString(),
      message: showMessage(row.message, textOf),
      attachments: (attached.get(row.message.id) ?? []).map(showAttachment),
      comment: comment?.commentId
        ? showComment(
            {
              ...comment,
              commentId: comment.commentId,
              isLive: row.message.kind === 'live_comment',
              state: states.get(row.message.id) ?? null,
            },
            channel,
            deps.clock.now(),
            textOf,
          )
        : null,
    }
  })
  return { items, next: page.next }
}

/** A file that is stored is read here: the platform's address ends after a while. */
const showAttachment = ({ type, url, storedFileId, name }: AttachmentRow) => ({
  type,
  name,
  url: storedFileId === null ? url : `/api/media/${storedFileId}/content`,
})

/** One private reply per comment is allowed, and only for a time (meta-platform.md 3.1). */
function showComment(
  {
    commentId,
    mediaId,
    commentedAt,
    isAnswered,
    isLive,
    state,
  }: CommentRow & { commentId: string; isLive: boolean; state: CommentState | null },
  channel: Channel,
  now: Date,
  textOf: TextOf,
) {
  const reply = { kind: 'private_reply', content: { type: 'text', text: '' }, windowUntil: null, commentedAt, byHand: true } as const
  const tooLate = isAnswered ? null : channel.whyNotNow(reply, now)
  return {
    id: commentId,
    mediaId,
    // Comments of the account itself are no part of the history.
    ...showCommentState(state, actsOn(channel, { isOwn: false, isLive, state }), textOf),
    privateRepliesLeft: isAnswered || tooLate ? 0 : 1,
    whyNotPrivate: isAnswered ? 'The one private reply to this comment was sent.' : tooLate && textOf(sentenceOfTime(tooLate)),
  }
}

/** Notes as the API shows them: with the names that people and automations have now. */
export async function nameNotes({ databases }: Pick<Deps, 'databases'>, workspaceId: string, rows: NoteRow[]): Promise<Note[]> {
  if (!rows.length) return []
  const userOf = ({ actor }: NoteRow) => (actor.startsWith('user:') ? actor.slice('user:'.length) : null)
  const memberOf = ({ data }: NoteRow) => (typeof data['memberId'] === 'string' && isUuid(data['memberId']) ? data['memberId'] : null)
  const names = await findNames(databases.system, workspaceId, {
    members: rows.flatMap((row) => memberOf(row) ?? []),
    users: rows.flatMap((row) => userOf(row) ?? []),
  })
  return rows.map((row) => {
    const memberId = memberOf(row)
    return {
      id: row.id,
      kind: row.kind,
      text: row.words,
      by: names.get(userOf(row) ?? '') ?? (typeof row.data['by'] === 'string' ? row.data['by'] : ''),
      assignee: memberId === null ? null : { memberId, name: names.get(memberId) ?? '' },
      until: typeof row.data['until'] === 'string' ? row.data['until'] : null,
      at: row.at.toISOString(),
    }
  })
}

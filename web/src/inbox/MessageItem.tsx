import { useQueryClient } from '@tanstack/react-query'
import { MessageCircle, RotateCcw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TimelineItem } from '../../../server/conversations/conversations.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { classes } from '../parts/classes.ts'
import { timeText } from '../parts/shownTime.ts'
import { showProblem } from '../problem.ts'
import type { CommentAnswer } from './commentAnswer.ts'
import { CommentActs } from './CommentActs.tsx'
import { CommentedPost } from './CommentedPost.tsx'
import { CommentState } from './CommentState.tsx'
import { MessageContent } from './MessageContent.tsx'
import { Ticks } from './Ticks.tsx'

type Item = Extract<TimelineItem, { type: 'message' }>
type Props = { item: Item; mayWrite: boolean; onAnswer: (answer: CommentAnswer) => void }

/** A message of the person on the left, of the account on the right; a comment with the two ways to answer it. */
export function MessageItem({ item: { id, message, attachments, comment }, mayWrite, onAnswer }: Props) {
  const { t, i18n } = useTranslation()
  const isOut = message.direction === 'out'
  const kind = message.kind === 'public_reply' || message.kind === 'private_reply' ? message.kind : null
  const author = isOut && t(message.cause.byHand ? 'inbox.byHand' : 'inbox.byAutomation')
  return (
    <article
      className={classes('grid max-w-[85%] gap-1', isOut ? 'justify-items-end justify-self-end' : 'justify-items-start justify-self-start')}
    >
      <div
        className={classes(
          'rounded-2xl border px-3.5 py-2',
          isOut ? 'rounded-br-sm border-transparent bg-tint' : 'rounded-bl-sm border-line bg-card',
        )}
      >
        {(comment || kind) && (
          <p className="flex items-center gap-1.5 text-xs font-semibold text-soft">
            <MessageCircle className="size-3.5" aria-hidden />
            {kind ? t(`inbox.kind.${kind}`) : t('inbox.kind.comment')}
          </p>
        )}
        {comment?.mediaId && <CommentedPost accountId={message.accountId} mediaId={comment.mediaId} />}
        <MessageContent message={message} attachments={attachments} />
      </div>
      <p className={classes('flex items-center gap-1.5 text-xs text-soft', isOut && 'justify-end')}>
        {author && <span>{author} ·</span>}
        <time dateTime={message.at}>{timeText(message.at, i18n.language, { timeStyle: 'short' })}</time>
        {isOut && <Ticks status={message.status} />}
      </p>
      {isOut && (message.status === 'failed' || message.status === 'parked') && (
        <NotSent id={message.id} error={message.error?.text} mayWrite={mayWrite} />
      )}
      {comment && <CommentState comment={comment} />}
      {comment && mayWrite && !comment.isDeleted && (
        <div className="flex flex-wrap items-center gap-2">
          <Button size="sm" onClick={() => onAnswer({ commentId: comment.id, isPublic: true, text: message.text })}>
            {t('inbox.replyPublicly')}
          </Button>
          {comment.privateRepliesLeft > 0 ? (
            <Button size="sm" onClick={() => onAnswer({ commentId: comment.id, isPublic: false, text: message.text })}>
              {t('inbox.replyPrivately', { count: comment.privateRepliesLeft })}
            </Button>
          ) : (
            <span className="text-xs text-soft">{comment.whyNotPrivate}</span>
          )}
          <CommentActs eventId={id} comment={comment} />
        </div>
      )}
    </article>
  )
}

/** Why a message was not sent, and how to try again. */
function NotSent({ id, error, mayWrite }: { id: string; error: string | undefined; mayWrite: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const again = async () => {
    try {
      await api.replayDead({ ids: [id] })
      await client.invalidateQueries({ queryKey: ['conversations'] })
    } catch (trouble) {
      showProblem(t, trouble, () => void again())
    }
  }
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 text-sm text-bad">
      <span className="break-words">{error ?? t('inbox.ticks.failed')}</span>
      {mayWrite && (
        <Button size="sm" onClick={() => void again()}>
          <RotateCcw aria-hidden />
          {t('inbox.retry')}
        </Button>
      )}
    </div>
  )
}

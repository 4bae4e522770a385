import { useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../server/conversations/conversations.schemas.ts'
import { api } from '../api.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { useLiveList } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { dayOf, timeText } from '../parts/shownTime.ts'
import { conversationTopics } from './conversationTopics.ts'
import type { CommentAnswer } from './commentAnswer.ts'
import { MessageItem } from './MessageItem.tsx'
import { NoteItem } from './NoteItem.tsx'

type Props = { conversation: Conversation; mayWrite: boolean; onAnswer: (answer: CommentAnswer) => void }
/** Nearer to its end than this, the history follows what comes in. */
const nearEndPx = 120

/** Messages, comments and notes, the newest at the end. Who reads older ones is left where they are when something comes in. */
export function Timeline({ conversation, mayWrite, onAnswer }: Props) {
  const { t, i18n } = useTranslation()
  const list = useLiveList(['conversations', 'timeline', conversation.id], conversationTopics, (page, signal) =>
    api.timeline(conversation.id, page, signal),
  )
  const box = useRef<HTMLDivElement>(null)
  const place = useRef({ isNearEnd: true, fromEnd: 0 })
  const items = list.items.toReversed()
  const first = items[0]?.id
  const last = items.at(-1)?.id
  useLayoutEffect(() => {
    const at = box.current
    if (!at) return
    // Older items above keep what is read in its place.
    at.scrollTop = place.current.isNearEnd ? at.scrollHeight : at.scrollHeight - place.current.fromEnd
  }, [first, last, items.length])

  return (
    <div
      ref={box}
      tabIndex={0}
      role="log"
      aria-label={t('inbox.history')}
      onScroll={({ currentTarget: at }) => {
        const fromEnd = at.scrollHeight - at.scrollTop
        place.current = { isNearEnd: fromEnd - at.clientHeight < nearEndPx, fromEnd }
      }}
      className="min-h-0 grow overflow-y-auto overscroll-contain px-3 py-4 outline-offset-[-3px] sm:px-5"
    >
      {list.isPending && <Skeleton label={t('wait')} rows={4} />}
      {list.error !== null && <ProblemNotice problem={list.error} onAgain={() => void list.refetch()} />}
      {list.hasMore && (
        <p className="mb-3 text-center">
          <Button size="sm" busy={list.loadingMore} onClick={() => void list.more()}>
            {t('inbox.older')}
          </Button>
        </p>
      )}
      <ol className="grid gap-2">
        {items.map((item, index) => {
          const at = new Date(item.at)
          const before = items[index - 1]
          return (
            <li key={item.id} className="grid gap-2">
              {(!before || dayOf(new Date(before.at)) !== dayOf(at)) && (
                <p className="py-1 text-center text-xs font-semibold text-soft">{timeText(at, i18n.language, { dateStyle: 'medium' })}</p>
              )}
              {item.type === 'note' ? <NoteItem note={item.note} /> : <MessageItem item={item} mayWrite={mayWrite} onAnswer={onAnswer} />}
            </li>
          )
        })}
      </ol>
    </div>
  )
}

import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../parts/Avatar.tsx'
import { reasonText } from './reasonText.ts'
import type { Line } from './world.ts'
import { WriteLine } from './WriteLine.tsx'

/** The comments under the post; the account's replies are nested under the follower's. */
export function CommentsView({ name, lines, onComment }: { name: string; lines: Line[]; onComment: (text: string) => void }) {
  const { t } = useTranslation()
  const log = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // In new browsers scrollTo returns a promise, which is not a clean-up function.
    log.current?.scrollTo(0, log.current.scrollHeight)
  }, [lines.length])
  return (
    <div className="flex min-h-0 grow animate-fade flex-col">
      <h3 className="border-b border-line pt-1 pb-2 text-center text-sm font-bold">{t('phone.tab.comments')}</h3>
      <div ref={log} role="log" aria-label={t('phone.tab.comments')} className="flex min-h-0 grow flex-col gap-3.5 overflow-y-auto p-3">
        {lines.map((line) =>
          line.from === 'note' ? (
            <Note key={line.id} line={line} />
          ) : (
            <div key={line.id} className={line.from === 'account' ? 'flex gap-2 pl-9' : 'flex gap-2'}>
              <Avatar
                name={line.from === 'account' ? name : t('phone.follower')}
                className={line.from === 'account' ? 'size-6 text-[0.65rem]' : 'size-7 bg-sunk text-xs text-soft'}
              />
              <div className="min-w-0 text-sm">
                <p className="text-xs font-bold">{line.from === 'account' ? name : t('phone.follower')}</p>
                <p className="break-words whitespace-pre-wrap">{line.text}</p>
              </div>
            </div>
          ),
        )}
      </div>
      <WriteLine label={t('phone.commentLabel')} placeholder={t('phone.commentPlaceholder')} send={t('phone.send')} onSend={onComment} />
    </div>
  )
}

/** Time that passed, why nothing was sent, or a tag. */
export function Note({ line }: { line: Extract<Line, { from: 'note' }> }) {
  const { t } = useTranslation()
  const words =
    line.note === 'later'
      ? t('phone.later', { count: line.minutes })
      : line.note === 'tag'
        ? t(line.added ? 'phone.tagAdded' : 'phone.tagRemoved', { tag: line.tag })
        : reasonText(t, line.reason)
  return <p className="self-center rounded-full bg-sunk px-3 py-0.5 text-center text-xs text-soft">{words}</p>
}

import { useTranslation } from 'react-i18next'
import type { CannedReply } from '../../../server/conversations/cannedReplies.schemas.ts'
import { classes } from '../parts/classes.ts'

const most = 6

/** The canned replies that a text beginning with a slash offers. */
export function cannedFor(text: string, replies: CannedReply[]): CannedReply[] {
  const [, typed] = /^\/([\p{L}\p{N}_-]*)$/u.exec(text) ?? []
  if (typed === undefined) return []
  const wanted = typed.toLowerCase()
  return replies.filter(({ shortcut }) => shortcut.toLowerCase().startsWith(wanted)).slice(0, most)
}

type Props = { replies: CannedReply[]; chosen: number; onTake: (reply: CannedReply) => void }

/** Canned replies above the field; arrow keys choose one, Enter takes it. */
export function CannedChoice({ replies, chosen, onTake }: Props) {
  const { t } = useTranslation()
  return (
    <ul
      id="canned-replies"
      role="listbox"
      aria-label={t('canned.title')}
      className="absolute inset-x-0 bottom-full z-20 mb-1 overflow-hidden rounded-xl border border-line bg-card p-1 shadow-lift"
    >
      {replies.map((reply, index) => (
        <li
          key={reply.id}
          id={`canned-${reply.id}`}
          role="option"
          aria-selected={index === chosen}
          // The field keeps the focus.
          onMouseDown={(press) => {
            press.preventDefault()
            onTake(reply)
          }}
          className={classes('cursor-pointer rounded-lg px-2.5 py-1.5', index === chosen && 'bg-sunk')}
        >
          <span className="font-semibold">/{reply.shortcut}</span> <span className="text-sm text-soft">{reply.text}</span>
        </li>
      ))}
    </ul>
  )
}

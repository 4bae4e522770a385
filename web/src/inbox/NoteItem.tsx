import { StickyNote } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Note } from '../../../server/conversations/conversations.schemas.ts'
import { timeText } from '../parts/shownTime.ts'

/** A note of the team, or what was done with the conversation, in a line. */
export function NoteItem({ note }: { note: Note }) {
  const { t, i18n } = useTranslation()
  const time = (at: string) => timeText(at, i18n.language, { timeStyle: 'short' })
  const by = note.by || t('inbox.program')
  if (note.kind === 'note')
    return (
      <div className="max-w-[85%] justify-self-end rounded-xl border border-warn/30 bg-warn-tint px-3 py-2">
        <p className="flex items-center gap-1.5 text-xs font-semibold text-warn">
          <StickyNote className="size-3.5" aria-hidden />
          {t('inbox.did.note', { by })} · {time(note.at)}
        </p>
        <p className="break-words whitespace-pre-wrap">{note.text}</p>
      </div>
    )
  const text =
    note.kind === 'assigned'
      ? note.assignee
        ? t('inbox.did.assigned', { by, assignee: note.assignee.name })
        : t('inbox.did.unassigned', { by })
      : note.kind === 'paused'
        ? note.until
          ? t('inbox.did.pausedUntil', { by, time: time(note.until) })
          : t('inbox.did.paused', { by })
        : t(`inbox.did.${note.kind}`, { by })
  return (
    <p className="text-center text-xs text-soft">
      {text} · {time(note.at)}
    </p>
  )
}

import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { EventItem } from '../../../server/inbox/events.schemas.ts'
import { Ago } from '../parts/Ago.tsx'
import { Chip } from '../parts/Chip.tsx'
import { classes } from '../parts/classes.ts'
import en from '../words/en.json'
import { kindIcons, outcomeLooks } from './outcomes.ts'

export const senderName = (event: EventItem, somebody: string) =>
  event.sender?.username ? `@${event.sender.username}` : (event.sender?.name ?? somebody)

type AttachmentKind = keyof typeof en.activity.attachments
/** A text for an attachment. In: the platform's kind. Out: text; an unknown kind is shown as it is. */
const attachmentText = (t: TFunction, type: string) =>
  type in en.activity.attachments ? t(`activity.attachments.${type as AttachmentKind}`) : `[${type}]`

/** The outcome of an event in a word; with the reason if it failed or got no reply. */
export function OutcomeChip({ event }: { event: EventItem }) {
  const { t } = useTranslation()
  return <Chip {...outcomeLooks[event.outcome]}>{t(`activity.outcome.${event.outcome}`)}</Chip>
}

type StatusWord = keyof typeof en.activity.statuses
const statusText = (t: TFunction, word: string) => (word in en.activity.statuses ? t(`activity.statuses.${word as StatusWord}`) : word)

type Shown = { event: EventItem; onOpen: () => void; current?: boolean; statuses?: string[] | undefined }

/** One event as a row: kind, person, text, automation, outcome. `statuses`: of a message whose statuses are one row. */
export function EventRow({ event, onOpen, current, statuses = [] }: Shown) {
  const { t } = useTranslation()
  const Icon = kindIcons[event.kind] ?? kindIcons.other
  const own = event.kind === 'echo' || statuses.length > 0
  const quiet = event.outcome === 'noted'
  const said =
    statuses.map((word) => statusText(t, word)).join(' · ') ||
    event.text ||
    (event.lead?.form && t('activity.filledIn', { form: event.lead.form })) ||
    (event.attachments.length > 0 ? attachmentText(t, event.attachments[0]?.type ?? '') : '')
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={onOpen}
      aria-current={current || undefined}
      className={classes(
        'grid w-full grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-2.5 text-left -outline-offset-2 transition-colors hover:bg-sunk/60 aria-[current]:bg-tint/60',
        'min-h-[4.25rem]',
      )}
    >
      <span className="row-span-2 grid size-9 place-items-center rounded-full bg-sunk text-soft" title={t(`activity.kind.${event.kind}`)}>
        <Icon className="size-4" aria-hidden />
        <span className="sr-only">{t(`activity.kind.${event.kind}`)}</span>
      </span>
      <span className="flex min-w-0 items-baseline gap-2">
        <span className={classes('max-w-[60%] shrink-0 truncate text-sm font-bold', quiet && 'font-semibold text-soft')}>
          {own ? t('activity.to', { name: senderName(event, t('activity.somebody')) }) : senderName(event, t('activity.somebody'))}
        </span>
        <span className={classes('min-w-0 truncate text-sm', quiet && 'text-soft')}>{said}</span>
      </span>
      <OutcomeChip event={event} />
      <span className="flex min-w-0 gap-1.5 truncate text-xs text-soft">
        <span className="shrink-0">{t(`activity.kind.${event.kind}`)}</span>
        {(event.automation || event.outcomeText) && <span className="truncate">· {event.automation?.name ?? event.outcomeText}</span>}
      </span>
      <Ago at={event.occurredAt} justNow={t('justNow')} className="text-right text-xs text-soft" />
    </button>
  )
}

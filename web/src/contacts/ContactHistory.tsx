import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { TimelineItem } from '../../../server/contacts/contacts.schemas.ts'
import type { NoteKind } from '../../../server/model/conversation.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Section } from '../parts/Section.tsx'
import { queries } from '../queries.ts'
import type enWords from '../words/en.json'
import { useNames } from './useNames.ts'

type EventKind = keyof typeof enWords.activity.kind

/** Everything that happened with a person, newest first. In: what undoes a merge, for who may. */
export function ContactHistory({ contactId, onUndo }: { contactId: string; onUndo?: (mergeId: string) => void }) {
  const { t } = useTranslation()
  const query = useInfiniteQuery(queries.contactHistory(contactId))
  const items = query.data?.pages.flatMap((page) => page.data) ?? []
  const undone = new Set(items.filter(({ kind }) => kind === 'unmerge').map(({ id }) => id))
  return (
    <Section title={t('contacts.history.title')}>
      <ProblemNotice problem={query.error} onAgain={() => void query.refetch()} />
      <ol aria-label={t('contacts.history.title')} className="grid gap-3.5">
        {items.map((item) => (
          <Item
            key={`${item.kind} ${item.id} ${item.at}`}
            item={item}
            {...(onUndo && item.kind === 'merge' && !undone.has(item.id) ? { onUndo: () => onUndo(item.id) } : {})}
          />
        ))}
      </ol>
      {query.hasNextPage && (
        <Button size="sm" className="justify-self-center" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </Section>
  )
}

const titleOf = (t: TFunction, { kind, what }: TimelineItem): string =>
  kind === 'event'
    ? t(`activity.kind.${(what ?? 'other') as EventKind}`)
    : kind === 'consent'
      ? t(what === 'given' ? 'contacts.history.given' : 'contacts.history.withdrawn')
      : kind === 'opt_out'
        ? t(what === 'out' ? 'contacts.history.out' : 'contacts.history.in')
        : kind === 'note' && what !== null && what !== 'note'
          ? t(`contacts.history.did.${what as Exclude<NoteKind, 'note'>}`)
          : t(`contacts.history.${kind}`)

function Item({ item, onUndo }: { item: TimelineItem; onUndo?: () => void }) {
  const { t } = useTranslation()
  const names = useNames()
  const title = titleOf(t, item)
  const look = 'font-semibold text-accent underline-offset-4 hover:underline'
  return (
    <li className="flex items-start gap-3 text-sm">
      <span aria-hidden className="mt-1.5 size-2 shrink-0 rounded-full bg-accent/60" />
      <div className="min-w-0 grow">
        <p>
          {item.kind === 'lead' ? (
            <Link to="/leads/$leadId" params={{ leadId: item.id }} className={look}>
              {title}
            </Link>
          ) : item.kind === 'event' ? (
            <Link to="/activity" search={{ event: item.id }} className={look}>
              {title}
            </Link>
          ) : (
            <span className="font-semibold">{title}</span>
          )}
          {item.text && <span className="break-words">: {item.text}</span>}
        </p>
        <p className="text-xs text-soft">
          {[item.by?.name, item.accountId && names.account(item.accountId)].filter(Boolean).map((part) => `${part} · `)}
          <Ago at={item.at} justNow={t('justNow')} />
        </p>
      </div>
      {onUndo && (
        <Button size="sm" onClick={onUndo}>
          {t('undo')}
          <span className="sr-only">: {title}</span>
        </Button>
      )}
    </li>
  )
}

import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../server/conversations/conversations.schemas.ts'
import { channelName } from '../accounts/handle.ts'
import { Ago } from '../parts/Ago.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { classes } from '../parts/classes.ts'
import { personName } from './personName.ts'
import { Ticks } from './Ticks.tsx'

type Props = { conversation: Conversation; current: boolean; search: object }

/** One conversation in the list: who, what was written last, and how much is unread. */
export function ConversationRow({ conversation, current, search }: Props) {
  const { t } = useTranslation()
  const { contact, channel, last, unread } = conversation
  const name = personName(contact, t('inbox.somebody'))
  return (
    <Link
      to="/inbox/$conversationId"
      params={{ conversationId: conversation.id }}
      search={search}
      data-conversation={conversation.id}
      aria-current={current ? 'page' : undefined}
      className="flex gap-3 px-3 py-2.5 outline-offset-[-2px] hover:bg-sunk aria-[current=page]:bg-tint"
    >
      <Avatar name={name} className={classes('mt-0.5 size-9', current && 'bg-card')} />
      <span className="min-w-0 grow">
        <span className="flex items-baseline gap-2">
          <span className={classes('min-w-0 grow truncate', unread > 0 ? 'font-bold' : 'font-semibold')}>{name}</span>
          {last && <Ago at={last.at} justNow={t('justNow')} className="shrink-0 text-xs text-soft" />}
        </span>
        <span className="flex items-center gap-1.5 text-sm text-soft">
          {last?.direction === 'out' && <Ticks status={last.status} />}
          <span className="min-w-0 grow truncate">{last?.text ?? (last ? t('inbox.noText') : '')}</span>
          {unread > 0 && (
            <span className="shrink-0 rounded-full bg-accent px-1.5 text-xs font-bold text-on-accent tabular-nums">
              {unread >= 100 ? '99+' : unread}
              <span className="sr-only"> {t('inbox.unread')}</span>
            </span>
          )}
        </span>
        <span className="block truncate text-xs text-soft">{channelName(t, channel)}</span>
      </span>
    </Link>
  )
}

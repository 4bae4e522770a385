import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, CheckCheck, RotateCcw, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../server/conversations/conversations.schemas.ts'
import { channelName } from '../accounts/handle.ts'
import { Button } from '../parts/Button.tsx'
import { SelectField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'
import { BotSwitch } from './BotSwitch.tsx'
import { personName } from './personName.ts'
import { useChange } from './useChange.ts'
import { Viewers } from './Viewers.tsx'
import { WindowChip } from './WindowChip.tsx'

type Props = { conversation: Conversation; mayWrite: boolean; showsPerson: boolean; onPerson: () => void }

/** Who the conversation is with, whose it is, and whether automations reply in it. */
export function ConversationHeader({ conversation, mayWrite, showsPerson, onPerson }: Props) {
  const { t } = useTranslation()
  const { id, contact, channel, accountId, assigneeId, status } = conversation
  const { data: assignees } = useQuery(queries.assignees(accountId))
  const change = useChange(id)
  const members = assignees?.data ?? []
  return (
    <header className="grid gap-2 border-b border-line bg-card px-3 py-2 sm:px-4">
      <div className="flex items-center gap-2">
        <Button asChild look="quiet" size="icon" className="md:hidden">
          <Link to="/inbox" search={(before) => before} aria-label={t('inbox.back')}>
            <ArrowLeft aria-hidden />
          </Link>
        </Button>
        <div className="min-w-0 grow">
          <h2 className="truncate font-bold">{personName(contact, t('inbox.somebody'))}</h2>
          <p className="truncate text-xs text-soft">
            {channelName(t, channel)}
            {contact.username && ` · @${contact.username}`}
          </p>
        </div>
        <WindowChip conversation={conversation} />
        {mayWrite && (
          <Button size="sm" className="min-h-9" onClick={() => void change({ status: status === 'open' ? 'closed' : 'open' })}>
            {status === 'open' ? <CheckCheck aria-hidden /> : <RotateCcw aria-hidden />}
            <span className="sr-only sm:not-sr-only">{t(status === 'open' ? 'inbox.close' : 'inbox.reopen')}</span>
          </Button>
        )}
        <Button look="quiet" size="icon" className="xl:hidden" aria-pressed={showsPerson} aria-label={t('inbox.person')} onClick={onPerson}>
          <UserRound aria-hidden />
        </Button>
      </div>
      <div className="flex flex-wrap items-center gap-1.5">
        <SelectField
          bare
          label={t('inbox.assignee')}
          value={assigneeId ?? ''}
          disabled={!mayWrite}
          onChange={(choice) => void change({ assigneeId: choice.target.value || null })}
          className="max-w-32 text-sm sm:max-w-44 [&_select]:min-h-9 [&_select]:py-1 [&_select]:pr-8 [&_select]:pl-2.5"
        >
          <option value="">{t('inbox.unassigned')}</option>
          {members.map((member) => (
            <option key={member.memberId} value={member.memberId}>
              {member.name}
            </option>
          ))}
          {mayWrite && members.length > 1 && <option value="next">{t('inbox.next')}</option>}
        </SelectField>
        <BotSwitch conversation={conversation} mayWrite={mayWrite} />
        <Viewers conversationId={id} />
      </div>
    </header>
  )
}

import { getRouteApi, Link, Outlet, useNavigate, useParams } from '@tanstack/react-router'
import { FilterX, Inbox, Keyboard } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { useListAddress } from '../frame/ListPage.tsx'
import { useLiveList } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { classes } from '../parts/classes.ts'
import { Empty } from '../parts/Empty.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { conversationTopics } from './conversationTopics.ts'
import { ConversationRow } from './ConversationRow.tsx'
import { ListFilters } from './ListFilters.tsx'
import { CannedReplies } from './CannedReplies.tsx'
import { Shortcuts } from './Shortcuts.tsx'
import { useKeys } from './useKeys.ts'

const route = getRouteApi('/frame/inbox')

/** The list of conversations, and the one that is open beside it; on a phone one after the other. */
export function InboxPage() {
  const { t } = useTranslation()
  const { chosen } = useAccountChoice()
  const { conversationId } = useParams({ strict: false }) as { conversationId?: string }
  const address = route.useSearch()
  const { whose, closed, channel, q } = address
  const change = useListAddress(address)
  const filter = {
    accountId: chosen?.id ?? null,
    assigneeId: whose === 'mine' ? 'me' : whose === 'unassigned' ? 'none' : null,
    status: closed ? 'closed' : 'open',
    channel,
    q,
  }
  const list = useLiveList(['conversations', 'list', filter], conversationTopics, (page, signal) =>
    api.conversations({ ...filter, ...page }, signal),
  )
  const navigate = useNavigate()
  const [showsKeys, setShowsKeys] = useState(false)
  const search = useRef<HTMLDivElement>(null)
  const step = (by: 1 | -1) => {
    const at = list.items.findIndex((one) => one.id === conversationId)
    const next = list.items[at < 0 ? 0 : at + by]
    if (next) void navigate({ to: '/inbox/$conversationId', params: { conversationId: next.id }, search: address })
  }
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    '/': () => search.current?.querySelector('input')?.focus(),
    '?': () => setShowsKeys(true),
  })
  // Who leaves a conversation by a key goes on where they were.
  const last = useRef(conversationId)
  useEffect(() => {
    if (!conversationId && last.current) document.querySelector<HTMLElement>(`[data-conversation="${last.current}"]`)?.focus()
    last.current = conversationId
  }, [conversationId])
  const isFiltered = Boolean(q ?? channel ?? whose ?? closed)
  const clear = () => change({ q: undefined, channel: undefined, whose: undefined, closed: undefined })
  useEffect(() => {
    document.title = `${t('inbox.title')} · AutoDM Hub`
  }, [t])

  return (
    <div className="flex h-full">
      <div
        className={classes(
          'flex w-full min-w-0 flex-col border-line bg-card md:w-80 md:shrink-0 md:border-r',
          conversationId && 'hidden md:flex',
        )}
      >
        <header className="grid gap-2 border-b border-line p-3">
          <div className="flex items-center gap-2">
            <h1 className="grow text-xl font-extrabold tracking-tight">{t('inbox.title')}</h1>
            <CannedReplies />
            <Button
              look="quiet"
              size="icon"
              aria-haspopup="dialog"
              aria-label={t('inbox.keys.title')}
              className="hidden md:inline-flex"
              onClick={() => setShowsKeys(true)}
            >
              <Keyboard aria-hidden />
            </Button>
          </div>
          <Choice
            label={t('inbox.whose')}
            value={whose ?? 'all'}
            onChange={(value) => change({ whose: value === 'all' ? undefined : value })}
            options={(['unassigned', 'mine', 'all'] as const).map((value) => ({ value, label: t(`inbox.of.${value}`) }))}
            className="flex"
          />
          <div ref={search} role="search" className="flex flex-col gap-2">
            <SearchField label={t('inbox.search')} value={q ?? ''} onSearch={(text) => change({ q: text })} />
            <ListFilters
              channel={channel}
              isClosed={closed !== undefined}
              onChannel={(value) => change({ channel: value })}
              onClosed={(value) => change({ closed: value ? 'true' : undefined })}
            />
          </div>
        </header>
        {list.error !== null && <ProblemNotice problem={list.error} onAgain={() => void list.refetch()} className="m-3" />}
        {list.isPending && <Skeleton label={t('wait')} rows={6} />}
        {!list.isPending && !list.error && list.items.length === 0 && <NoConversations isFiltered={isFiltered} onClear={clear} />}
        {list.items.length > 0 && (
          <VirtualList
            label={t('inbox.list')}
            list={list}
            rowHeight={76}
            row={(one) => <ConversationRow conversation={one} current={one.id === conversationId} search={address} />}
          />
        )}
      </div>
      {showsKeys && <Shortcuts onClose={() => setShowsKeys(false)} />}
      <div className={classes('min-w-0 grow', !conversationId && 'hidden md:block')}>
        {conversationId ? <Outlet /> : <Empty icon={Inbox} title={t('inbox.chooseTitle')} text={t('inbox.chooseText')} />}
      </div>
    </div>
  )
}

/** Why the list is empty, and what to do. */
function NoConversations({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const { t } = useTranslation()
  if (isFiltered)
    return (
      <Empty
        icon={Inbox}
        title={t('inbox.noneTitle')}
        text={t('inbox.noneText')}
        action={
          <Button look="primary" onClick={onClear}>
            <FilterX aria-hidden />
            {t('list.clear')}
          </Button>
        }
      />
    )
  return (
    <Empty
      icon={Inbox}
      title={t('inbox.emptyTitle')}
      text={t('inbox.emptyText')}
      action={
        <Button asChild look="primary">
          <Link to="/settings">{t('inbox.emptyAction')}</Link>
        </Button>
      }
    />
  )
}

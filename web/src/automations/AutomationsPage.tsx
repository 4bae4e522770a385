import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { ListOrdered, MessagesSquare, Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Page } from '../frame/Page.tsx'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'
import { Notice } from '../parts/Notice.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { problemText } from '../problem.ts'
import { queries } from '../queries.ts'
import { AutomationRow } from './AutomationRow.tsx'
import { useLeaving } from './useLeaving.ts'

/** All automations of the account or of all accounts; one opens in a drawer over the list. */
export function AutomationsPage() {
  const { t } = useTranslation()
  const { accounts, chosen } = useAccountChoice()
  const [q, setQ] = useState('')
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    queries.automations(chosen?.id ?? null, q),
  )
  const leaving = useLeaving()
  const shown = data?.pages.flatMap((page) => page.data).filter((item) => !leaving.ids.has(item.id)) ?? []
  const hasAny = shown.length > 0 || q !== ''
  const list = useRef<HTMLUListElement>(null)
  const firstAdded = useRef<number | null>(null)
  /** "Show more" disappears with the last page: the focus goes to the first automation that came, not nowhere. */
  useEffect(() => {
    if (firstAdded.current === null || shown.length <= firstAdded.current) return
    list.current?.children[firstAdded.current]?.querySelector('a')?.focus({ preventScroll: true })
    firstAdded.current = null
  }, [shown.length])
  const showMore = () => {
    firstAdded.current = shown.length
    void fetchNextPage()
  }
  const newButton = (
    <Button asChild look="primary">
      <Link to="/automations/new" search={{}}>
        <Plus aria-hidden />
        {t('automations.new')}
      </Link>
    </Button>
  )

  return (
    <Page
      title={t('automations.title')}
      actions={
        hasAny && (
          <div className="flex flex-wrap gap-3">
            {(shown.length > 1 || q !== '') && (
              <Button asChild>
                <Link to="/automations/order">
                  <ListOrdered aria-hidden />
                  {t('automations.order')}
                </Link>
              </Button>
            )}
            {newButton}
          </div>
        )
      }
    >
      {error && (
        <Notice
          tone="bad"
          title={t('problem.title')}
          action={
            <Button size="sm" onClick={() => void refetch()}>
              {t('problem.again')}
            </Button>
          }
        >
          {problemText(t, error)}
        </Notice>
      )}
      {!data && !error && <Skeleton label={t('wait')} />}
      {data && !hasAny && (
        <Empty icon={MessagesSquare} title={t('automations.emptyTitle')} text={t('automations.emptyText')} action={newButton} />
      )}
      {(shown.length > 4 || q !== '') && (
        <div role="search" className="mb-4 grid">
          <SearchField label={t('automations.search')} value={q} onSearch={(text) => setQ(text ?? '')} />
        </div>
      )}
      {data && q !== '' && shown.length === 0 && <p className="py-10 text-center text-soft">{t('automations.noneFound')}</p>}
      <ul ref={list} aria-label={t('automations.title')} className="grid gap-3">
        {shown.map((item) => (
          <AutomationRow
            key={item.id}
            item={item}
            account={accounts.length > 1 && !chosen ? (accounts.find((one) => one.id === item.accountId) ?? null) : null}
            onRemove={() => leaving.remove(item)}
          />
        ))}
      </ul>
      {hasNextPage && (
        <Button className="mx-auto mt-4" busy={isFetchingNextPage} onClick={showMore}>
          {t('automations.more')}
        </Button>
      )}
      <Outlet />
    </Page>
  )
}

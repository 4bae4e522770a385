import { useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { ListOrdered, MessagesSquare, Plus, Search } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { Page } from '../frame/Page.tsx'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'
import { Notice } from '../parts/Notice.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { problemText } from '../problem.ts'
import { queries } from '../queries.ts'
import { AutomationRow } from './AutomationRow.tsx'
import { useLeaving } from './useLeaving.ts'

/** All automations of the account or of all accounts; one opens in a drawer over the list. */
export function AutomationsPage() {
  const { t } = useTranslation()
  const { accounts, chosen } = useAccountChoice()
  const { data, error, refetch } = useQuery(queries.automations(chosen?.id ?? null))
  const [search, setSearch] = useState('')
  const wanted = useDeferredValue(search).trim().toLowerCase()
  const leaving = useLeaving()
  const all = data?.data.filter((item) => !leaving.ids.has(item.id)) ?? []
  const shown = all.filter(
    (item) =>
      !wanted ||
      JSON.stringify([item.name, item.definition.triggers.map((trigger) => trigger.keywords)])
        .toLowerCase()
        .includes(wanted),
  )
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
        all.length > 0 && (
          <>
            {all.length > 1 && (
              <Button asChild>
                <Link to="/automations/order">
                  <ListOrdered aria-hidden />
                  {t('automations.order')}
                </Link>
              </Button>
            )}
            {newButton}
          </>
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
      {data && all.length === 0 && (
        <Empty icon={MessagesSquare} title={t('automations.emptyTitle')} text={t('automations.emptyText')} action={newButton} />
      )}
      {all.length > 4 && (
        <label className="relative mb-4 block max-w-sm">
          <span className="sr-only">{t('automations.search')}</span>
          <Search className="pointer-events-none absolute top-3 left-3 size-4 text-soft" aria-hidden />
          <input
            type="search"
            value={search}
            onChange={(change) => setSearch(change.target.value)}
            placeholder={t('automations.search')}
            className="field w-full pl-9"
          />
        </label>
      )}
      {all.length > 0 && shown.length === 0 && <p className="py-10 text-center text-soft">{t('automations.noneFound')}</p>}
      <ul aria-label={t('automations.title')} className="grid gap-3">
        {shown.map((item) => (
          <AutomationRow
            key={item.id}
            item={item}
            account={accounts.length > 1 && !chosen ? (accounts.find((one) => one.id === item.accountId) ?? null) : null}
            onRemove={() => leaving.remove(item)}
          />
        ))}
      </ul>
      <Outlet />
    </Page>
  )
}

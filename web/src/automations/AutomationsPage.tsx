import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { ListOrdered, MessagesSquare, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { ListPage } from '../frame/ListPage.tsx'
import { useListOf } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { Cards } from '../parts/Cards.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { queries } from '../queries.ts'
import { AutomationRow } from './AutomationRow.tsx'
import { useDelayedDelete } from './useDelayedDelete.ts'

/** The automations of the account or of all accounts; one opens in a drawer over the list. */
export function AutomationsPage() {
  const { t } = useTranslation()
  const { accounts, chosen } = useAccountChoice()
  const [q, setQ] = useState('')
  const { data: me } = useQuery(queries.me)
  const mayChange = me?.permissions.includes('automations.write') ?? false
  const read = useListOf(useInfiniteQuery(queries.automations(chosen?.id ?? null, q)))
  const leaving = useDelayedDelete()
  const list = { ...read, items: read.items.filter((item) => !leaving.ids.has(item.id)) }
  const shown = list.items.length
  const newButton = mayChange && (
    <Button asChild look="primary">
      <Link to="/automations/new" search={{}}>
        <Plus aria-hidden />
        {t('automations.new')}
      </Link>
    </Button>
  )

  return (
    <ListPage
      flow
      title={t('automations.title')}
      actions={
        mayChange &&
        (shown > 0 || q !== '') && (
          <div className="flex flex-wrap gap-3">
            {(shown > 1 || q !== '') && (
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
      filters={(shown > 4 || q !== '') && <SearchField label={t('automations.search')} value={q} onSearch={(text) => setQ(text ?? '')} />}
      list={list}
      filtered={q !== ''}
      onClear={() => setQ('')}
      icon={MessagesSquare}
      empty={{ title: t('automations.emptyTitle'), text: t('automations.emptyText'), action: newButton }}
      none={{ title: t('automations.noneFound') }}
      drawer={<Outlet />}
    >
      <Cards
        label={t('automations.title')}
        list={list}
        moreLabel={t('list.more')}
        card={(item) => (
          <AutomationRow
            mayChange={mayChange}
            item={item}
            account={accounts.length > 1 && !chosen ? (accounts.find((one) => one.id === item.accountId) ?? null) : null}
            onRemove={() => leaving.remove(item)}
          />
        )}
      />
    </ListPage>
  )
}

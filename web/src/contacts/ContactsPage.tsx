import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet, useNavigate } from '@tanstack/react-router'
import { Contact as ContactIcon, Download, Upload, UserPlus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../server/contacts/contacts.schemas.ts'
import type { Condition } from '../../../server/contacts/filter/condition.schemas.ts'
import { api } from '../api.ts'
import { address } from '../callApi.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { ListPage } from '../frame/ListPage.tsx'
import { useLiveList } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { useSelection } from '../parts/useSelection.ts'
import { queries } from '../queries.ts'
import { BulkActions } from './BulkActions.tsx'
import { BulkBar } from './BulkBar.tsx'
import { Conditions } from './Conditions.tsx'
import { ContactsTable } from './ContactsTable.tsx'
import { Segments } from './Segments.tsx'

const route = getRouteApi('/frame/contacts')

/** All people, found by words and by conditions. */
export function ContactsPage() {
  const { t, i18n } = useTranslation()
  const { chosen } = useAccountChoice()
  const { q, segment, filter = [] } = route.useSearch()
  const navigate = useNavigate()
  const { data: me } = useQuery(queries.me)
  const mayWrite = me?.permissions.includes('contacts.write') ?? false
  const change = (next: { q?: string | undefined; segment?: string | undefined; filter?: Condition[] | undefined }) =>
    void navigate({
      to: '/contacts',
      search: Object.fromEntries(
        Object.entries({ q, segment, filter, ...next }).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value)),
      ),
      replace: true,
    })
  const named: Condition[] = [...filter, ...(q ? [{ about: 'words' as const, is: 'contains' as const, value: q }] : [])]
  const conditions: Condition[] = [...named, ...(chosen ? [{ about: 'account' as const, is: 'has' as const, value: chosen.id }] : [])]
  const query = conditions.length ? { conditions: JSON.stringify(conditions) } : {}
  const list = useLiveList<Contact>(['contacts', 'list', query], ['contacts'], (page, signal) =>
    api.contacts({ ...query, ...page }, signal),
  )
  const { data: counted } = useQuery({ ...queries.contactCount(query), enabled: list.hasMore })
  const total = list.isPending || list.error ? null : list.hasMore ? (counted ?? null) : list.items.length
  const selection = useSelection(list.items, JSON.stringify(query))
  const newContact = mayWrite && (
    <Button asChild look="primary">
      <Link to="/contacts/new" search={true}>
        <UserPlus aria-hidden />
        {t('contacts.new')}
      </Link>
    </Button>
  )
  return (
    <ListPage
      title={t('contacts.title')}
      text={t('contacts.text')}
      actions={
        <div className="flex flex-wrap gap-2">
          {mayWrite && me?.accountIds === null && (
            <Button asChild>
              <Link to="/contacts/import">
                <Upload aria-hidden />
                {t('contactImport.open')}
              </Link>
            </Button>
          )}
          {list.items.length > 0 && (
            <Button asChild>
              <a href={address('/api/contacts/export', query)} download>
                <Download aria-hidden />
                {t('contacts.export')}
              </a>
            </Button>
          )}
          {newContact}
        </div>
      }
      filters={
        <>
          <SearchField label={t('contacts.search')} value={q ?? ''} onSearch={(text) => change({ q: text })} />
          <Segments
            chosenId={segment}
            conditions={named}
            mayChange={mayWrite && me?.accountIds === null}
            onChoose={(next) => change({ q: undefined, segment: next?.id, filter: next?.conditions })}
          />
          {total !== null && (
            <p role="status" className="col-span-2 text-sm text-soft sm:ml-auto sm:self-center">
              {t('contacts.count', { count: total, number: total.toLocaleString(i18n.language) })}
            </p>
          )}
          <Conditions conditions={filter} onChange={(next) => change({ filter: next })} />
        </>
      }
      list={list}
      filtered={named.length > 0}
      onClear={() => change({ q: undefined, segment: undefined, filter: undefined })}
      icon={ContactIcon}
      empty={{ title: t('contacts.emptyTitle'), text: t('contacts.emptyText'), action: newContact }}
      none={{ title: t('contacts.noneTitle'), text: t('contacts.noneText') }}
      arrived={(count) => t('contacts.arrived', { count })}
      tabs={<BulkActions mayCancel={mayWrite} />}
      drawer={<Outlet />}
    >
      <ContactsTable list={list} selection={mayWrite ? selection : null} />
      {mayWrite && <BulkBar selection={selection} total={total} everybody={{ conditions }} />}
    </ListPage>
  )
}

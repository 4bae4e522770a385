import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Users } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ListPage, useListAddress } from '../frame/ListPage.tsx'
import { SecretDialog } from '../frame/SecretDialog.tsx'
import { useListOf } from '../liveList.ts'
import { SearchField } from '../parts/SearchField.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { queries } from '../queries.ts'
import { AdminTabs } from './AdminTabs.tsx'
import { UserRow } from './UserRow.tsx'

const route = getRouteApi('/frame/settings/admin/people')

/** Settings › Admin: everybody who can sign in to this hub, and helping them. */
export function UsersPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const search = route.useSearch()
  const setSearch = useListAddress(search)
  const list = useListOf(useInfiniteQuery(queries.users(search.q)))
  const [link, setLink] = useState<{ name: string; url: string } | null>(null)
  return (
    <ListPage
      title={t('settings.title')}
      text={t('users.text')}
      tabs={<AdminTabs />}
      filters={<SearchField label={t('users.search')} value={search.q ?? ''} onSearch={(q) => setSearch({ q })} />}
      list={list}
      filtered={search.q !== undefined}
      onClear={() => setSearch({ q: undefined })}
      icon={Users}
      empty={{ title: t('users.emptyTitle'), text: t('users.text'), action: null }}
      none={{ title: t('users.noneTitle') }}
      drawer={
        link && (
          <SecretDialog
            title={t('users.linkTitle', { name: link.name })}
            text={t('users.linkText')}
            secret={link.url}
            onClose={() => setLink(null)}
          />
        )
      }
    >
      <VirtualList
        label={t('users.title')}
        list={list}
        rowHeight={72}
        row={(user) => (
          <UserRow
            of={user}
            onLink={(url) => setLink({ name: user.name, url })}
            onChanged={() => client.invalidateQueries({ queryKey: ['users'] })}
          />
        )}
      />
    </ListPage>
  )
}

import { useInfiniteQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Ban, Download, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewOptOut, OptOut } from '../../../server/privacy/optOuts.schemas.ts'
import { api } from '../api.ts'
import { ListPage, useListAddress } from '../frame/ListPage.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { useListOf } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { showNote } from '../parts/notes.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { queries } from '../queries.ts'
import { NewOptOutForm } from './NewOptOutForm.tsx'
import { OptOutRow } from './OptOutRow.tsx'

const route = getRouteApi('/frame/settings/privacy/opt-outs')

/** Who opted out of messages: when, how and why. */
export function OptOutsPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const address = route.useSearch()
  const { q } = address
  const change = useListAddress(address, 'q')
  const { data: me } = useSuspenseQuery(queries.me)
  const list = useListOf(useInfiniteQuery(queries.optOuts(q)))
  const [isAdding, setAdding] = useState(false)
  const mayChange = me.permissions.includes('contacts.write')
  const renew = () => client.invalidateQueries({ queryKey: ['contacts', 'optOuts'] })
  const add = async (optOut: NewOptOut) => {
    await api.addOptOut(optOut)
    setAdding(false)
    showNote(t('optOuts.added'))
    await renew()
  }
  const undo = async ({ id }: OptOut, reason: string) => {
    await api.undoOptOut(id, reason)
    showNote(t('optOuts.undone'))
    await renew()
  }
  const addButton = mayChange && (
    <Button look="primary" aria-haspopup="dialog" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      {t('optOuts.add')}
    </Button>
  )
  return (
    <ListPage
      title={t('optOuts.title')}
      text={t('optOuts.text')}
      tabs={<SettingsTabs />}
      actions={
        (list.items.length > 0 || q) && (
          <div className="flex flex-wrap gap-2">
            <Button asChild>
              <a href="/api/opt-outs.csv" download>
                <Download aria-hidden />
                {t('optOuts.file')}
              </a>
            </Button>
            {addButton}
          </div>
        )
      }
      filters={<SearchField label={t('optOuts.search')} value={q ?? ''} onSearch={(text) => change({ q: text })} />}
      list={list}
      filtered={Boolean(q)}
      onClear={() => change({ q: undefined })}
      icon={Ban}
      empty={{ title: t('optOuts.emptyTitle'), text: t('optOuts.emptyText'), action: addButton }}
      none={{ title: t('optOuts.noneTitle') }}
      drawer={isAdding && <NewOptOutForm onAdd={add} onClose={() => setAdding(false)} />}
    >
      <VirtualList
        label={t('optOuts.title')}
        list={list}
        rowHeight={84}
        row={(optOut) => <OptOutRow of={optOut} {...(mayChange ? { onUndo: (reason) => undo(optOut, reason) } : {})} />}
      />
    </ListPage>
  )
}

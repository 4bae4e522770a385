import { useInfiniteQuery, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { MessageSquareText, Plus, RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { handle } from '../accounts/handle.ts'
import { api } from '../api.ts'
import { FilterField, ListPage, useListAddress } from '../frame/ListPage.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { useListOf } from '../liveList.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Cards } from '../parts/Cards.tsx'
import { SelectField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showNote } from '../parts/notes.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { TemplateRow } from './TemplateRow.tsx'
import { useTemplateAccount } from './useTemplateAccount.ts'

const route = getRouteApi('/frame/settings/templates')
const filtered = ['draft', 'approved', 'pending', 'rejected', 'paused', 'disabled'] as const

/** Settings: the templates of a number; one opens in a drawer over the list. */
export function TemplatesPage() {
  const { t } = useTranslation()
  const address = route.useSearch()
  const { q, status } = address
  const change = useListAddress(address, 'q')
  const { data: me } = useSuspenseQuery(queries.me)
  const { having, account } = useTemplateAccount(address.account)
  const list = useListOf(useInfiniteQuery(queries.templates(account?.id ?? null, { q, status })))
  const mayWrite = me.permissions.includes('accounts.write')
  const newButton = mayWrite && account && (
    <Button asChild look="primary">
      <Link to="/settings/templates/new" search={(before) => before}>
        <Plus aria-hidden />
        {t('messageTemplates.new')}
      </Link>
    </Button>
  )
  const connect = {
    title: t('messageTemplates.noNumber'),
    text: t('messageTemplates.noNumberText'),
    action: mayWrite && (
      <Button asChild look="primary">
        <Link to="/settings" search={{}}>
          {t('accounts.add')}
        </Link>
      </Button>
    ),
  }
  return (
    <ListPage
      flow
      title={t('settings.title')}
      text={t('messageTemplates.text')}
      tabs={<SettingsTabs />}
      actions={(list.items.length > 0 || q || status) && newButton}
      filters={
        account && (
          <>
            <SearchField label={t('messageTemplates.search')} value={q ?? ''} onSearch={(text) => change({ q: text })} />
            {having.length > 1 && (
              <SelectField
                bare
                label={t('messageTemplates.account')}
                value={account.id}
                onChange={(event) => change({ account: event.target.value })}
              >
                {having.map((one) => (
                  <option key={one.id} value={one.id}>
                    {handle(one)}
                  </option>
                ))}
              </SelectField>
            )}
            <FilterField
              label={t('messageTemplates.state')}
              any={t('messageTemplates.anyState')}
              value={status}
              options={filtered.map((value) => ({ value, label: t(`messageTemplates.status.${value}`) }))}
              onChange={(value) => change({ status: value })}
            />
            <SyncState accountId={account.id} mayWrite={me.permissions.includes('messages.write')} />
          </>
        )
      }
      list={account ? list : { ...list, isPending: false }}
      filtered={q !== undefined || status !== undefined}
      onClear={() => change({ q: undefined, status: undefined })}
      icon={MessageSquareText}
      empty={account ? { title: t('messageTemplates.empty'), text: t('messageTemplates.emptyText'), action: newButton } : connect}
      none={{ title: t('messageTemplates.none') }}
      drawer={<Outlet />}
    >
      <Cards
        label={t('messageTemplates.title')}
        list={list}
        moreLabel={t('list.more')}
        card={(template) => <TemplateRow template={template} />}
      />
    </ListPage>
  )
}

/** When the templates were last read, why they cannot be, and reading them now. */
function SyncState({ accountId, mayWrite }: { accountId: string; mayWrite: boolean }) {
  const { t } = useTranslation()
  const { data } = useQuery(queries.templateFacts(accountId))
  const [busy, setBusy] = useState(false)
  const sync = async (): Promise<void> => {
    setBusy(true)
    try {
      await api.syncTemplates(accountId)
      showNote(t('messageTemplates.syncing'))
    } catch (trouble) {
      showProblem(t, trouble, () => void sync())
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <div className="col-span-2 flex flex-wrap items-center gap-3 sm:ml-auto">
        <p className="text-sm text-soft" role="status">
          {data?.sync.readAt ? (
            <>
              {t('messageTemplates.readAt')} <Ago at={data.sync.readAt} justNow={t('justNow')} />
            </>
          ) : (
            data && t('messageTemplates.neverRead')
          )}
        </p>
        {mayWrite && (
          <Button busy={busy} onClick={() => void sync()}>
            <RefreshCw aria-hidden />
            {t('messageTemplates.sync')}
          </Button>
        )}
      </div>
      {data?.sync.text && (
        <Notice tone="bad" title={t('messageTemplates.notRead')} className="col-span-2 w-full sm:basis-full">
          {data.sync.text}
        </Notice>
      )}
    </>
  )
}

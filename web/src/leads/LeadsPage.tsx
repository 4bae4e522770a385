import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Download, FilterX, UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Lead } from '../answers.ts'
import { api } from '../api.ts'
import { Page } from '../frame/Page.tsx'
import { useLiveList } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { Empty } from '../parts/Empty.tsx'
import { SelectField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { problemText } from '../problem.ts'
import { queries } from '../queries.ts'
import { LeadDrawer } from './LeadDrawer.tsx'
import { LeadsTable } from './LeadsTable.tsx'

const route = getRouteApi('/frame/leads')

/** Everybody who left an address, newest first, with what became of what they were promised. */
export function LeadsPage() {
  const { t } = useTranslation()
  const { lead: open, q, automation } = route.useSearch()
  const navigate = useNavigate()
  const { data: automations } = useQuery(queries.everyAutomation)
  const filter = { ...(automation ? { automationId: automation } : {}), ...(q ? { q } : {}) }
  const list = useLiveList<Lead>(['leads', 'list', filter], ['leads', 'messages'], (page, signal) =>
    api.leads({ ...filter, ...page }, signal),
  )
  const filtered = Boolean(q || automation)
  const search = (change: { lead?: string | undefined; q?: string | undefined; automation?: string | undefined }) =>
    void navigate({
      to: '/leads',
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value)),
      replace: !('lead' in change),
    })

  return (
    <Page
      full
      title={t('leads.title')}
      text={t('leads.text')}
      actions={
        list.items.length > 0 && (
          <Button asChild>
            <a href={api.leadsCsvAddress({ ...(automation ? { automationId: automation } : {}), ...(q ? { q } : {}) })} download>
              <Download aria-hidden />
              {t('leads.csv')}
            </a>
          </Button>
        )
      }
    >
      <div role="search" className="mb-3 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
        <SearchField label={t('leads.search')} value={q ?? ''} onSearch={(text) => search({ q: text })} />
        <SelectField
          bare
          label={t('leads.filterAutomation')}
          value={automation ?? ''}
          onChange={(change) => search({ automation: change.target.value })}
          boxClassName="col-span-2"
          className="w-full sm:w-auto"
        >
          <option value="">{t('leads.anyAutomation')}</option>
          {automations?.data.map((item) => (
            <option key={item.id} value={item.id}>
              {item.name}
            </option>
          ))}
        </SelectField>
      </div>
      <p className="sr-only" aria-live="polite">
        {list.arrived > 0 ? t('leads.arrived', { count: list.arrived }) : ''}
      </p>
      <section className="-mx-4 flex min-h-0 grow flex-col overflow-hidden border-t border-line bg-card sm:mx-0 sm:rounded-2xl sm:border sm:shadow-card">
        {list.error && (
          <Notice
            tone="bad"
            title={t('problem.title')}
            className="m-4"
            action={
              <Button size="sm" onClick={() => void list.refetch()}>
                {t('problem.again')}
              </Button>
            }
          >
            {problemText(t, list.error)}
          </Notice>
        )}
        {list.isPending && <Skeleton label={t('wait')} rows={6} />}
        {!list.isPending && !list.error && list.items.length === 0 && (
          <Empty
            icon={UsersRound}
            title={t(filtered ? 'leads.noneTitle' : 'leads.emptyTitle')}
            text={t(filtered ? 'leads.noneText' : 'leads.emptyText')}
            action={
              filtered ? (
                <Button look="primary" onClick={() => search({ q: undefined, automation: undefined })}>
                  <FilterX aria-hidden />
                  {t('activity.clear')}
                </Button>
              ) : (
                <Button asChild look="primary">
                  <Link to="/automations/new" search={{ template: 'emails' }}>
                    {t('leads.collect')}
                  </Link>
                </Button>
              )
            }
          />
        )}
        {list.items.length > 0 && (
          <LeadsTable
            leads={list.items}
            open={open ?? null}
            hasMore={list.hasMore}
            onMore={() => !list.loadingMore && void list.more()}
            onOpen={(id) => search({ lead: id })}
          />
        )}
      </section>
      {open && <LeadDrawer leadId={open} onClose={() => search({ lead: undefined })} />}
    </Page>
  )
}

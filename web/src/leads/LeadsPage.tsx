import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Download, UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Lead } from '../../../server/leads/leads.schemas.ts'
import { api } from '../api.ts'
import { FilterField, ListPage, useListAddress } from '../frame/ListPage.tsx'
import { useLiveList } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { queries } from '../queries.ts'
import { LeadDrawer } from './LeadDrawer.tsx'
import { LeadsTable } from './LeadsTable.tsx'

const route = getRouteApi('/frame/leads')

/** All leads, newest first, with the state of their message. */
export function LeadsPage() {
  const { t } = useTranslation()
  const address = route.useSearch()
  const { lead: open, q, automation } = address
  const change = useListAddress(address, 'lead')
  const { data: automations } = useQuery(queries.everyAutomation)
  const filter = { ...(automation ? { automationId: automation } : {}), ...(q ? { q } : {}) }
  const list = useLiveList<Lead>(['leads', 'list', filter], ['leads', 'messages'], (page, signal) =>
    api.leads({ ...filter, ...page }, signal),
  )

  return (
    <ListPage
      title={t('leads.title')}
      text={t('leads.text')}
      actions={
        list.items.length > 0 && (
          <Button asChild>
            <a href={api.leadsCsvAddress(filter)} download>
              <Download aria-hidden />
              {t('leads.csv')}
            </a>
          </Button>
        )
      }
      filters={
        <>
          <SearchField label={t('leads.search')} value={q ?? ''} onSearch={(text) => change({ q: text })} />
          <FilterField
            wide
            label={t('leads.filterAutomation')}
            any={t('leads.anyAutomation')}
            value={automation}
            onChange={(value) => change({ automation: value })}
            options={automations?.data.map((item) => ({ value: item.id, label: item.name })) ?? []}
          />
        </>
      }
      list={list}
      filtered={Boolean(q || automation)}
      onClear={() => change({ q: undefined, automation: undefined })}
      icon={UsersRound}
      empty={{
        title: t('leads.emptyTitle'),
        text: t('leads.emptyText'),
        action: (
          <Button asChild look="primary">
            <Link to="/automations/new" search={{ template: 'emails' }}>
              {t('leads.collect')}
            </Link>
          </Button>
        ),
      }}
      none={{ title: t('leads.noneTitle'), text: t('leads.noneText') }}
      arrived={(count) => t('leads.arrived', { count })}
      drawer={open && <LeadDrawer leadId={open} onClose={() => change({ lead: undefined })} />}
    >
      <LeadsTable list={list} open={open ?? null} onOpen={(id) => change({ lead: id })} />
    </ListPage>
  )
}

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { ClipboardList, Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ListPage } from '../frame/ListPage.tsx'
import { LeadTabs } from '../leads/LeadTabs.tsx'
import { useListOf } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { Cards } from '../parts/Cards.tsx'
import { queries } from '../queries.ts'
import { FormRow } from './FormRow.tsx'

/** The forms of the workspace; one opens in a drawer over the list. */
export function FormsPage() {
  const { t } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const list = useListOf(useInfiniteQuery(queries.forms))
  const mayWrite = me?.permissions.includes('forms.write') ?? false
  const newButton = mayWrite && (
    <Button asChild look="primary">
      <Link to="/leads/forms/new">
        <Plus aria-hidden />
        {t('forms.new')}
      </Link>
    </Button>
  )
  return (
    <ListPage
      flow
      title={t('leads.title')}
      text={t('forms.text')}
      tabs={<LeadTabs />}
      actions={list.items.length > 0 && newButton}
      list={list}
      filtered={false}
      onClear={() => undefined}
      icon={ClipboardList}
      empty={{ title: t('forms.emptyTitle'), text: t('forms.emptyText'), action: newButton }}
      none={{ title: t('forms.emptyTitle') }}
      drawer={<Outlet />}
    >
      <Cards label={t('forms.title')} list={list} moreLabel={t('list.more')} card={(form) => <FormRow form={form} mayWrite={mayWrite} />} />
    </ListPage>
  )
}

import { useQuery } from '@tanstack/react-query'
import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Origins } from '../../../server/leads/leads.schemas.ts'
import { leadSources } from '../../../server/model/lead.ts'
import { FilterField } from '../frame/ListPage.tsx'
import { Button } from '../parts/Button.tsx'
import { Choice } from '../parts/Choice.tsx'
import { TextField } from '../parts/Field.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { queries } from '../queries.ts'
import { detailKeys, type LeadAddress } from './leadFilter.ts'

const states = ['ALL', 'NEW', 'KEPT', 'PROCESSING', 'DELIVERED', 'FAILED', 'ARCHIVED'] as const

type Props = { address: LeadAddress; change: (changes: Partial<Record<keyof LeadAddress, string | undefined>>) => void }

/** Words, the state, and behind a button where and when leads were captured. */
export function LeadFilters({ address, change }: Props) {
  const { t } = useTranslation()
  const set = detailKeys.filter((key) => address[key]).length
  const [isOpen, setOpen] = useState(set > 0)
  return (
    <>
      <SearchField label={t('leads.search')} value={address.q ?? ''} onSearch={(text) => change({ q: text })} />
      <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} className="col-span-2 justify-self-start">
        <SlidersHorizontal aria-hidden />
        {set > 0 ? t('leads.filtersSet', { count: set }) : t('leads.filters')}
      </Button>
      {isOpen && <Details address={address} change={change} />}
      <div className="col-span-2 flex max-w-full overflow-x-auto sm:basis-full">
        <Choice
          label={t('leads.column.status')}
          value={states.find((one) => one === address.status) ?? 'ALL'}
          onChange={(value) => change({ status: value === 'ALL' ? undefined : value })}
          options={states.map((value) => ({ value, label: t(`leads.status.${value}`) }))}
          className="[&>*]:shrink-0 [&>*]:whitespace-nowrap"
        />
      </div>
    </>
  )
}

function Details({ address, change }: Props) {
  const { t } = useTranslation()
  const { data: automations } = useQuery(queries.everyAutomation)
  const { data: origins } = useQuery(queries.leadOrigins)
  const named = (all: Origins['forms'] | undefined, chosen: string | undefined) => {
    const known = all?.map(({ id, name }) => ({ value: id, label: name ?? id })) ?? []
    return chosen && !known.some(({ value }) => value === chosen) ? [...known, { value: chosen, label: chosen }] : known
  }
  const forms = named(origins?.forms, address.form)
  const campaigns = named(origins?.campaigns, address.campaign)
  return (
    <div className="col-span-2 grid grid-cols-2 items-end gap-2 sm:flex sm:basis-full sm:flex-wrap">
      <FilterField
        label={t('leads.column.source')}
        any={t('leads.anySource')}
        value={address.source}
        onChange={(value) => change({ source: value })}
        options={leadSources.map((value) => ({ value, label: t(`leads.source.${value}`) }))}
      />
      <FilterField
        label={t('leads.filterAutomation')}
        any={t('leads.anyAutomation')}
        value={address.automation}
        onChange={(value) => change({ automation: value })}
        options={automations?.data.map((item) => ({ value: item.id, label: item.name })) ?? []}
      />
      {forms.length > 0 && (
        <FilterField
          label={t('leads.form')}
          any={t('leads.anyForm')}
          value={address.form}
          onChange={(value) => change({ form: value })}
          options={forms}
        />
      )}
      {campaigns.length > 0 && (
        <FilterField
          label={t('leads.campaign')}
          any={t('leads.anyCampaign')}
          value={address.campaign}
          onChange={(value) => change({ campaign: value })}
          options={campaigns}
        />
      )}
      <TextField
        label={t('leads.from')}
        type="date"
        max={address.to}
        value={address.from ?? ''}
        onChange={(event) => change({ from: event.target.value || undefined })}
      />
      <TextField
        label={t('leads.to')}
        type="date"
        min={address.from}
        value={address.to ?? ''}
        onChange={(event) => change({ to: event.target.value || undefined })}
      />
    </div>
  )
}

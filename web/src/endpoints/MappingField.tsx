import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { mapData } from '../../../server/model/mapData.ts'
import { sampleLead } from '../../../server/model/sampleLead.ts'
import { Toggle } from '../parts/Toggle.tsx'
import type { EndpointForm } from './endpointForm.ts'
import { PairsField } from './PairsField.tsx'

const paths = [
  'email',
  'phone',
  'name',
  'id',
  'source',
  'capturedAt',
  'customFields.city',
  'attribution.campaignName',
  'attribution.mediaId',
]

const sampledAt = new Date(Date.UTC(2026, 10, 20, 12))

/** Which fields an endpoint gets under which names, with what a sample lead becomes. */
export function MappingField({ error }: { error?: string | undefined }) {
  const { t } = useTranslation()
  const { watch, setValue } = useFormContext<EndpointForm>()
  const [kind, maps, mapping] = watch(['kind', 'maps', 'mapping'])
  const wanted = Object.fromEntries(mapping.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]))
  const lead = sampleLead(sampledAt)
  const data = mapData(lead, maps ? wanted : null)
  return (
    <div className="grid gap-3">
      <div className="flex items-center gap-3">
        <div className="grow">
          <p className="text-sm font-semibold">{t('endpoints.maps')}</p>
          <p className="text-sm text-soft">{t(kind === 'webhook' ? 'endpoints.mapsHint' : 'endpoints.mapsHintOfService')}</p>
        </div>
        <Toggle label={t('endpoints.maps')} on={maps} onChange={(on) => setValue('maps', on, { shouldDirty: true })} />
      </div>
      {maps && (
        <PairsField
          label={t('endpoints.mapping')}
          hint={t('endpoints.mappingHint', { example: '{{name}}' })}
          nameLabel={t('endpoints.theirField')}
          valueLabel={t('endpoints.ourField')}
          addLabel={t('endpoints.addField')}
          pairs={mapping}
          onChange={(pairs) => setValue('mapping', pairs, { shouldDirty: true })}
          suggestions={paths}
          error={error}
        />
      )}
      {(maps || kind === 'webhook') && (
        <details className="rounded-xl border border-line bg-sunk/40 p-3">
          <summary className="cursor-pointer text-sm font-semibold">{t('endpoints.preview')}</summary>
          <pre tabIndex={0} aria-label={t('endpoints.preview')} className="mt-2 overflow-x-auto text-xs">
            {JSON.stringify(kind === 'webhook' ? { type: 'lead.created', timestamp: lead.capturedAt, data } : data, null, 2)}
          </pre>
        </details>
      )}
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { channelName } from '../accounts/handle.ts'
import { FilterField } from '../frame/ListPage.tsx'
import { queries } from '../queries.ts'

type Props = {
  channel: string | undefined
  isClosed: boolean
  onChannel: (channel: string | undefined) => void
  onClosed: (isClosed: boolean) => void
}

/** Of which channel, and whether open or closed. */
export function ListFilters({ channel, isClosed, onChannel, onClosed }: Props) {
  const { t } = useTranslation()
  const { data } = useQuery(queries.channels)
  return (
    <div className="col-span-2 flex gap-2 [&_select]:min-h-9 [&_select]:py-1 [&_select]:text-sm">
      <FilterField
        label={t('inbox.channel')}
        any={t('inbox.anyChannel')}
        value={channel}
        onChange={onChannel}
        options={(data?.data ?? []).map(({ name }) => ({ value: name, label: channelName(t, name) }))}
      />
      <FilterField
        label={t('inbox.state')}
        any={t('inbox.open')}
        value={isClosed ? 'closed' : undefined}
        onChange={(value) => onClosed(value === 'closed')}
        options={[{ value: 'closed', label: t('inbox.closed') }]}
      />
    </div>
  )
}

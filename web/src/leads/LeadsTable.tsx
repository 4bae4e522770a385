import { useTranslation } from 'react-i18next'
import type { Lead } from '../../../server/leads/leads.schemas.ts'
import { Ago } from '../parts/Ago.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import type { ListOf } from '../parts/list.ts'
import { Table, type Column } from '../parts/Table.tsx'
import { DmChip } from './DmChip.tsx'

export const leadName = (lead: Lead, somebody: string) =>
  lead.name ?? lead.contact?.name ?? (lead.contact?.username ? `@${lead.contact.username}` : somebody)

type Props = { list: ListOf<Lead>; open: string | null; onOpen: (id: string) => void }

/** The table of leads. */
export function LeadsTable({ list, open, onOpen }: Props) {
  const { t } = useTranslation()
  const columns: Column<Lead>[] = [
    { id: 'person', title: t('leads.column.person'), cell: (lead) => <Person lead={lead} onOpen={onOpen} /> },
    { id: 'email', title: t('leads.column.email'), cell: ({ email }) => email ?? <None />, from: 'sm' },
    { id: 'phone', title: t('leads.column.phone'), cell: ({ phone }) => phone ?? <None />, from: 'lg' },
    { id: 'automation', title: t('leads.column.automation'), cell: ({ automationName }) => automationName ?? <None />, from: 'lg' },
    { id: 'dm', title: t('leads.column.dm'), cell: ({ dmStatus }) => <DmChip status={dmStatus} />, className: 'w-32' },
    {
      id: 'capturedAt',
      title: t('leads.column.captured'),
      cell: ({ capturedAt }) => <Ago at={capturedAt} justNow={t('justNow')} className="text-soft" />,
      className: 'w-24 sm:w-32',
    },
  ]
  return <Table label={t('leads.title')} list={list} columns={columns} rowHeight={60} open={open} onOpen={onOpen} />
}

const None = () => <span className="text-soft">–</span>

function Person({ lead, onOpen }: { lead: Lead; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const name = leadName(lead, t('activity.somebody'))
  const under = lead.contact?.username && name !== `@${lead.contact.username}` ? `@${lead.contact.username}` : null
  return (
    <div className="flex items-center gap-3">
      <Avatar name={name} className="hidden sm:grid" />
      <div className="min-w-0">
        <button
          type="button"
          aria-haspopup="dialog"
          onClick={(click) => {
            click.stopPropagation()
            onOpen(lead.id)
          }}
          className="block max-w-full truncate rounded font-bold hover:underline"
        >
          {name}
        </button>
        {under && <span className="hidden truncate text-xs text-soft sm:block">{under}</span>}
        <span className="block truncate text-xs text-soft sm:hidden">{lead.email ?? lead.phone ?? under}</span>
      </div>
    </div>
  )
}

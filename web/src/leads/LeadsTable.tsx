import { ArrowDown, ArrowUp, UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Lead } from '../../../server/leads/leads.schemas.ts'
import { Ago } from '../parts/Ago.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import type { ListOf } from '../parts/list.ts'
import { selectColumn } from '../parts/selectColumn.tsx'
import { Table, type Column } from '../parts/Table.tsx'
import type { Selection } from '../parts/useSelection.ts'
import { DmChip } from './DmChip.tsx'
import { LeadChip } from './LeadChip.tsx'
import { leadName } from './leadName.ts'
import { originOf } from './originOf.ts'

type Props = {
  list: ListOf<Lead>
  open: string | null
  onOpen: (id: string) => void
  /** Null: the reader may change nothing. */
  selection: Selection | null
  isOldestFirst: boolean
  roomBelow: boolean
  onSort: () => void
}

/** The table of leads. */
export function LeadsTable({ list, open, onOpen, selection, isOldestFirst, roomBelow, onSort }: Props) {
  const { t } = useTranslation()
  const sort = (
    <button type="button" onClick={onSort} className="inline-flex max-w-full items-center gap-1 rounded font-semibold hover:text-ink">
      <span className="truncate">{t('leads.column.captured')}</span>
      {isOldestFirst ? <ArrowUp className="size-3.5 shrink-0" aria-hidden /> : <ArrowDown className="size-3.5 shrink-0" aria-hidden />}
    </button>
  )
  const columns: Column<Lead>[] = [
    ...(selection ? [selectColumn<Lead>(selection, t('leads.selectLoaded'), (lead) => t('leads.select', { name: nameOf(lead) }))] : []),
    { id: 'person', title: t('leads.column.person'), cell: (lead) => <Person lead={lead} onOpen={onOpen} /> },
    // Both in one column: few leads have both, and neither is cut off.
    { id: 'email', title: t('leads.column.reach'), cell: (lead) => <Reach lead={lead} />, from: 'sm', className: 'sm:w-[38%] lg:w-[22%]' },
    { id: 'source', title: t('leads.column.source'), cell: (lead) => <Origin lead={lead} />, from: 'xl', className: 'xl:w-36' },
    {
      id: 'status',
      title: t('leads.column.status'),
      head: (
        <>
          <span className="hidden lg:inline">{t('leads.column.status')}</span>
          <span className="lg:hidden">{sort}</span>
        </>
      ),
      cell: (lead) => (
        <>
          <LeadChip lead={lead} />
          <Ago at={lead.capturedAt} justNow={t('justNow')} className="mt-0.5 block text-xs text-soft lg:hidden" />
        </>
      ),
      className: 'w-33 px-2 sm:w-36 sm:px-4 lg:w-34',
    },
    { id: 'dm', title: t('leads.column.dm'), cell: ({ dmStatus }) => <DmChip status={dmStatus} />, from: 'lg', className: 'w-34' },
    {
      id: 'capturedAt',
      title: t('leads.column.captured'),
      sorted: isOldestFirst ? 'ascending' : 'descending',
      head: sort,
      from: 'lg',
      cell: ({ capturedAt }) => <Ago at={capturedAt} justNow={t('justNow')} className="text-soft" />,
      className: 'w-30',
    },
  ]
  const nameOf = (lead: Lead) => leadName(lead, t('activity.somebody'))
  return <Table label={t('leads.title')} list={list} columns={columns} rowHeight={60} open={open} onOpen={onOpen} roomBelow={roomBelow} />
}

/** The email address and the phone number, whole. */
const Reach = ({ lead: { email, phone } }: { lead: Lead }) => (
  <>
    {email && <span className="block truncate">{email}</span>}
    {phone && <span className={email ? 'block truncate text-xs text-soft' : 'block truncate'}>{phone}</span>}
    {!email && !phone && <span className="text-soft">–</span>}
  </>
)

function Origin({ lead }: { lead: Lead }) {
  const { t } = useTranslation()
  const { source, name } = originOf(lead)
  return (
    <>
      <span className="block truncate">{t(`leads.source.${source}`)}</span>
      {name && <span className="block truncate text-xs text-soft">{name}</span>}
    </>
  )
}

function Person({ lead, onOpen }: { lead: Lead; onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const name = leadName(lead, t('activity.somebody'))
  const under = lead.contact?.username && name !== `@${lead.contact.username}` ? `@${lead.contact.username}` : null
  return (
    <div className="flex items-center gap-3">
      <Avatar name={name} className="hidden sm:grid" />
      <div className="min-w-0 grow">
        <span className="flex items-center gap-1.5">
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
          {lead.hasDuplicates && (
            <span title={t('leads.duplicate')} className="shrink-0 text-warn">
              <UsersRound className="size-3.5" aria-hidden />
              <span className="sr-only">{t('leads.duplicate')}</span>
            </span>
          )}
        </span>
        {under && <span className="hidden truncate text-xs text-soft sm:block">{under}</span>}
        <span className="block truncate text-xs text-soft sm:hidden">{lead.email ?? lead.phone ?? under}</span>
      </div>
    </div>
  )
}

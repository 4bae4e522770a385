import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Lead } from '../answers.ts'
import { Ago } from '../parts/Ago.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { classes } from '../parts/classes.ts'
import { DmChip } from './DmChip.tsx'

const features = tableFeatures({})
const column = createColumnHelper<typeof features, Lead>()
const rowHeight = 60
/** Columns a phone has no room for; the detail has them. */
const wideOnly = new Set(['phone', 'automation'])

export const leadName = (lead: Lead, somebody: string) =>
  lead.name ?? lead.contact?.name ?? (lead.contact?.username ? `@${lead.contact.username}` : somebody)

type Props = { leads: Lead[]; open: string | null; hasMore: boolean; onMore: () => void; onOpen: (id: string) => void }

/** The table of leads. Only rows in sight are drawn; spacers above and below keep the scroll bar honest. */
export function LeadsTable({ leads, open, hasMore, onMore, onOpen }: Props) {
  const { t } = useTranslation()
  const columns = useMemo(
    () =>
      column.columns([
        column.display({
          id: 'person',
          header: t('leads.column.person'),
          cell: ({ row }) => <Person lead={row.original} onOpen={onOpen} />,
        }),
        column.accessor('email', { header: t('leads.column.email'), cell: ({ getValue }) => getValue() ?? <None /> }),
        column.accessor('phone', { header: t('leads.column.phone'), cell: ({ getValue }) => getValue() ?? <None /> }),
        column.display({
          id: 'automation',
          header: t('leads.column.automation'),
          cell: ({ row }) => row.original.automationName ?? <None />,
        }),
        column.display({ id: 'dm', header: t('leads.column.dm'), cell: ({ row }) => <DmChip status={row.original.dmStatus} /> }),
        column.accessor('capturedAt', {
          header: t('leads.column.captured'),
          cell: ({ getValue }) => <Ago at={getValue()} justNow={t('justNow')} className="text-soft" />,
        }),
      ]),
    // Opening is the same act whichever function does it
    [t],
  )
  const table = useTable({ features, columns, data: leads, getRowId: (lead) => lead.id })
  const rows = table.getRowModel().rows
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 8 })
  const inSight = virtual.getVirtualItems()
  const above = inSight[0]?.start ?? 0
  const below = virtual.getTotalSize() - (inSight.at(-1)?.end ?? 0)
  const nearEnd = hasMore && (inSight.at(-1)?.index ?? 0) >= rows.length - 10
  useEffect(() => {
    if (nearEnd) onMore()
    // Asking again is for when the end moved
  }, [nearEnd, rows.length])

  return (
    <div ref={box} className="min-h-0 grow overflow-auto">
      <table className="w-full table-fixed text-left text-sm" aria-rowcount={hasMore ? -1 : rows.length + 1}>
        <thead className="sticky top-0 z-10 bg-card">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  className={classes(
                    'truncate border-b border-line px-4 py-2.5 text-xs font-semibold text-soft',
                    wideOnly.has(header.column.id) && 'hidden lg:table-cell',
                    header.column.id === 'email' && 'hidden sm:table-cell',
                    header.column.id === 'dm' && 'w-32',
                    header.column.id === 'capturedAt' && 'w-24 sm:w-32',
                  )}
                >
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {above > 0 && (
            <tr aria-hidden>
              <td style={{ height: above }} />
            </tr>
          )}
          {inSight.map((place) => {
            const row = rows[place.index]
            if (!row) return null
            return (
              <tr
                key={row.id}
                aria-rowindex={place.index + 2}
                onClick={() => onOpen(row.original.id)}
                className={classes(
                  'cursor-pointer border-b border-line transition-colors hover:bg-sunk/60',
                  row.original.id === open && 'bg-tint/60',
                )}
                style={{ height: rowHeight }}
              >
                {row.getAllCells().map((cell) => (
                  <td
                    key={cell.id}
                    className={classes(
                      'truncate px-4 py-1.5',
                      wideOnly.has(cell.column.id) && 'hidden lg:table-cell',
                      cell.column.id === 'email' && 'hidden sm:table-cell',
                    )}
                  >
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            )
          })}
          {below > 0 && (
            <tr aria-hidden>
              <td style={{ height: below }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
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

import { ChevronDown, Download, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { LeadQuery } from '../../../server/leads/leads.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { Menu, MenuItem } from '../parts/Menu.tsx'
import { exportFormats, useExport } from './useExport.ts'

const bytesPerMegabyte = 1_000_000

/** Exports the leads of the filter in one of the formats, and shows how far it is. */
export function ExportMenu({ filter, total }: { filter: LeadQuery; total: number | null }) {
  const { t, i18n } = useTranslation()
  const { progress, start, stop } = useExport()
  if (progress) {
    const done = total === null ? progress.lines : Math.min(progress.lines, total)
    const size = (progress.bytes / bytesPerMegabyte).toLocaleString(i18n.language, { maximumFractionDigits: 1, minimumFractionDigits: 1 })
    return (
      <div role="group" aria-label={t('leads.export')} className="flex items-center gap-2 text-sm">
        {progress.format !== 'xlsx' && total !== null && (
          <progress aria-label={t('leads.export')} value={done} max={Math.max(total, 1)} className="h-2 w-24 accent-accent" />
        )}
        <span role="status" className="font-semibold tabular-nums">
          {progress.format === 'xlsx' ? t('leads.exportingSize', { size }) : t('leads.exporting', { count: done })}
        </span>
        <Button look="quiet" size="icon" aria-label={t('leads.stopExport')} onClick={stop}>
          <X aria-hidden />
        </Button>
      </div>
    )
  }
  return (
    <Menu
      trigger={
        <Button>
          <Download aria-hidden />
          {t('leads.export')}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      {exportFormats.map((format) => (
        <MenuItem key={format} onSelect={() => void start(format, filter)}>
          {t(`leads.format.${format}`)}
        </MenuItem>
      ))}
    </Menu>
  )
}

import { ClipboardCopy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { CopyField } from '../parts/CopyField.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { type Group, reportOf } from './reportOf.ts'

/** Opens the checks as text, to be copied for somebody who helps. */
export function CopyReport({ groups }: { groups: Group[] }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button look="quiet" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <ClipboardCopy aria-hidden />
        {t('doctor.report')}
      </Button>
      {isOpen && (
        <Drawer title={t('doctor.report')} closeLabel={t('close')} onClose={() => setOpen(false)}>
          <div className="p-4 sm:p-6">
            <CopyField
              label={t('doctor.reportLabel')}
              hint={t('doctor.reportHint')}
              value={reportOf(groups)}
              copyLabel={t('doctor.copy')}
              copiedLabel={t('doctor.copied')}
            />
          </div>
        </Drawer>
      )}
    </>
  )
}

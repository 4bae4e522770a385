import { useQueryClient } from '@tanstack/react-query'
import { Download, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { showNote } from '../parts/notes.tsx'
import { Section } from '../parts/Section.tsx'
import { showProblem } from '../problem.ts'
import { type Chosen, PersonPicker } from './PersonPicker.tsx'

/** What people may ask for: a copy of all that is stored about them, and that it is erased (requirement H9). */
export function PersonCard({ mayErase }: { mayErase: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [person, setPerson] = useState<Chosen | null>(null)
  const [busy, setBusy] = useState(false)
  const erase = async ({ id, label }: Chosen) => {
    setBusy(true)
    try {
      await api.eraseContact(id)
      setPerson(null)
      showNote(t('person.erased', { name: label }))
      await client.invalidateQueries()
    } catch (trouble) {
      showProblem(t, trouble)
    }
    setBusy(false)
  }
  return (
    <Section title={t('person.title')}>
      <p className="max-w-prose text-sm text-soft">{t('person.text')}</p>
      <div className="max-w-md">
        <PersonPicker chosen={person} onChange={setPerson} />
      </div>
      {person && (
        <div className="flex flex-wrap gap-2">
          <Button asChild>
            <a href={`/api/contacts/${person.id}/export`} download>
              <Download aria-hidden />
              {t('person.export')}
            </a>
          </Button>
          {mayErase && (
            <Confirm
              trigger={
                <Button busy={busy}>
                  <Trash2 aria-hidden />
                  {t('person.erase')}
                </Button>
              }
              title={t('person.eraseTitle', { name: person.label })}
              text={t('person.eraseText')}
              confirm={t('person.erase')}
              cancel={t('cancel')}
              onConfirm={() => void erase(person)}
            />
          )}
        </div>
      )}
    </Section>
  )
}

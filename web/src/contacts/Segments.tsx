import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Pencil, Save, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Condition } from '../../../server/contacts/filter/condition.schemas.ts'
import type { Segment } from '../../../server/contacts/segments/segments.schemas.ts'
import { api } from '../api.ts'
import { FilterField } from '../frame/ListPage.tsx'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { NameForm } from '../frame/NameForm.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { areSame } from './conditions.ts'

const maxChars = 100

type Props = {
  /** The segment that was chosen; its conditions may have been changed since. */
  chosenId: string | undefined
  /** What the list is filtered by, its search included. */
  conditions: Condition[]
  mayChange: boolean
  onChoose: (segment: Segment | null) => void
}

/** Saved filters: chosen, and for whoever may, saved, changed, renamed and deleted. */
export function Segments({ chosenId, conditions, mayChange, onChoose }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data } = useQuery(queries.segments)
  const segments = data?.data ?? []
  const chosen = segments.find(({ id }) => id === chosenId)
  const canSave = mayChange && data !== undefined && conditions.length > 0 && !(chosen && areSame(chosen.conditions, conditions))
  const renew = () => client.invalidateQueries({ queryKey: queries.segments.queryKey })
  const create = async (name: string) => {
    const made = await api.createSegment({ name, conditions })
    await renew()
    showNote(t('segments.saved', { segment: name }))
    onChoose(made)
  }
  const rename = async (segment: Segment, name: string) => {
    await api.changeSegment(segment.id, { name })
    await renew()
  }
  const change = async (segment: Segment): Promise<void> => {
    try {
      const changed = await api.changeSegment(segment.id, { conditions })
      await renew()
      showNote(t('segments.saved', { segment: segment.name }))
      onChoose(changed)
    } catch (trouble) {
      showProblem(t, trouble, () => void change(segment))
    }
  }
  const remove = async (segment: Segment): Promise<void> => {
    try {
      await api.removeSegment(segment.id)
      onChoose(null)
      showNote(t('segments.deleted', { segment: segment.name }))
    } catch (trouble) {
      showProblem(t, trouble, () => void remove(segment))
    }
    await renew()
  }
  return (
    <div className="col-span-2 flex max-w-full flex-wrap items-center gap-2">
      {segments.length > 0 && (
        <FilterField
          label={t('segments.one')}
          any={t('segments.all')}
          value={chosen?.id}
          options={segments.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => onChoose(segments.find((one) => one.id === id) ?? null)}
        />
      )}
      {chosen && mayChange && (
        <>
          <NameForm
            title={t('segments.renameTitle', { segment: chosen.name })}
            text={t('segments.renameText')}
            name={chosen.name}
            maxChars={maxChars}
            action={t('segments.renameNow')}
            onSave={(name) => rename(chosen, name)}
          >
            <Button size="icon" look="quiet" aria-label={t('segments.rename')} title={t('segments.rename')}>
              <Pencil aria-hidden />
            </Button>
          </NameForm>
          <Confirm
            trigger={
              <Button size="icon" look="quiet" aria-label={t('segments.delete')} title={t('segments.delete')}>
                <Trash2 aria-hidden />
              </Button>
            }
            title={t('segments.deleteTitle', { segment: chosen.name })}
            text={t('segments.deleteText')}
            confirm={t('segments.deleteNow')}
            cancel={t('cancel')}
            onConfirm={() => void remove(chosen)}
          />
        </>
      )}
      {canSave && chosen && (
        <Button size="sm" className="min-h-9" onClick={() => void change(chosen)}>
          <Save aria-hidden />
          {t('segments.change')}
        </Button>
      )}
      {canSave && (
        <NameForm
          title={t('segments.saveTitle')}
          text={t('segments.saveText')}
          name=""
          maxChars={maxChars}
          action={t('contacts.save')}
          onSave={create}
        >
          <Button size="sm" className="min-h-9">
            <Save aria-hidden />
            {t('segments.save')}
          </Button>
        </NameForm>
      )}
    </div>
  )
}

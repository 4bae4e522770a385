import { Plus } from 'lucide-react'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'
import { Menu, MenuItem } from '../parts/Menu.tsx'
import { EditorCard } from './EditorCard.tsx'
import { FieldRow } from './FieldRow.tsx'
import { maxFields, newField, ownKeys, presets, type FormDraft } from './formDraft.ts'

/** What the form asks, in order. */
export function FieldsCard() {
  const { t } = useTranslation()
  const { control, watch } = useFormContext<FormDraft>()
  const { fields, append, remove, move } = useFieldArray({
    control,
    name: 'fields',
    rules: { validate: (all) => all.length > 0 || t('forms.noFields') },
  })
  const keys = watch('fields').map(({ name }) => name)
  const offered = presets.filter((preset) => !ownKeys.includes(preset) || !keys.includes(preset))
  return (
    <EditorCard title={t('forms.fieldsTitle')} text={t('forms.fieldsText')}>
      <ol aria-label={t('forms.fieldsTitle')} className="grid gap-3">
        {fields.map((field, index) => (
          <li key={field.id}>
            <FieldRow
              index={index}
              isFirst={index === 0}
              isLast={index === fields.length - 1}
              onMove={(by) => move(index, index + by)}
              {...(fields.length > 1 ? { onRemove: () => remove(index) } : {})}
            />
          </li>
        ))}
      </ol>
      {fields.length < maxFields && (
        <Menu
          align="start"
          trigger={
            <Button size="sm" className="justify-self-start">
              <Plus aria-hidden />
              {t('forms.addField')}
            </Button>
          }
        >
          {offered.map((preset) => (
            <MenuItem key={preset} onSelect={() => append(newField(preset, t(`forms.preset.${preset}`), keys))}>
              {t(`forms.preset.${preset}`)}
            </MenuItem>
          ))}
        </Menu>
      )}
    </EditorCard>
  )
}

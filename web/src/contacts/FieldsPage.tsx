import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Field } from '../../../server/contacts/fields.schemas.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { ListRow } from '../parts/ListRow.tsx'
import { showNote } from '../parts/notes.tsx'
import { Section } from '../parts/Section.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { FieldForm, type GivenField } from './FieldForm.tsx'

/** Settings › Contact fields: what is stored about people beside their name, email and phone. */
export function FieldsPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data: me } = useSuspenseQuery(queries.me)
  const query = useQuery(queries.contactFields)
  // Fields are those of the whole workspace.
  const mayChange = me.permissions.includes('contacts.write') && me.accountIds === null
  const renew = () => client.invalidateQueries({ queryKey: queries.contactFields.queryKey })
  const create = async (given: GivenField) => {
    await api.createField(given)
    showNote(t('contactFields.created', { field: given.name }))
    await renew()
  }
  const change = async ({ id, type }: Field, { name, choices }: GivenField) => {
    await api.changeField(id, { name, ...(type === 'choice' ? { choices } : {}) })
    showNote(t('contacts.saved'))
    await renew()
  }
  const remove = async (field: Field): Promise<void> => {
    try {
      await api.removeField(field.id)
      showNote(t('contactFields.deleted', { field: field.name }))
    } catch (trouble) {
      showProblem(t, trouble, () => void remove(field))
    }
    await renew()
  }
  return (
    <Page title={t('settings.title')}>
      <SettingsTabs />
      <Section title={t('contactFields.title')}>
        <p className="max-w-prose text-sm text-soft">{t('contactFields.text')}</p>
        <Loaded query={query} className="m-0">
          {({ data }) =>
            data.length === 0 ? (
              <p>{t('contactFields.none')}</p>
            ) : (
              <ul aria-label={t('contactFields.title')} className="grid gap-4">
                {data.map((field) => (
                  <li key={field.id}>
                    <FieldRow
                      field={field}
                      {...(mayChange ? { onChange: (given) => change(field, given), onDelete: () => void remove(field) } : {})}
                    />
                  </li>
                ))}
              </ul>
            )
          }
        </Loaded>
        {mayChange && (
          <FieldForm title={t('contactFields.new')} action={t('contactFields.create')} onSave={create}>
            <Button look="primary" className="justify-self-start">
              <Plus aria-hidden />
              {t('contactFields.new')}
            </Button>
          </FieldForm>
        )}
      </Section>
    </Page>
  )
}

type RowProps = { field: Field; onChange?: (given: GivenField) => Promise<void>; onDelete?: () => void }

function FieldRow({ field, onChange, onDelete }: RowProps) {
  const { t } = useTranslation()
  const forWhich = <span className="sr-only">: {field.name}</span>
  return (
    <ListRow
      title={
        <>
          {field.name}
          <Chip>{t(`contactFields.type.${field.type}`)}</Chip>
        </>
      }
      under={[
        field.choices.length ? field.choices.join(', ') : t('tags.people', { count: field.people }),
        t('contactFields.key', { key: field.key }),
      ]}
    >
      <div className="flex gap-2">
        {onChange && (
          <FieldForm
            title={t('contactFields.changeTitle', { field: field.name })}
            action={t('contacts.save')}
            field={field}
            onSave={onChange}
          >
            <Button size="sm">
              {t('contactFields.change')}
              {forWhich}
            </Button>
          </FieldForm>
        )}
        {onDelete && (
          <Confirm
            trigger={
              <Button size="sm" look="quiet">
                {t('contactFields.delete')}
                {forWhich}
              </Button>
            }
            title={t('contactFields.deleteTitle', { field: field.name })}
            text={t('contactFields.deleteText')}
            confirm={t('contactFields.delete')}
            cancel={t('cancel')}
            onConfirm={onDelete}
          />
        )}
      </div>
    </ListRow>
  )
}

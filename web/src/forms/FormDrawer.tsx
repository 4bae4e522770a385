import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Form } from '../../../server/forms/forms.schemas.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Choice } from '../parts/Choice.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { showNote } from '../parts/notes.tsx'
import { queries } from '../queries.ts'
import { FormEditor } from './FormEditor.tsx'
import { draftOf, inputOf, newField, type FormDraft } from './formDraft.ts'
import { Submissions } from './Submissions.tsx'

const route = getRouteApi('/frame/leads/forms/$formId')

/** A new form, with the fields that most have. */
export function NewForm() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [start] = useState<FormDraft>(() => ({
    name: '',
    slug: '',
    fields: [newField('name', t('forms.preset.name'), []), newField('email', t('forms.preset.email'), [])],
    asksConsent: true,
    consentText: t('forms.consentExample'),
    continue: 'none',
    accountId: '',
    message: '',
    isActive: true,
  }))
  const close = () => void navigate({ to: '/leads/forms' })
  return (
    <FormEditor
      title={t('forms.new')}
      start={start}
      onClose={close}
      onSave={async (draft) => {
        const made = await api.createForm(inputOf(draft))
        await client.invalidateQueries({ queryKey: ['forms'] })
        showNote(t('forms.created', { form: made.name }))
        await navigate({ to: '/leads/forms/$formId', params: { formId: made.id }, replace: true })
      }}
    />
  )
}

/** A form: its questions and where they go, or what people sent. */
export function OpenForm() {
  const { t } = useTranslation()
  const { formId } = route.useParams()
  const { show } = route.useSearch()
  const client = useQueryClient()
  const navigate = useNavigate()
  const query = useQuery({ ...queries.form(formId), refetchOnWindowFocus: false })
  const { data: me } = useQuery(queries.me)
  const form = query.data
  const [opened, setOpened] = useState(0)
  const close = () => void navigate({ to: '/leads/forms' })
  const panes = (
    <Choice
      label={t('forms.panes')}
      value={show ?? 'form'}
      onChange={(next) =>
        void navigate({ to: '/leads/forms/$formId', params: { formId }, search: next === 'leads' ? { show: next } : {}, replace: true })
      }
      options={[
        { value: 'form', label: t('forms.pane') },
        { value: 'leads', label: t('forms.submissions') },
      ]}
    />
  )
  if (!form || !me || show === 'leads') {
    return (
      <Drawer wide title={form?.name ?? t('forms.one')} closeLabel={t('close')} onClose={close}>
        <div className="px-4 pt-5 sm:px-6">{panes}</div>
        <Loaded query={query} rows={5}>
          {(found) => (show === 'leads' ? <Submissions form={found} /> : null)}
        </Loaded>
      </Drawer>
    )
  }
  const reread = async () => {
    await client.fetchQuery({ ...queries.form(formId), staleTime: 0 })
    setOpened((count) => count + 1)
  }
  return (
    <EditForm
      key={`${form.id} ${opened}`}
      form={form}
      readOnly={!me.permissions.includes('forms.write')}
      panes={panes}
      onClose={close}
      onTheirs={reread}
    />
  )
}

type EditProps = { form: Form; readOnly: boolean; panes: ReactNode; onClose: () => void; onTheirs: () => Promise<void> }

/** Edits a form as it was when it was opened: what someone else saves meanwhile is told when this is saved. */
function EditForm({ form: opened, ...rest }: EditProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [form, setForm] = useState(opened)
  return (
    <FormEditor
      title={form.name}
      start={draftOf(form)}
      form={form}
      onSave={async (draft, overwrite) => {
        const [before, now] = [inputOf(draftOf(form)), inputOf(draft)]
        // Only what was changed: of what someone else changed meanwhile, the rest stays when it is overwritten.
        const changes = Object.fromEntries(
          Object.entries(now).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof typeof before])),
        )
        const { version } = overwrite ? await api.form(form.id) : form
        const saved = await api.changeForm(form.id, { ...changes, version })
        setForm(saved)
        client.setQueryData(queries.form(form.id).queryKey, saved)
        await client.invalidateQueries({ queryKey: ['forms', 'list'] })
        showNote(t('forms.saved'))
        return draftOf(saved)
      }}
      {...rest}
    />
  )
}

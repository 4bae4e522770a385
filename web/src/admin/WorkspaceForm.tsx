import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { NewWorkspace } from '../../../server/team/workspaces.schemas.ts'
import { EditorForm } from '../frame/EditorForm.tsx'
import { TextField } from '../parts/Field.tsx'
import { sameNames, useSave } from '../useSave.ts'

/** A new workspace and its owner, in a drawer. */
export function WorkspaceForm({ onCreate, onClose }: { onCreate: (workspace: NewWorkspace) => Promise<void>; onClose: () => void }) {
  const { t } = useTranslation()
  const form = useForm({ defaultValues: { name: '', ownerEmail: '' } })
  const { register, formState } = form
  const { submit, trouble } = useSave(form, {
    save: ({ name, ownerEmail }) => onCreate({ name: name.trim(), ...(ownerEmail.trim() ? { ownerEmail: ownerEmail.trim() } : {}) }),
    errorsAt: () => sameNames(['name', 'ownerEmail'] as const),
  })
  return (
    <EditorForm
      title={t('workspaces.new')}
      action={t('workspaces.create')}
      state={formState}
      onSubmit={submit}
      onClose={onClose}
      trouble={trouble}
    >
      <TextField
        label={t('workspaces.name')}
        autoComplete="off"
        maxLength={100}
        error={formState.errors.name?.message}
        {...register('name', { validate: (text) => text.trim() !== '' || t('needed') })}
      />
      <TextField
        label={t('workspaces.owner')}
        type="email"
        autoComplete="off"
        hint={t('workspaces.ownerHint')}
        error={formState.errors.ownerEmail?.message}
        {...register('ownerEmail')}
      />
    </EditorForm>
  )
}

import { useId } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { NewWorkspace } from '../../../server/team/workspaces.schemas.ts'
import { EditorDrawer } from '../frame/EditorDrawer.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { sameNames, useSave } from '../useSave.ts'

/** A new workspace and its owner, in a drawer. */
export function WorkspaceForm({ onCreate, onClose }: { onCreate: (workspace: NewWorkspace) => Promise<void>; onClose: () => void }) {
  const { t } = useTranslation()
  const formId = useId()
  const form = useForm({ defaultValues: { name: '', ownerEmail: '' } })
  const { register, formState } = form
  const { submit, trouble } = useSave(form, {
    save: ({ name, ownerEmail }) => onCreate({ name: name.trim(), ...(ownerEmail.trim() ? { ownerEmail: ownerEmail.trim() } : {}) }),
    errorsAt: () => sameNames(['name', 'ownerEmail'] as const),
  })
  return (
    <EditorDrawer
      title={t('workspaces.new')}
      isDirty={formState.isDirty && !formState.isSubmitting}
      onClose={onClose}
      footer={
        <div className="grid gap-3">
          <ProblemNotice problem={trouble} />
          <Button type="submit" form={formId} look="primary" busy={formState.isSubmitting} className="justify-self-end">
            {t('workspaces.create')}
          </Button>
        </div>
      }
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="grid gap-6 p-4 pb-10 sm:p-6">
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
      </form>
    </EditorDrawer>
  )
}

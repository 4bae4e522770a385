import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { shortestPassword } from '../../../server/model/password.ts'
import { api } from '../api.ts'
import { ApiError } from '../callApi.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { TextField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { SaveForm } from '../parts/SaveForm.tsx'

const none = { currentPassword: '', newPassword: '' }

/** A new password, with the current one. All other sessions end. */
export function PasswordForm() {
  const { t } = useTranslation()
  const { register, handleSubmit, formState, setError, reset } = useForm({ defaultValues: none })
  const { errors, isDirty, isSubmitting } = formState
  const [trouble, setTrouble] = useState<unknown>(null)
  const secret = { type: 'password', spellCheck: false } as const
  const save = async (fields: typeof none) => {
    setTrouble(null)
    try {
      await api.changePassword(fields)
      reset(none)
      showNote(t('profile.passwordSaved'))
    } catch (caught) {
      // The sign-in's own word for a wrong current password.
      if (caught instanceof ApiError && caught.code === 'INVALID_PASSWORD') setError('currentPassword', { message: t('profile.wrong') })
      else setTrouble(caught)
    }
  }
  return (
    <SaveForm
      label={t('profile.change')}
      onSubmit={() => void handleSubmit(save)()}
      isDirty={isDirty}
      busy={isSubmitting}
      className="grid items-start gap-5 lg:grid-cols-3"
    >
      <TextField
        label={t('profile.current')}
        autoComplete="current-password"
        error={errors.currentPassword?.message}
        {...secret}
        {...register('currentPassword', { required: t('needed') })}
      />
      <TextField
        label={t('profile.new')}
        hint={t('profile.newHint')}
        autoComplete="new-password"
        error={errors.newPassword?.message}
        {...secret}
        {...register('newPassword', {
          required: t('needed'),
          minLength: { value: shortestPassword, message: t('setup.owner.shortPassword', { count: shortestPassword }) },
          maxLength: { value: 128, message: t('profile.longPassword') },
        })}
      />
      {trouble !== null && (
        <div className="col-span-full">
          <ProblemNotice problem={trouble} />
        </div>
      )}
    </SaveForm>
  )
}

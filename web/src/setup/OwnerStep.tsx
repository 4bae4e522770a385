import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { shortestPassword } from '../../../server/model/password.ts'
import { api } from '../api.ts'
import { setFieldErrors } from '../fieldErrors.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'

type Owner = { name: string; email: string; password: string; workspaceName: string; token: string }

/** Time zone and country of this browser: a guess for the workspace, changed under Settings. */
function whereabouts() {
  const region = navigator.languages.map((tag) => /[-_]([A-Z]{2})\b/.exec(tag)?.[1]).find(Boolean)
  return { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, ...(region ? { defaultCountry: region } : {}) }
}

/** Creates the owner. There is no default password: it is chosen here. */
export function OwnerStep() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: setup } = useQuery(queries.setup)
  const { register, handleSubmit, formState, setError } = useForm<Owner>()
  const { errors } = formState
  const [trouble, setTrouble] = useState<unknown>(null)

  const create = async ({ token, ...owner }: Owner) => {
    setTrouble(null)
    try {
      await api.createOwner({ ...owner, workspaceName: owner.workspaceName || owner.name, ...(token ? { token } : {}) })
      await api.changeWorkspace(whereabouts()).catch(() => undefined)
      await Promise.all([client.fetchQuery({ ...queries.setup, staleTime: 0 }), client.fetchQuery({ ...queries.me, staleTime: 0 })])
      await navigate({ to: '/setup', search: { step: 'goal' } })
    } catch (caught) {
      if (!setFieldErrors(caught, ['name', 'email', 'password', 'workspaceName', 'token'], setError)) setTrouble(caught)
    }
  }

  return (
    <form noValidate onSubmit={(submit) => void handleSubmit(create)(submit)} className="grid gap-5">
      <TextField
        label={t('setup.owner.name')}
        autoComplete="name"
        autoFocus
        error={errors.name?.message}
        {...register('name', { required: t('needed') })}
      />
      <TextField
        label={t('setup.owner.email')}
        type="email"
        autoComplete="username"
        error={errors.email?.message}
        {...register('email', {
          required: t('needed'),
          pattern: { value: /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/, message: t('setup.owner.badEmail') },
        })}
      />
      <TextField
        label={t('setup.owner.password')}
        type="password"
        autoComplete="new-password"
        hint={t('setup.owner.passwordHint', { count: shortestPassword })}
        error={errors.password?.message}
        {...register('password', {
          required: t('needed'),
          minLength: { value: shortestPassword, message: t('setup.owner.shortPassword', { count: shortestPassword }) },
        })}
      />
      <TextField
        label={t('setup.owner.workspace')}
        hint={t('setup.owner.workspaceHint')}
        autoComplete="organization"
        error={errors.workspaceName?.message}
        {...register('workspaceName')}
      />
      {setup?.tokenNeeded && (
        <TextField
          label={t('setup.owner.token')}
          hint={t('setup.owner.tokenHint')}
          autoComplete="off"
          error={errors.token?.message}
          {...register('token', { required: t('needed') })}
        />
      )}
      <ProblemNotice problem={trouble} />
      <Button type="submit" look="primary" busy={formState.isSubmitting} className="mt-1 sm:justify-self-start sm:px-7">
        {t('setup.owner.create')}
      </Button>
    </form>
  )
}

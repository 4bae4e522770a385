import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { shortestPassword } from '../../../server/model/password.ts'
import { api } from '../api.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { queries } from '../queries.ts'
import { useSave } from '../useSave.ts'
import { DoorPage } from './DoorPage.tsx'

const route = getRouteApi('/new-password/$resetLink')

/** Sets a new password with the link of an email. */
export function NewPasswordPage() {
  const { t } = useTranslation()
  const { resetLink: link } = route.useParams()
  const { data, error } = useQuery(queries.passwordLink(link))
  const [done, setDone] = useState(false)
  const form = useForm({ defaultValues: { password: '' } })
  const { submit, trouble } = useSave(form, {
    save: async ({ password }) => {
      await api.setPassword(link, password)
      setDone(true)
    },
    errorsAt: () => ({ password: 'password' }),
  })
  return (
    <DoorPage title={t('newPassword.title')} text={data ? t('newPassword.text', { email: data.email }) : ''}>
      <ProblemNotice problem={error} />
      {done && <Notice>{t('newPassword.done')}</Notice>}
      {data && !done && (
        <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
          {/* For the browser's own list of passwords. */}
          <input type="email" autoComplete="username" value={data.email} readOnly hidden />
          <TextField
            label={t('profile.new')}
            type="password"
            autoComplete="new-password"
            autoFocus
            hint={t('setup.owner.passwordHint', { count: shortestPassword })}
            error={form.formState.errors.password?.message}
            {...form.register('password', {
              required: t('needed'),
              minLength: { value: shortestPassword, message: t('setup.owner.shortPassword', { count: shortestPassword }) },
            })}
          />
          <ProblemNotice problem={trouble} />
          <Button type="submit" look="primary" busy={form.formState.isSubmitting}>
            {t('newPassword.save')}
          </Button>
        </form>
      )}
      <Link
        to={error ? '/forgot-password' : '/sign-in'}
        search={{}}
        className="justify-self-start text-sm text-soft underline hover:text-ink"
      >
        {t(error ? 'newPassword.again' : 'newPassword.back')}
      </Link>
    </DoorPage>
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { shortestPassword } from '../../../server/model/password.ts'
import type { OpenInvitation } from '../../../server/team/invitations.schemas.ts'
import { api } from '../api.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { DoorPage } from '../identity/DoorPage.tsx'
import { PlatformSignIn } from '../identity/PlatformSignIn.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { queries } from '../queries.ts'
import { sameNames, useSave } from '../useSave.ts'
import { roleText } from './roleText.ts'

const route = getRouteApi('/invite/$invitationLink')

/** What an invitation is for, and accepting it: with a new login, or signed in as the one who was invited. */
export function InvitePage() {
  const { t } = useTranslation()
  const { invitationLink: link } = route.useParams()
  const { data, error, isPending } = useQuery(queries.openInvitation(link))
  return (
    <DoorPage
      title={data ? t('invite.title', { workspace: data.workspace }) : t('invite.plainTitle')}
      text={data ? t('invite.text', { email: data.email, role: roleText(t, data.role) }) : ''}
    >
      {isPending && <Skeleton label={t('wait')} rows={2} />}
      <ProblemNotice problem={error} />
      {data && <Acceptance link={link} invitation={data} />}
    </DoorPage>
  )
}

function Acceptance({ link, invitation }: { link: string; invitation: OpenInvitation }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { email, signedInAs } = invitation
  const [busy, setBusy] = useState(false)
  const form = useForm({ defaultValues: { name: '', password: '' } })
  const { errors } = form.formState
  const enter = async (body: { name: string; password: string } | null) => {
    await api.acceptInvitation(link, body)
    client.clear()
    window.location.assign('/')
  }
  const { submit, trouble, setTrouble } = useSave(form, {
    save: ({ name, password }) => enter({ name: name.trim(), password }),
    errorsAt: () => sameNames(['name', 'password'] as const),
  })
  if (signedInAs !== null && signedInAs !== email)
    return (
      <>
        <Notice tone="warn">{t('invite.another', { signedInAs, email })}</Notice>
        <Button
          busy={busy}
          onClick={() => {
            setBusy(true)
            void api.signOut().then(() => window.location.reload(), setTrouble)
          }}
        >
          {t('frame.signOut')}
        </Button>
        <ProblemNotice problem={trouble} />
      </>
    )
  if (signedInAs === email)
    return (
      <>
        <ProblemNotice problem={trouble} />
        <Button
          look="primary"
          busy={busy}
          onClick={() => {
            setBusy(true)
            void enter(null).catch((caught: unknown) => {
              setTrouble(caught)
              setBusy(false)
            })
          }}
        >
          {t('invite.accept')}
        </Button>
      </>
    )
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <TextField
        label={t('profile.name')}
        autoComplete="name"
        autoFocus
        error={errors.name?.message}
        {...form.register('name', { validate: (text) => text.trim() !== '' || t('needed') })}
      />
      <TextField
        label={t('signIn.password')}
        type="password"
        autoComplete="new-password"
        hint={t('setup.owner.passwordHint', { count: shortestPassword })}
        error={errors.password?.message}
        {...form.register('password', {
          required: t('needed'),
          minLength: { value: shortestPassword, message: t('setup.owner.shortPassword', { count: shortestPassword }) },
        })}
      />
      <ProblemNotice problem={trouble} />
      <Button type="submit" look="primary" busy={form.formState.isSubmitting}>
        {t('invite.accept')}
      </Button>
      <Link to="/sign-in" search={{ to: `/invite/${link}` }} className="justify-self-start text-sm text-soft underline hover:text-ink">
        {t('invite.haveLogin')}
      </Link>
      {/* Finds the invitation by the email of the login: its address is secret, and is not sent along. */}
      <PlatformSignIn returnTo="/" invited />
    </form>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../../../server/auth/setup.schemas.ts'
import { api } from '../api.ts'
import { ApiError } from '../callApi.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'
import { SecondFactorForm } from './SecondFactorForm.tsx'

type Props = { email?: string; onEntered: (me: Me) => void; onNoWorkspace?: () => void; beside?: ReactNode }

/**
 * Email and password, then the code of the second factor where there is one. In: the last signed-in user, other actions, and what to do for
 * somebody who belongs to no workspace. Out: the signed-in user. The input stays after a failure.
 * Does not use the form library, since this is the first page and must be small.
 */
export function SignInForm({ email: known = '', onEntered, onNoWorkspace, beside }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [email, setEmail] = useState(known)
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [needsCode, setNeedsCode] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const wrong = trouble instanceof ApiError && (trouble.status === 401 || (trouble.status === 403 && trouble.code !== 'no_workspace'))

  const goOn = async () => {
    try {
      const me = await api.me()
      // Another user must not take over what the first user has open.
      client.setQueryData(queries.me.queryKey, (before) => (before && before.user?.id !== me.user?.id ? before : me))
      onEntered(me)
    } catch (caught) {
      if (caught instanceof ApiError && caught.code === 'no_workspace' && onNoWorkspace) return onNoWorkspace()
      throw caught
    }
  }
  const enter = async (submit: FormEvent) => {
    submit.preventDefault()
    setTried(true)
    if (!email.trim() || !password) return
    setBusy(true)
    setTrouble(null)
    try {
      const { twoFactorRedirect } = await api.signIn(email.trim(), password)
      if (twoFactorRedirect) setNeedsCode(true)
      else await goOn()
    } catch (caught) {
      setTrouble(caught)
    } finally {
      setBusy(false)
    }
  }
  if (needsCode) return <SecondFactorForm onConfirmed={goOn} onBack={() => setNeedsCode(false)} />
  return (
    <form noValidate onSubmit={(submit) => void enter(submit)} className="grid gap-5">
      <TextField
        label={t('signIn.email')}
        type="email"
        autoComplete="username"
        autoFocus={!known}
        value={email}
        error={tried && !email.trim() ? t('needed') : undefined}
        onChange={(change) => setEmail(change.target.value)}
      />
      <TextField
        label={t('signIn.password')}
        type="password"
        autoComplete="current-password"
        autoFocus={Boolean(known)}
        value={password}
        error={tried && !password ? t('needed') : undefined}
        onChange={(change) => setPassword(change.target.value)}
      />
      <ProblemNotice problem={trouble}>{wrong && t('signIn.wrong')}</ProblemNotice>
      <div className="flex flex-wrap justify-end gap-2">
        {beside}
        <Button type="submit" look="primary" busy={busy} className={beside ? undefined : 'grow'}>
          {t('signIn.enter')}
        </Button>
      </div>
    </form>
  )
}

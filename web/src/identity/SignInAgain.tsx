import { useQueryClient } from '@tanstack/react-query'
import { AlertDialog } from 'radix-ui'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, ApiError } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { problemText } from '../problem.ts'
import { queries } from '../queries.ts'
import { resumeSession, useSessionEnded } from '../session.ts'

/**
 * Asks for the password when the session ended, over whatever is open: nothing that was written is lost. Somebody else who signs in
 * begins anew, without what is open.
 */
export function SignInAgain() {
  const ended = useSessionEnded()
  return ended ? <Dialog /> : null
}

function Dialog() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const before = client.getQueryData(queries.me.queryKey)
  const [email, setEmail] = useState(before?.user?.email ?? '')
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const wrong = trouble instanceof ApiError && (trouble.status === 401 || trouble.status === 403)

  const enter = async (submit: FormEvent) => {
    submit.preventDefault()
    setBusy(true)
    setTrouble(null)
    try {
      await api.signIn(email.trim(), password)
      const me = await api.me()
      if (me.user?.id !== before?.user?.id || me.workspace.id !== before?.workspace.id) return window.location.assign('/')
      client.setQueryData(queries.me.queryKey, me)
      resumeSession()
      await client.invalidateQueries()
    } catch (caught) {
      setTrouble(caught)
    } finally {
      setBusy(false)
    }
  }

  return (
    <AlertDialog.Root open>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-70 animate-fade bg-scrim" />
        <AlertDialog.Content
          onEscapeKeyDown={(key) => key.preventDefault()}
          // The password is what is missing; AlertDialog would look for its cancel button.
          onOpenAutoFocus={(focus) => {
            focus.preventDefault()
            ;(focus.currentTarget as HTMLElement).querySelector<HTMLInputElement>(email ? '[type=password]' : '[type=email]')?.focus()
          }}
          className="fixed top-1/2 left-1/2 z-80 max-h-[calc(100dvh-2rem)] w-[min(27rem,calc(100vw-2rem))] -translate-1/2 animate-fade overflow-y-auto rounded-2xl bg-card p-6 shadow-lift"
        >
          <AlertDialog.Title className="text-lg font-bold">{t('signIn.againTitle')}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 mb-5 text-soft">{t('signIn.againText')}</AlertDialog.Description>
          <form noValidate onSubmit={(submit) => void enter(submit)} className="grid gap-4">
            <TextField
              label={t('signIn.email')}
              type="email"
              autoComplete="username"
              value={email}
              onChange={(change) => setEmail(change.target.value)}
            />
            <TextField
              label={t('signIn.password')}
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(change) => setPassword(change.target.value)}
            />
            {trouble !== null && <Notice tone="bad">{wrong ? t('signIn.wrong') : problemText(t, trouble)}</Notice>}
            <div className="flex flex-wrap justify-end gap-2">
              <Button look="quiet" onClick={() => window.location.assign('/sign-in')}>
                {t('signIn.leave')}
              </Button>
              <Button type="submit" look="primary" busy={busy}>
                {t('signIn.enter')}
              </Button>
            </div>
          </form>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}

import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { queries } from '../queries.ts'
import { DoorPage } from './DoorPage.tsx'

/** Asks for a link for a new password. What is shown does not tell whether somebody has the address. */
export function ForgotPage() {
  const { t } = useTranslation()
  const { data: ways } = useQuery(queries.signInWays)
  const cannotSend = ways?.passwordReset === false
  const [email, setEmail] = useState('')
  const [state, setState] = useState<'asking' | 'busy' | 'sent'>('asking')
  const [trouble, setTrouble] = useState<unknown>(null)
  const ask = async (submit: FormEvent) => {
    submit.preventDefault()
    if (!email.trim()) return
    setState('busy')
    setTrouble(null)
    try {
      await api.askForPassword(email.trim())
      setState('sent')
    } catch (caught) {
      setTrouble(caught)
      setState('asking')
    }
  }
  return (
    <DoorPage title={t('newPassword.forgotTitle')} text={cannotSend ? '' : t('newPassword.forgotText')}>
      {cannotSend ? (
        <Notice tone="warn" title={t('newPassword.cannotSend')}>
          {t('newPassword.cannotSendText')}
        </Notice>
      ) : state === 'sent' ? (
        <Notice>{t('newPassword.sent', { email: email.trim() })}</Notice>
      ) : (
        <form noValidate onSubmit={(submit) => void ask(submit)} className="grid gap-5">
          <TextField
            label={t('signIn.email')}
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            onChange={(change) => setEmail(change.target.value)}
          />
          <ProblemNotice problem={trouble} />
          <Button type="submit" look="primary" busy={state === 'busy'}>
            {t('newPassword.send')}
          </Button>
        </form>
      )}
      <Link to="/sign-in" search={{}} className="justify-self-start text-sm text-soft underline hover:text-ink">
        {t('newPassword.back')}
      </Link>
    </DoorPage>
  )
}

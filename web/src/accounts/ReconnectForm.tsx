import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { ApiError } from '../callApi.ts'
import { setFieldErrors } from '../fieldErrors.ts'
import { handle } from './handle.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'

type Fields = { accessToken: string; appSecret: string; pin?: string }

/** A new token for an account whose old one no longer works. */
export function ReconnectForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { register, handleSubmit, formState, setError } = useForm<Fields>()
  const [trouble, setTrouble] = useState<unknown>(null)
  const [asksPin, setAsksPin] = useState(false)
  const secret = { type: 'password', autoComplete: 'off', spellCheck: false } as const

  const renew = async ({ accessToken, appSecret, pin }: Fields) => {
    setTrouble(null)
    try {
      await api.changeAccount(account.id, {
        accessToken: accessToken.trim(),
        status: 'active',
        ...(appSecret ? { appSecret: appSecret.trim() } : {}),
        ...(pin ? { pin: pin.trim() } : {}),
      })
      await client.invalidateQueries({ queryKey: ['accounts'] })
      showNote(t('accounts.connected', { account: handle(account) }))
      onDone()
    } catch (caught) {
      if (caught instanceof ApiError && caught.code === 'pin_wrong') setAsksPin(true)
      if (!setFieldErrors(caught, ['accessToken', 'appSecret', 'pin'], setError)) setTrouble(caught)
    }
  }
  return (
    <form noValidate onSubmit={(submit) => void handleSubmit(renew)(submit)} className="grid gap-5 p-4 sm:p-6">
      <p className="text-soft">{t('accounts.reconnectText')}</p>
      <TextField
        label={t('accounts.accessToken')}
        hint={t('accounts.accessTokenHint')}
        error={formState.errors.accessToken?.message}
        {...secret}
        {...register('accessToken', { required: t('needed') })}
      />
      <TextField
        label={t('accounts.appSecret')}
        hint={t('accounts.keepSecret')}
        error={formState.errors.appSecret?.message}
        {...secret}
        {...register('appSecret')}
      />
      <ProblemNotice problem={trouble} />
      {asksPin && (
        <TextField
          label={t('accounts.pin')}
          hint={t('accounts.pinHint')}
          inputMode="numeric"
          autoComplete="off"
          error={formState.errors.pin?.message}
          {...register('pin')}
        />
      )}
      <Button type="submit" look="primary" busy={formState.isSubmitting} className="sm:justify-self-start">
        {t('accounts.check')}
      </Button>
    </form>
  )
}

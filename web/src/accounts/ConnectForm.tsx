import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { setFieldErrors } from '../fieldErrors.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'

type Fields = {
  externalId: string
  name: string
  accessToken: string
  appSecret: string
  verifyToken: string
  loginType: 'instagram' | 'facebook' | 'page'
  pageId: string
}
const names = ['externalId', 'name', 'accessToken', 'appSecret', 'verifyToken', 'loginType', 'pageId'] as const

/** Connects an Instagram account or (`offersPage`) a Facebook Page with a token; the server checks it with one read before storing it. */
export function ConnectForm({ onConnected, offersPage }: { onConnected: (account: Account) => void; offersPage?: boolean }) {
  const { t } = useTranslation()
  const { register, handleSubmit, watch, formState, setError } = useForm<Fields>({ defaultValues: { loginType: 'instagram' } })
  const { errors } = formState
  const [trouble, setTrouble] = useState<unknown>(null)
  const loginType = watch('loginType')
  const byFacebook = loginType === 'facebook'
  const isPage = loginType === 'page'
  const needed = { required: t('needed') }
  const secret = { type: 'password', autoComplete: 'off', spellCheck: false } as const

  const connect = async (fields: Fields) => {
    setTrouble(null)
    const { externalId, name, accessToken, loginType, ...more } = fields
    const optional = Object.fromEntries(Object.entries(more).filter(([key, value]) => value && (key !== 'pageId' || byFacebook)))
    try {
      onConnected(
        await api.connectAccount({
          externalId: externalId.trim(),
          name: name.trim(),
          accessToken: accessToken.trim(),
          ...(loginType === 'page' ? { channel: 'messenger' } : { channel: 'instagram', loginType }),
          ...optional,
        }),
      )
    } catch (caught) {
      if (!setFieldErrors(caught, names, setError)) setTrouble(caught)
    }
  }

  return (
    <form noValidate aria-label={t('accounts.connect')} onSubmit={(submit) => void handleSubmit(connect)(submit)} className="grid gap-5">
      <SelectField
        label={t('accounts.loginType')}
        hint={t(isPage ? 'accounts.pageHint' : byFacebook ? 'accounts.facebookHint' : 'accounts.instagramHint')}
        {...register('loginType')}
      >
        <option value="instagram">{t('accounts.login.instagram')}</option>
        <option value="facebook">{t('accounts.login.facebook')}</option>
        {offersPage && <option value="page">{t('accounts.login.page')}</option>}
      </SelectField>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField label={t('accounts.name')} autoComplete="off" error={errors.name?.message} {...register('name', needed)} />
        <TextField
          label={t(isPage ? 'accounts.pageId' : 'accounts.externalId')}
          inputMode="numeric"
          autoComplete="off"
          placeholder={isPage ? '100000000000000' : '17841400000000000'}
          error={errors.externalId?.message}
          {...register('externalId', needed)}
        />
      </div>
      {byFacebook && (
        <TextField
          label={t('accounts.pageId')}
          inputMode="numeric"
          autoComplete="off"
          error={errors.pageId?.message}
          {...register('pageId', needed)}
        />
      )}
      <TextField
        label={t('accounts.accessToken')}
        hint={t('accounts.accessTokenHint')}
        error={errors.accessToken?.message}
        {...secret}
        {...register('accessToken', needed)}
      />
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField
          label={t('accounts.appSecret')}
          hint={t('accounts.appSecretHint')}
          error={errors.appSecret?.message}
          {...secret}
          {...register('appSecret')}
        />
        <TextField
          label={t('accounts.verifyToken')}
          hint={t('accounts.verifyTokenHint')}
          autoComplete="off"
          error={errors.verifyToken?.message}
          {...register('verifyToken')}
        />
      </div>
      <ProblemNotice problem={trouble} />
      <Button type="submit" look="primary" busy={formState.isSubmitting} className="sm:justify-self-start">
        {t('accounts.check')}
      </Button>
    </form>
  )
}

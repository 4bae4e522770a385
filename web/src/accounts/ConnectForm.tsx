import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { ApiError } from '../callApi.ts'
import { setFieldErrors } from '../fieldErrors.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'

type Fields = {
  externalId: string
  name: string
  accessToken: string
  appSecret: string
  verifyToken: string
  loginType: 'instagram' | 'facebook' | 'page' | 'number'
  pageId: string
  wabaId: string
  pin: string
}
const names = ['externalId', 'name', 'accessToken', 'appSecret', 'verifyToken', 'loginType', 'pageId', 'wabaId', 'pin'] as const

const kindOf = {
  instagram: { channel: 'instagram', loginType: 'instagram' },
  facebook: { channel: 'instagram', loginType: 'facebook' },
  page: { channel: 'messenger' },
} as const

/** What each kind of account is called by, and an example of its id. */
const idOf = {
  instagram: { key: 'accounts.externalId', example: '17841400000000000' },
  facebook: { key: 'accounts.externalId', example: '17841400000000000' },
  page: { key: 'accounts.pageId', example: '100000000000000' },
  number: { key: 'accounts.phoneNumberId', example: '100000000000000' },
} as const

/**
 * Connects an Instagram account or (`offersOthers`) a Facebook Page or a phone number with a token; the server checks it with one read
 * before storing it.
 */
export function ConnectForm({ onConnected, offersOthers }: { onConnected: (account: Account) => void; offersOthers?: boolean }) {
  const { t } = useTranslation()
  const { register, handleSubmit, watch, formState, setError } = useForm<Fields>({ defaultValues: { loginType: 'instagram' } })
  const { errors } = formState
  const [trouble, setTrouble] = useState<unknown>(null)
  const { data: installed } = useQuery(queries.channels)
  const numbers = installed?.data.find(({ hasNumbers }) => hasNumbers)
  const loginType = watch('loginType')
  const byFacebook = loginType === 'facebook'
  const isNumber = loginType === 'number'
  const [asksPin, setAsksPin] = useState(false)
  const needed = { required: t('needed') }
  const secret = { type: 'password', autoComplete: 'off', spellCheck: false } as const

  const connect = async (fields: Fields) => {
    setTrouble(null)
    const { externalId, name, accessToken, loginType, ...more } = fields
    const belongs = (key: string) => (key === 'pageId' ? byFacebook : isNumber || (key !== 'wabaId' && key !== 'pin'))
    const optional = Object.fromEntries(Object.entries(more).filter(([key, value]) => value && belongs(key)))
    try {
      onConnected(
        await api.connectAccount({
          externalId: externalId.trim(),
          name: name.trim(),
          accessToken: accessToken.trim(),
          ...(loginType === 'number' ? { channel: numbers!.name } : kindOf[loginType]),
          ...optional,
        }),
      )
    } catch (caught) {
      if (caught instanceof ApiError && caught.code === 'pin_wrong') setAsksPin(true)
      if (!setFieldErrors(caught, names, setError)) setTrouble(caught)
    }
  }

  return (
    <form noValidate aria-label={t('accounts.connect')} onSubmit={(submit) => void handleSubmit(connect)(submit)} className="grid gap-5">
      <SelectField label={t('accounts.loginType')} hint={t(`accounts.${loginType}Hint`)} {...register('loginType')}>
        <option value="instagram">{t('accounts.login.instagram')}</option>
        <option value="facebook">{t('accounts.login.facebook')}</option>
        {offersOthers && <option value="page">{t('accounts.login.page')}</option>}
        {offersOthers && numbers && <option value="number">{t('accounts.login.number')}</option>}
      </SelectField>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField label={t('accounts.name')} autoComplete="off" error={errors.name?.message} {...register('name', needed)} />
        <TextField
          label={t(idOf[loginType].key)}
          hint={isNumber && t('accounts.phoneNumberIdHint')}
          inputMode="numeric"
          autoComplete="off"
          placeholder={idOf[loginType].example}
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
      {isNumber && (
        <TextField
          label={t('accounts.businessId')}
          hint={t('accounts.businessIdHint')}
          inputMode="numeric"
          autoComplete="off"
          error={errors.wabaId?.message}
          {...register('wabaId')}
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
      {isNumber && asksPin && (
        <TextField
          label={t('accounts.pin')}
          hint={t('accounts.pinHint')}
          inputMode="numeric"
          autoComplete="off"
          error={errors.pin?.message}
          {...register('pin')}
        />
      )}
      <Button type="submit" look="primary" busy={formState.isSubmitting} className="sm:justify-self-start">
        {t('accounts.check')}
      </Button>
    </form>
  )
}

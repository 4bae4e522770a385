import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { SelectField, TextArea, TextField } from '../parts/Field.tsx'
import type { ShownEndpoint } from '../../../server/endpoints/endpoints.schemas.ts'
import { needsSecrets, type AuthType, type EndpointForm } from './endpointForm.ts'
import { PairsField } from './PairsField.tsx'

/** The ways to log in to a webhook. */
const types = ['NONE', 'BASIC', 'BEARER', 'API_KEY', 'CUSTOM'] as const satisfies AuthType[]

/** How an endpoint is logged in to. Stored secrets stay unless new ones are typed. */
export function AuthFields({ stored }: { stored: ShownEndpoint | null }) {
  const { t } = useTranslation()
  const { register, watch, setValue, getValues, formState } = useFormContext<EndpointForm>()
  const [kind, type, authHeaders, username, apiHeader] = watch(['kind', 'authType', 'authHeaders', 'username', 'apiHeader'])
  const { errors } = formState
  const email = (stored?.auth as { email?: string } | undefined)?.email
  const isKept = !needsSecrets({ authType: type, username, apiHeader }, stored)
  const needed = { validate: (text: string) => text !== '' || !needsSecrets(getValues(), stored) || t('needed') }
  const secret = {
    type: 'password',
    autoComplete: 'new-password',
    spellCheck: false,
    ...(isKept ? { placeholder: t('endpoints.secretKept') } : {}),
  } as const
  if (kind === 'slack') return null
  return (
    <div className="grid gap-4">
      {kind === 'webhook' && (
        <SelectField label={t('endpoints.auth')} hint={t('endpoints.authHint')} className="w-full sm:w-72" {...register('authType')}>
          {types.map((one) => (
            <option key={one} value={one}>
              {t(`endpoints.authType.${one}`)}
            </option>
          ))}
        </SelectField>
      )}
      {type === 'BASIC' && (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label={t('endpoints.username')} autoComplete="off" {...register('username')} />
          <TextField label={t('endpoints.password')} error={errors.password?.message} {...secret} {...register('password', needed)} />
        </div>
      )}
      {type === 'BEARER' && (
        <TextField
          label={t('endpoints.token')}
          {...(kind === 'hubspot' ? { hint: t('endpoints.hubspotToken') } : {})}
          error={errors.token?.message}
          {...secret}
          {...register('token', needed)}
        />
      )}
      {type === 'API_KEY' && (
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label={t('endpoints.header')} autoComplete="off" {...register('apiHeader')} />
          <TextField label={t('endpoints.value')} error={errors.apiValue?.message} {...secret} {...register('apiValue', needed)} />
        </div>
      )}
      {type === 'GOOGLE_SERVICE_ACCOUNT' && (
        <TextArea
          label={t('endpoints.googleKey')}
          hint={email ? t('endpoints.googleShare', { email }) : t('endpoints.googleKeyHint')}
          error={errors.googleKey?.message}
          autoComplete="off"
          spellCheck={false}
          rows={3}
          className="font-mono text-xs"
          {...(isKept ? { placeholder: t('endpoints.secretKept') } : {})}
          {...register('googleKey', needed)}
        />
      )}
      {type === 'CUSTOM' && (
        <PairsField
          label={t('endpoints.secretHeaders')}
          {...(isKept ? { hint: t('endpoints.secretHeadersKept') } : {})}
          nameLabel={t('endpoints.header')}
          valueLabel={t('endpoints.value')}
          addLabel={t('endpoints.addHeader')}
          pairs={authHeaders}
          onChange={(pairs) => setValue('authHeaders', pairs, { shouldDirty: true })}
          secret
        />
      )}
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useController, useForm, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { NewKey } from '../../../server/auth/keys.schemas.ts'
import type { KeyScope } from '../../../server/model/permission.ts'
import { EditorForm } from '../frame/EditorForm.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { serverNow } from '../parts/serverClock.ts'
import { queries } from '../queries.ts'
import { sameNames, useSave } from '../useSave.ts'
import { ScopesField } from './ScopesField.tsx'

type Fields = { name: string; scopes: KeyScope[]; days: string; accountIds: string[] }
const empty: Fields = { name: '', scopes: [], days: '90', accountIds: [] }
const expiries = ['30', '90', '365', 'never'] as const
const dayMs = 86_400_000

/** A new key, in a drawer. Errors of `onCreate` are shown at their fields. */
export function KeyForm({ onCreate, onClose }: { onCreate: (key: NewKey) => Promise<void>; onClose: () => void }) {
  const { t } = useTranslation()
  const form = useForm<Fields>({ defaultValues: empty })
  const { register, formState, control } = form
  const { field: scopes } = useController({
    control,
    name: 'scopes',
    rules: { validate: (chosen) => chosen.length > 0 || t('keys.oneScope') },
  })
  const days = useWatch({ control, name: 'days' })
  const { submit, trouble } = useSave(form, {
    save: ({ name, scopes: chosen, days, accountIds }) =>
      onCreate({
        name: name.trim(),
        scopes: chosen,
        ...(days === 'never' ? {} : { expiresAt: new Date(serverNow() + Number(days) * dayMs).toISOString() }),
        ...(accountIds.length ? { accountIds } : {}),
      }),
    errorsAt: () => ({ ...sameNames(['name', 'scopes', 'accountIds']), expiresAt: 'days' }),
  })
  return (
    <EditorForm title={t('keys.new')} action={t('keys.create')} state={formState} onSubmit={submit} onClose={onClose} trouble={trouble}>
      <TextField
        label={t('keys.name')}
        hint={t('keys.nameHint')}
        placeholder={t('keys.namePlaceholder')}
        autoComplete="off"
        maxLength={100}
        error={formState.errors.name?.message}
        {...register('name', { validate: (text) => text.trim() !== '' || t('needed') })}
      />
      <ScopesField chosen={scopes.value} onChange={scopes.onChange} error={formState.errors.scopes?.message} box={scopes.ref} />
      <SelectField
        label={t('keys.expiry')}
        hint={t(days === 'never' ? 'keys.expiryNever' : 'keys.expiryHint')}
        className="w-full sm:w-72"
        error={formState.errors.days?.message}
        {...register('days')}
      >
        {expiries.map((days) => (
          <option key={days} value={days}>
            {t(`keys.expiryIn.${days}`)}
          </option>
        ))}
      </SelectField>
      <AccountsField register={register('accountIds')} />
    </EditorForm>
  )
}

/** Which accounts the key sees, where there is a choice. */
function AccountsField({ register }: { register: object }) {
  const { t } = useTranslation()
  const { data } = useQuery(queries.accounts)
  if (!data || data.data.length < 2) return null
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-sm font-semibold">{t('keys.accounts')}</legend>
      <p className="text-sm text-soft">{t('keys.accountsHint')}</p>
      {data.data.map((account) => (
        <label key={account.id} className="flex items-start gap-2 text-sm">
          <input type="checkbox" value={account.id} className="mt-0.5 size-4 shrink-0 accent-accent" {...register} />
          {account.username ? `@${account.username}` : account.name}
        </label>
      ))}
    </fieldset>
  )
}

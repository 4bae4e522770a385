import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { ShownBusinessProfile } from '../../../server/accounts/profile.schemas.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextArea, TextField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { queries } from '../queries.ts'
import { sameNames, useSave } from '../useSave.ts'
import { handle } from './handle.ts'

const texts = ['about', 'description', 'address', 'email'] as const
type Form = Record<(typeof texts)[number] | 'website' | 'otherWebsite' | 'category', string>

const formOf = ({
  websites: [website = '', otherWebsite = ''],
  about,
  description,
  address,
  email,
  category,
}: ShownBusinessProfile): Form => ({
  about,
  description,
  address,
  email,
  website,
  otherWebsite,
  category,
})

/** What people read about the business, as the platform has it, to change it there. */
export function BusinessProfile({ account }: { account: Account }) {
  const query = useQuery(queries.businessProfile(account.id))
  return (
    <div className="grid gap-5 p-4 pb-10 sm:p-6">
      <Loaded query={query} className="">
        {(there) => <Edited account={account} there={there} />}
      </Loaded>
    </div>
  )
}

function Edited({ account, there }: { account: Account; there: ShownBusinessProfile }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const form = useForm<Form>({ defaultValues: formOf(there) })
  const { register, formState } = form
  const { limits } = there
  // Only what was changed is sent: what was changed in the app meanwhile stays.
  const { submit, trouble } = useSave(form, {
    save: async (fields) => {
      const { dirtyFields } = formState
      const changed = texts.filter((name) => dirtyFields[name])
      const sites = [fields.website, fields.otherWebsite].map((site) => site.trim()).filter((site) => site !== '')
      const stored = await api.changeBusinessProfile(account.id, {
        ...Object.fromEntries(changed.map((name) => [name, fields[name]])),
        ...((dirtyFields.website || dirtyFields.otherWebsite) && { websites: sites }),
        ...(dirtyFields.category && { category: fields.category }),
      })
      client.setQueryData(queries.businessProfile(account.id).queryKey, stored)
      showNote(t('businessProfile.saved', { account: handle(account) }))
      return formOf(stored)
    },
    errorsAt: (fields) => ({
      ...sameNames([...texts, 'category']),
      'websites.0': fields.website.trim() ? 'website' : 'otherWebsite',
      'websites.1': 'otherWebsite',
      websites: 'website',
    }),
  })
  const error = (name: keyof Form) => formState.errors[name]?.message
  const most = { about: limits.aboutChars, description: limits.descriptionChars, address: limits.addressChars, email: limits.emailChars }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5">
      <p className="text-soft">{t('businessProfile.text')}</p>
      <div className="flex items-center gap-3">
        <Avatar name={handle(account)} src={there.pictureUrl} className="size-12 text-lg" />
        <p className="text-sm text-soft">{t('businessProfile.picture')}</p>
      </div>
      <TextField label={t('businessProfile.about')} maxLength={most.about} error={error('about')} {...register('about')} />
      <TextArea
        label={t('businessProfile.description')}
        rows={3}
        maxLength={most.description}
        error={error('description')}
        {...register('description')}
      />
      <TextField label={t('businessProfile.address')} maxLength={most.address} error={error('address')} {...register('address')} />
      <TextField label={t('businessProfile.email')} type="email" maxLength={most.email} error={error('email')} {...register('email')} />
      {(['website', 'otherWebsite'] as const).slice(0, limits.websites).map((name) => (
        <TextField
          key={name}
          label={t(`businessProfile.${name}`)}
          type="url"
          maxLength={limits.websiteChars}
          error={error(name)}
          {...register(name)}
        />
      ))}
      <SelectField label={t('businessProfile.category')} className="w-full" error={error('category')} {...register('category')}>
        {there.categories.map((name) => (
          <option key={name} value={name}>
            {name === 'UNDEFINED' ? t('businessProfile.notSet') : t(`businessProfile.categories.${name}`, { defaultValue: name })}
          </option>
        ))}
      </SelectField>
      <ProblemNotice problem={trouble} />
      <Button type="submit" look="primary" busy={formState.isSubmitting} disabled={!formState.isDirty} className="sm:justify-self-start">
        {t('businessProfile.save')}
      </Button>
    </form>
  )
}

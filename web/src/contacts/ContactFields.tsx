import { Controller, type UseFormReturn } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { ContactField } from '../../../server/model/contact.ts'
import { SelectField, TextField } from '../parts/Field.tsx'
import type { ContactForm } from './contactForm.ts'
import { DayFields, dayOfParts } from './DayFields.tsx'

const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted()
/** Offered for completion; any other is typed as its code. */
const languages = [
  'ar',
  'bn',
  'de',
  'en',
  'es',
  'fr',
  'hi',
  'id',
  'it',
  'ja',
  'ko',
  'nl',
  'pl',
  'pt',
  'pt-BR',
  'ru',
  'tr',
  'uk',
  'ur',
  'vi',
  'zh',
]

/** The fields of a form about a person. A field that several values were given is edited by its type. */
export function ContactFields({ form, fields }: { form: UseFormReturn<ContactForm>; fields: readonly ContactField[] }) {
  const { t, i18n } = useTranslation()
  const { register, control, formState } = form
  const { errors } = formState
  const nameOf = (code: string) => new Intl.DisplayNames([i18n.language], { type: 'language' }).of(code) ?? code
  return (
    <>
      <TextField label={t('contacts.name')} maxLength={300} autoComplete="off" error={errors.name?.message} {...register('name')} />
      <TextField
        label={t('contacts.email')}
        type="email"
        maxLength={300}
        autoComplete="off"
        error={errors.email?.message}
        {...register('email')}
      />
      <TextField
        label={t('contacts.phone')}
        type="tel"
        maxLength={60}
        autoComplete="off"
        hint={t('contacts.phoneHint')}
        error={errors.phone?.message}
        {...register('phone')}
      />
      <Controller
        control={control}
        name="birthday"
        rules={{ validate: (parts) => dayOfParts(parts) !== undefined || t('contacts.dayMissing') }}
        render={({ field: { value, onChange } }) => (
          <DayFields hasYear parts={value} onChange={onChange} error={errors.birthday?.message} />
        )}
      />
      <div>
        <TextField
          label={t('contacts.language')}
          hint={t('contacts.languageHint')}
          list="languages-of-people"
          maxLength={35}
          autoComplete="off"
          error={errors.language?.message}
          {...register('language')}
        />
        <datalist id="languages-of-people">
          {languages.map((code) => (
            <option key={code} value={code}>
              {nameOf(code)}
            </option>
          ))}
        </datalist>
      </div>
      <SelectField label={t('contacts.timeZone')} className="w-full" error={errors.timeZone?.message} {...register('timeZone')}>
        <option value="">{t('contacts.unknown')}</option>
        {zones.map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </SelectField>
      {fields.map((field, index) => (
        <CustomField key={field.key} field={field} error={errors.values?.[index]?.message} {...register(`values.${index}`)} />
      ))}
    </>
  )
}

type CustomProps = Partial<Omit<ReturnType<UseFormReturn<ContactForm>['register']>, 'onChange'>> & {
  field: ContactField
  error: string | undefined
  hint?: string
  value?: string
  onChange: (event: { target: { value: string } }) => unknown
}

/** The value of a custom field, by the field's type. */
export function CustomField({ field, error, ...rest }: CustomProps) {
  const { t } = useTranslation()
  if (field.type === 'boolean' || field.type === 'choice')
    return (
      <SelectField label={field.name} className="w-full" error={error} {...rest}>
        <option value="">{t('contacts.unknown')}</option>
        {field.type === 'boolean' ? (
          <>
            <option value="true">{t('contacts.yes')}</option>
            <option value="false">{t('contacts.no')}</option>
          </>
        ) : (
          field.choices.map((choice) => <option key={choice}>{choice}</option>)
        )}
      </SelectField>
    )
  const type = field.type === 'number' ? { type: 'number', step: 'any' } : { type: field.type === 'date' ? 'date' : 'text' }
  return <TextField label={field.name} {...type} error={error} {...rest} />
}

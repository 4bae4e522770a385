import { Braces } from 'lucide-react'
import { Controller, useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { placeholdersIn, templateCategories, type TemplateLimits } from '../../../server/model/template.ts'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextArea, TextField } from '../parts/Field.tsx'
import { ButtonsFields } from './ButtonsFields.tsx'
import { languageChoices } from './looks.ts'
import { HeaderFile } from './HeaderFile.tsx'
import { headerTypes, isFileHeader, type TemplateForm, withPlaceholder } from './templateForm.ts'
import { useCount } from './useCount.ts'

type Props = {
  accountId: string
  limits: TemplateLimits
  /** Its name and language are those at the platform for good. */
  isNamed: boolean
  /** An approved template keeps its category. */
  isApproved: boolean
  readOnly: boolean
}

/** The fields of a template, each with how much of its limit is used. */
export function TemplateFields({ accountId, limits, isNamed, isApproved, readOnly }: Props) {
  const { t, i18n } = useTranslation()
  const { control, register, setValue, getValues, formState } = useFormContext<TemplateForm>()
  const form = useWatch({ control }) as TemplateForm
  const { errors } = formState
  const count = useCount()
  /** What a field is told: its error, else its length. */
  const told = (error: string | undefined, text: string, most: number) => (error === undefined ? count(text, most) : { error })
  const names = placeholdersIn(form.text)
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('messageTemplates.name')}
          disabled={isNamed}
          boxClassName="sm:col-span-2"
          className="font-mono"
          autoCapitalize="off"
          spellCheck={false}
          {...(isNamed ? {} : errors.name?.message ? { error: errors.name.message } : { hint: t('messageTemplates.nameHint') })}
          {...register('name')}
        />
        <SelectField
          label={t('messageTemplates.language')}
          disabled={isNamed}
          className="w-full"
          error={errors.language?.message}
          {...register('language')}
        >
          {languageChoices(form.language, i18n.language).map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('messageTemplates.category')}
          disabled={isApproved}
          className="w-full"
          error={errors.category?.message}
          {...register('category')}
        >
          {templateCategories
            .filter((category) => category !== 'authentication' || form.category === category)
            .map((category) => (
              <option key={category} value={category}>
                {t(`messageTemplates.categories.${category}`)}
              </option>
            ))}
        </SelectField>
      </div>
      <div className="grid gap-4">
        <SelectField label={t('messageTemplates.above')} error={errors.headerType?.message} {...register('headerType')}>
          {headerTypes.map((type) => (
            <option key={type} value={type}>
              {t(`messageTemplates.header.${type}`)}
            </option>
          ))}
        </SelectField>
        {isFileHeader(form.headerType) && (
          <HeaderFile key={form.headerType} type={form.headerType} accountId={accountId} limit={limits.samples[form.headerType]} />
        )}
        {form.headerType === 'text' && (
          <>
            <TextField
              label={t('messageTemplates.headerText')}
              {...told(errors.headerText?.message, form.headerText, limits.maxHeaderChars)}
              {...register('headerText')}
            />
            {placeholdersIn(form.headerText).map((name) => (
              <TextField
                key={name}
                label={t('messageTemplates.headerExample', { name })}
                error={errors.headerExample?.message}
                {...register('headerExample')}
              />
            ))}
          </>
        )}
      </div>
      <div className="grid gap-3">
        <TextArea
          label={t('messageTemplates.body')}
          rows={5}
          {...told(errors.text?.message, form.text, limits.maxBodyChars)}
          {...register('text')}
        />
        {!readOnly && (
          <Button
            size="sm"
            look="quiet"
            className="justify-self-start"
            onClick={() => setValue('text', withPlaceholder(getValues('text')), { shouldDirty: true })}
          >
            <Braces aria-hidden />
            {t('messageTemplates.addPlaceholder')}
          </Button>
        )}
        {names.map((name, at) => (
          <Controller
            key={name}
            control={control}
            name="examples"
            render={({ field }) => (
              <TextField
                label={t('messageTemplates.example', { name })}
                {...(at === 0 && errors.examples && { error: (errors.examples as { message?: string }).message })}
                value={field.value[name] ?? ''}
                onBlur={field.onBlur}
                onChange={(change) => field.onChange({ ...field.value, [name]: change.target.value })}
              />
            )}
          />
        ))}
      </div>
      <TextField
        label={t('messageTemplates.footer')}
        {...told(errors.footer?.message, form.footer, limits.maxFooterChars)}
        {...register('footer')}
      />
      <ButtonsFields limits={limits} readOnly={readOnly} />
    </>
  )
}

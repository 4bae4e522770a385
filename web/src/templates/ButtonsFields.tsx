import { Plus, Trash2 } from 'lucide-react'
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { placeholdersIn, type TemplateLimits } from '../../../server/model/template.ts'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { buttonTypes, type ButtonType, type TemplateForm } from './templateForm.ts'
import { useCount } from './useCount.ts'

/** The buttons of a template. A kind of which there may be no more is not offered. */
export function ButtonsFields({ limits, readOnly }: { limits: TemplateLimits; readOnly: boolean }) {
  const { t } = useTranslation()
  const { control, register, formState } = useFormContext<TemplateForm>()
  const { fields, append, remove } = useFieldArray({ control, name: 'buttons' })
  const buttons = useWatch({ control, name: 'buttons' })
  const count = useCount()
  const most: Record<ButtonType, number> = {
    reply: limits.maxButtons,
    link: limits.maxLinks,
    phone: limits.maxPhones,
    code: limits.maxCodes,
  }
  const offered = buttonTypes.filter(
    (type) => !readOnly && fields.length < limits.maxButtons && fields.filter((one) => one.type === type).length < most[type],
  )
  const errors = formState.errors.buttons
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 text-sm font-semibold">{t('messageTemplates.buttons')}</legend>
      {fields.map(({ id, type }, at) => {
        const { title = '', url = '' } = buttons[at] ?? {}
        return (
          <div key={id} className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-3 rounded-xl border border-line p-3">
            <div className="grid gap-3">
              {type !== 'code' && (
                <TextField
                  label={t(`messageTemplates.button.${type}`)}
                  {...count(title, limits.maxButtonTitleChars)}
                  {...(errors?.[at]?.title && { error: errors[at].title.message })}
                  {...register(`buttons.${at}.title`)}
                />
              )}
              {type === 'link' && (
                <TextField
                  label={t('messageTemplates.url')}
                  type="url"
                  placeholder="https://"
                  hint={t('messageTemplates.urlHint', { place: '{{1}}' })}
                  error={errors?.[at]?.url?.message}
                  {...register(`buttons.${at}.url`)}
                />
              )}
              {type === 'phone' && (
                <TextField
                  label={t('messageTemplates.phone')}
                  type="tel"
                  error={errors?.[at]?.phone?.message}
                  {...register(`buttons.${at}.phone`)}
                />
              )}
              {(type === 'code' || placeholdersIn(url).length > 0) && (
                <TextField
                  label={t(type === 'code' ? 'messageTemplates.codeExample' : 'messageTemplates.urlExample')}
                  error={errors?.[at]?.example?.message}
                  {...register(`buttons.${at}.example`)}
                />
              )}
            </div>
            {!readOnly && (
              <Button
                size="icon"
                look="quiet"
                aria-label={t('messageTemplates.removeButton', { button: title || t(`messageTemplates.button.${type}`) })}
                onClick={() => remove(at)}
              >
                <Trash2 aria-hidden />
              </Button>
            )}
          </div>
        )
      })}
      {errors?.message && (
        <p role="alert" className="text-sm text-bad">
          {errors.message}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {offered.map((type) => (
          <Button key={type} size="sm" onClick={() => append({ type, title: '', url: '', phone: '', example: '' })}>
            <Plus aria-hidden />
            {t(`messageTemplates.button.${type}`)}
          </Button>
        ))}
      </div>
    </fieldset>
  )
}

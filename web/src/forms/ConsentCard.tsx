import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { TextArea } from '../parts/Field.tsx'
import { Toggle } from '../parts/Toggle.tsx'
import { EditorCard } from './EditorCard.tsx'
import type { FormDraft } from './formDraft.ts'

/** The box that people must check; its text is stored with each lead. */
export function ConsentCard() {
  const { t } = useTranslation()
  const { register, watch, setValue, formState } = useFormContext<FormDraft>()
  const asks = watch('asksConsent')
  return (
    <EditorCard title={t('forms.consentTitle')} text={t('forms.consentHint')}>
      <div className="flex items-center gap-3 text-sm font-semibold">
        <Toggle label={t('forms.asksConsent')} on={asks} onChange={(on) => setValue('asksConsent', on, { shouldDirty: true })} />
        <span aria-hidden>{t('forms.asksConsent')}</span>
      </div>
      {asks && (
        <TextArea
          label={t('forms.consentText')}
          maxLength={2_000}
          error={formState.errors.consentText?.message}
          {...register('consentText', { validate: (text, { asksConsent }) => !asksConsent || text.trim() !== '' || t('needed') })}
        />
      )}
    </EditorCard>
  )
}

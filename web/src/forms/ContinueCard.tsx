import { useQuery } from '@tanstack/react-query'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { channelName, handle } from '../accounts/handle.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { SelectField, TextArea } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { queries } from '../queries.ts'
import { EditorCard } from './EditorCard.tsx'
import type { FormDraft } from './formDraft.ts'

/** Where people go on after the form, and the message they get there. */
export function ContinueCard() {
  const { t } = useTranslation()
  const { register, watch, setValue, formState } = useFormContext<FormDraft>()
  const { accounts } = useAccountChoice()
  const { data: me } = useQuery(queries.me)
  const { data: installed } = useQuery(queries.channels)
  const channel = watch('continue')
  const { errors } = formState
  const isLimited = me !== undefined && me.accountIds !== null
  const goesOn = channel !== 'none'
  // What the form has stays a choice while the channels are loading.
  const channels =
    installed?.data.flatMap(({ name, hasChatLink }) => (hasChatLink || name === channel ? [name] : [])) ?? (goesOn ? [channel] : [])
  const offered = accounts.filter((account) => !goesOn || account.channel === channel)
  const byDefault = me?.workspace.dmTexts[channel]
  return (
    <EditorCard title={t('forms.continueTitle')} text={t('forms.continueText')}>
      <SelectField
        label={t('forms.continue')}
        {...register('continue', { onChange: () => setValue('accountId', '', { shouldDirty: true }) })}
      >
        <option value="none">{t('forms.continueIn.none')}</option>
        {channels.map((one) => (
          <option key={one} value={one}>
            {channelName(t, one)}
          </option>
        ))}
      </SelectField>
      {(goesOn || isLimited) && (
        <SelectField
          label={t('forms.account')}
          error={errors.accountId?.message}
          {...register('accountId', { validate: (id) => !isLimited || id !== '' || t('needed') })}
        >
          <option value="">{t(isLimited ? 'forms.chooseAccount' : 'forms.firstAccount')}</option>
          {offered.map((account) => (
            <option key={account.id} value={account.id}>
              {handle(account)}
            </option>
          ))}
        </SelectField>
      )}
      {goesOn && offered.length === 0 && <Notice tone="warn">{t('forms.noAccount', { channel: channelName(t, channel) })}</Notice>}
      {goesOn && (
        <TextArea
          label={t('forms.message')}
          hint={t(byDefault ? 'forms.messageDefault' : 'forms.messageHint', { text: byDefault ?? '' })}
          maxLength={4_000}
          error={errors.message?.message}
          {...register('message', {
            validate: (text, draft) => draft.continue === 'none' || text.trim() !== '' || Boolean(byDefault) || t('needed'),
          })}
        />
      )}
    </EditorCard>
  )
}

import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { useAccountSave } from './useAccountSave.ts'

/** How automations get along with people: how long they pause after somebody replied in the app, and whether they show “typing”. */
export function PresenceForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const { t } = useTranslation()
  const form = useForm({ defaultValues: { minutes: String(account.handPauseMinutes), showsTyping: account.showsTyping } })
  const { register, formState } = form
  const { submit, trouble } = useAccountSave(form, {
    account,
    changeOf: ({ minutes, showsTyping }) => ({ handPauseMinutes: minutes.trim() === '' ? null : Number(minutes), showsTyping }),
    errorsAt: { handPauseMinutes: 'minutes' },
    onDone,
  })
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-5 p-4 sm:p-6">
      <p className="text-soft">{t('account.pauseText')}</p>
      <TextField
        label={t('account.pauseMinutes')}
        hint={t('account.pauseHint')}
        type="number"
        inputMode="numeric"
        min={0}
        max={10_080}
        step={1}
        error={formState.errors.minutes?.message}
        {...register('minutes')}
      />
      <label className="flex items-start gap-2.5">
        <input type="checkbox" className="mt-1 size-4 shrink-0 accent-accent" {...register('showsTyping')} />
        <span>
          {t('account.typing')}
          <span className="block text-sm text-soft">{t('account.typingHint')}</span>
        </span>
      </label>
      <ProblemNotice problem={trouble} />
      <Button type="submit" look="primary" busy={formState.isSubmitting} className="sm:justify-self-start">
        {t('settings.save')}
      </Button>
    </form>
  )
}

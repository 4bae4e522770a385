import { useQuery } from '@tanstack/react-query'
import { SlidersHorizontal } from 'lucide-react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { CardProblem } from './unfinished.ts'
import { SelectField, TextField } from '../parts/Field.tsx'
import { Toggle } from '../parts/Toggle.tsx'
import { queries } from '../queries.ts'
import type { BuilderForm } from './builderForm.ts'
import type { Part } from './part.ts'
import { SentenceCard } from './SentenceCard.tsx'

const delays = [0, 1, 2, 5, 10, 30, 60]
const cooldowns = [0, 10, 60, 6 * 60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60]

/** The wait before anything is sent in private. */
export const delayPart: Part = {
  stepsOf: ({ delayMinutes }, idOf) => (delayMinutes > 0 ? [{ id: idOf('delay'), type: 'delay', minutes: delayMinutes }] : []),
  read(form, take) {
    form.delayMinutes = take('delay', 'delay')?.minutes ?? 0
    return true
  },
  missing: () => [],
  Card: null,
  tab: 'dm',
}

/** Timing, and where leads go. */
export function MoreCard({ problems, onFocus }: { problems: CardProblem[]; onFocus: () => void }) {
  const { t } = useTranslation()
  const { data: mail } = useQuery(queries.mail)
  const { watch, setValue, register, formState } = useFormContext<BuilderForm>()
  const [asks, saveLead, delay, cooldown] = watch(['asks', 'saveLead', 'delayMinutes', 'cooldownMinutes'])
  const span = (minutes: number) => {
    if (minutes % 1440 === 0) return t('builder.days', { count: minutes / 1440 })
    return minutes % 60 === 0 ? t('builder.hours', { count: minutes / 60 }) : t('builder.minutes', { count: minutes })
  }
  return (
    <SentenceCard icon={SlidersHorizontal} words={t('builder.more')} problems={problems} onFocus={onFocus}>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField label={t('builder.delay')} className="w-full" {...register('delayMinutes', { valueAsNumber: true })}>
          {[...new Set([...delays, delay])].map((minutes) => (
            <option key={minutes} value={minutes}>
              {minutes === 0 ? t('builder.atOnce') : t('builder.after', { span: span(minutes) })}
            </option>
          ))}
        </SelectField>
        <SelectField label={t('builder.cooldown')} className="w-full" {...register('cooldownMinutes', { valueAsNumber: true })}>
          {[...new Set([...cooldowns, cooldown])].map((minutes) => (
            <option key={minutes} value={minutes}>
              {minutes === 0 ? t('builder.everyTime') : t('builder.onceIn', { span: span(minutes) })}
            </option>
          ))}
        </SelectField>
      </div>
      {asks.length > 0 && (
        <div role="group" aria-label={t('builder.leads')} className="grid gap-4 border-t border-line pt-4">
          <div className="flex items-center gap-3">
            <div className="grow">
              <p className="text-sm font-semibold">{t('builder.saveLead')}</p>
              <p className="text-sm text-soft">{t('builder.saveLeadHint')}</p>
            </div>
            <Toggle label={t('builder.saveLead')} on={saveLead} onChange={(on) => setValue('saveLead', on, { shouldDirty: true })} />
          </div>
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField
              label={t('builder.notify')}
              type="email"
              placeholder={t('builder.optional')}
              autoComplete="off"
              hint={mail && !mail.configured ? t('builder.noMailServer') : t('builder.notifyHint')}
              {...register('notificationEmail')}
            />
            <TextField
              label={t('builder.webhook')}
              type="url"
              placeholder="https://"
              hint={t('builder.webhookHint')}
              error={formState.errors.webhookUrl?.message}
              {...register('webhookUrl')}
            />
          </div>
        </div>
      )}
    </SentenceCard>
  )
}

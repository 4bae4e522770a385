import { useTranslation } from 'react-i18next'
import type { Definition } from '../../../server/model/automation.ts'
import { Chip } from '../parts/Chip.tsx'
import { inWords } from './inWords.ts'
import { lineOf } from './stepLines.ts'

/** A read-only view of an automation that the cards cannot show: it was created through the API. */
export function StepsList({ definition }: { definition: Definition }) {
  const { t } = useTranslation()
  return (
    <ol aria-label={t('steps.title')} className="grid gap-3">
      {definition.triggers.map((trigger, index) => (
        <li key={index} className="rounded-2xl border border-line bg-card p-4 font-semibold shadow-card">
          {inWords(t, trigger)}
        </li>
      ))}
      {definition.steps.map((step) => {
        const { icon: Icon, said } = lineOf(step)
        return (
          <li key={step.id} className="flex gap-3 rounded-2xl border border-line bg-card p-4 shadow-card">
            <Icon className="mt-0.5 size-5 shrink-0 text-accent" aria-hidden />
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2 text-sm font-bold">
                {t(`steps.type.${step.type}`)}
                <code className="font-mono text-xs font-normal text-soft">{step.id}</code>
              </p>
              <p className="mt-0.5 break-words whitespace-pre-wrap">{said(step, t)}</p>
              {step.type === 'message' && step.buttons && (
                <p className="mt-2 flex flex-wrap gap-1.5">
                  {step.buttons.map((button, index) => (
                    <Chip key={index} tone="accent">{`${button.title}: ${button.url ?? button.goTo ?? ''}`}</Chip>
                  ))}
                </p>
              )}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

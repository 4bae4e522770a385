import { useTranslation } from 'react-i18next'
import type { ShownTemplate } from '../../../server/templates/templates.schemas.ts'
import { Chip } from '../parts/Chip.tsx'
import { qualityTones, statusLooks } from './looks.ts'

/** The state of a template, its category and how people rate it. */
export function TemplateChips({ template }: { template: ShownTemplate }) {
  const { t } = useTranslation()
  const category = (name: string) =>
    name === 'marketing' || name === 'utility' || name === 'authentication' ? t(`messageTemplates.categories.${name}`) : name
  const { status, quality, formerCategory } = template
  return (
    <>
      <Chip {...statusLooks[status]}>{t(`messageTemplates.status.${status}`)}</Chip>
      <Chip>{category(template.category)}</Chip>
      {formerCategory && <Chip tone="warn">{t('messageTemplates.was', { category: category(formerCategory) })}</Chip>}
      {quality && <Chip tone={qualityTones[quality]}>{t(`messageTemplates.quality.${quality}`)}</Chip>}
    </>
  )
}

/** Reasons that the platform gives; others are shown as it writes them. */
const reasons = ['ABUSIVE_CONTENT', 'INCORRECT_CATEGORY', 'INVALID_FORMAT', 'PROMOTIONAL', 'SCAM', 'TAG_CONTENT_MISMATCH'] as const

/** Why a template was rejected; null where the platform told nothing. */
export function useReason() {
  const { t } = useTranslation()
  return ({ rejectedReason: reason }: ShownTemplate): string | null => {
    const known = reasons.find((one) => one === reason)
    return known ? t(`messageTemplates.reason.${known}`) : reason && t('messageTemplates.otherReason', { reason })
  }
}

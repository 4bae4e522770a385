import { Ban, BellOff, Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../server/contacts/contacts.schemas.ts'
import { Chip } from '../parts/Chip.tsx'

/** Whether a person may be written to, as they last said: opted out somewhere, no marketing, or agreed. */
export function ConsentChip({ contact: { isOptedOut, consents } }: { contact: Pick<Contact, 'isOptedOut' | 'consents'> }) {
  const { t } = useTranslation()
  if (isOptedOut)
    return (
      <Chip tone="bad" icon={Ban}>
        {t('contacts.optedOut')}
      </Chip>
    )
  // Newest first.
  const marketing = consents.find(({ about }) => about === 'marketing')
  if (marketing?.state === 'withdrawn')
    return (
      <Chip tone="warn" icon={BellOff}>
        {t('contacts.noMarketing')}
      </Chip>
    )
  const given = marketing ?? consents.find(({ about }) => about === 'messages')
  if (given?.state === 'given')
    return (
      <Chip tone="good" icon={Check}>
        {t('contacts.agreed')}
      </Chip>
    )
  return <span className="text-soft">–</span>
}

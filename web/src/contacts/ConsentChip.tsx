import { Ban, BellOff, Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../server/contacts/contacts.schemas.ts'
import { Chip } from '../parts/Chip.tsx'

type Props = { contact: Pick<Contact, 'isOptedOut' | 'consents'>; none?: ReactNode }

/** Whether a person may be written to, as they last said: opted out somewhere, no marketing, or agreed; `none` where they said nothing. */
export function ConsentChip({ contact: { isOptedOut, consents }, none = <span className="text-soft">–</span> }: Props) {
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
  return none
}

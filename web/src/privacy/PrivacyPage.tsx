import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Ban } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Page } from '../frame/Page.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { Button } from '../parts/Button.tsx'
import { Section } from '../parts/Section.tsx'
import { queries } from '../queries.ts'
import { CleanUpCard } from './CleanUpCard.tsx'
import { PersonCard } from './PersonCard.tsx'
import { PrivacyCard } from './PrivacyCard.tsx'
import { RetentionCard } from './RetentionCard.tsx'

/** Settings: how long data is kept, who opted out, and the public pages (requirement H9). */
export function PrivacyPage() {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(queries.me)
  const mayWrite = me.permissions.includes('workspace.write')
  return (
    <Page title={t('settings.title')} text={t('privacy.pageText')}>
      <SettingsTabs />
      <Section title={t('optOuts.title')}>
        <p className="max-w-prose text-sm text-soft">{t('optOuts.text')}</p>
        <Button asChild className="justify-self-start">
          <Link to="/settings/privacy/opt-outs" search={{}}>
            <Ban aria-hidden />
            {t('optOuts.open')}
          </Link>
        </Button>
      </Section>
      <PersonCard mayErase={me.permissions.includes('contacts.erase')} />
      {mayWrite && <RetentionCard />}
      {mayWrite && <CleanUpCard />}
      {mayWrite && <PrivacyCard />}
    </Page>
  )
}

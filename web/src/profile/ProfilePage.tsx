import { useTranslation } from 'react-i18next'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Page } from '../frame/Page.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { Section } from '../parts/Section.tsx'
import { queries } from '../queries.ts'
import { LinkedLogins } from './LinkedLogins.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { PersonForm } from './PersonForm.tsx'
import { SecondFactor } from './SecondFactor.tsx'
import { Sessions } from './Sessions.tsx'

/** Settings › Your profile: who you are here, and how you sign in. */
export function ProfilePage() {
  const { t } = useTranslation()
  const { data: me } = useSuspenseQuery(queries.me)
  const { data: logins } = useQuery(queries.linkedLogins)
  return (
    <Page title={t('settings.title')}>
      <SettingsTabs />
      {me.user ? (
        <>
          <Section title={t('profile.person')}>
            <PersonForm user={me.user} />
          </Section>
          <Section title={t('profile.password')}>
            {logins?.hasPassword === false ? <p className="text-sm text-soft">{t('profile.noPassword')}</p> : <PasswordForm />}
          </Section>
          <SecondFactor user={me.user} hasPassword={logins?.hasPassword !== false} />
          <LinkedLogins />
          <Sessions />
        </>
      ) : (
        <p className="text-soft">{t('profile.nobody')}</p>
      )}
    </Page>
  )
}

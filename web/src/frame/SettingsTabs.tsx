import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { queries } from '../queries.ts'
import { useAccountChoice } from './accountChoice.tsx'
import { tabLook, Tabs } from './Tabs.tsx'

/** The pages of Settings. */
export function SettingsTabs() {
  const { t } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const { accounts } = useAccountChoice()
  return (
    <Tabs label={t('settings.title')}>
      <Link to="/settings" activeOptions={{ exact: true, includeSearch: false }} className={tabLook}>
        {t('settings.general')}
      </Link>
      <Link to="/settings/profile" search={{}} activeOptions={{ includeSearch: false }} className={tabLook}>
        {t('profile.tab')}
      </Link>
      {me?.permissions.includes('members.read') && (
        <Link to="/settings/team" className={tabLook}>
          {t('team.title')}
        </Link>
      )}
      <Link to="/settings/doctor" className={tabLook}>
        {t('doctor.title')}
      </Link>
      {accounts.some((account) => account.hasTemplates) && (
        <Link to="/settings/templates" search={{}} activeOptions={{ includeSearch: false }} className={tabLook}>
          {t('messageTemplates.title')}
        </Link>
      )}
      <Link to="/settings/tags" search={{}} activeOptions={{ includeSearch: false }} className={tabLook}>
        {t('tags.title')}
      </Link>
      <Link to="/settings/contact-fields" className={tabLook}>
        {t('contactFields.title')}
      </Link>
      <Link to="/settings/privacy" activeOptions={{ includeSearch: false }} className={tabLook}>
        {t('privacy.tab')}
      </Link>
      {me?.permissions.includes('endpoints.read') && (
        <Link to="/settings/endpoints" activeOptions={{ includeSearch: false }} className={tabLook}>
          {t('endpoints.title')}
        </Link>
      )}
      {me?.permissions.includes('keys.read') && (
        <Link to="/settings/keys" className={tabLook}>
          {t('keys.title')}
        </Link>
      )}
      {me?.permissions.includes('audit.read') && (
        <Link to="/settings/audit" search={{}} activeOptions={{ includeSearch: false }} className={tabLook}>
          {t('audit.title')}
        </Link>
      )}
      {me?.permissions.includes('instance.admin') && (
        <Link to="/settings/admin" className={tabLook}>
          {t('admin.title')}
        </Link>
      )}
    </Tabs>
  )
}

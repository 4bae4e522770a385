import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { tabLook, Tabs } from '../frame/Tabs.tsx'

/** The pages for admins of the instance, under those of Settings. */
export function AdminTabs() {
  const { t } = useTranslation()
  return (
    <>
      <SettingsTabs />
      <Tabs label={t('adminTabs.label')}>
        <Link to="/settings/admin" activeOptions={{ exact: true }} className={tabLook}>
          {t('adminTabs.overview')}
        </Link>
        <Link to="/settings/admin/workspaces" className={tabLook}>
          {t('workspaces.title')}
        </Link>
        <Link to="/settings/admin/people" search={{}} activeOptions={{ includeSearch: false }} className={tabLook}>
          {t('users.title')}
        </Link>
      </Tabs>
    </>
  )
}

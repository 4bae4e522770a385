import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { tabLook, Tabs } from './Tabs.tsx'

/** The pages of Settings. */
export function SettingsTabs() {
  const { t } = useTranslation()
  return (
    <Tabs label={t('settings.title')}>
      <Link to="/settings" activeOptions={{ exact: true }} className={tabLook}>
        {t('settings.general')}
      </Link>
      <Link to="/settings/tags" search={{}} activeOptions={{ includeSearch: false }} className={tabLook}>
        {t('tags.title')}
      </Link>
    </Tabs>
  )
}

import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Button } from '../parts/Button.tsx'

/** The one thing to do where a list beside the activity is empty. */
export function ToActivity() {
  const { t } = useTranslation()
  return (
    <Button asChild look="primary">
      <Link to="/activity" search={{}}>
        {t('unsent.toActivity')}
      </Link>
    </Button>
  )
}

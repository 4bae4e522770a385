import { useTranslation } from 'react-i18next'

/** How long a text is and may be, for its field: a hint, which becomes an error beyond the limit. */
export function useCount() {
  const { t } = useTranslation()
  return (text: string, most: number): { hint: string } | { error: string } => {
    const count = Array.from(text).length
    const words = t('messageTemplates.count', { count, most })
    return count > most ? { error: words } : { hint: words }
  }
}

import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Stats } from '../../../server/admin/admin.schemas.ts'
import { queries } from '../queries.ts'

/** What the platform charged for: messages by account and category. Nothing where it told no prices. */
export function Prices({ prices }: { prices: Stats['prices'] }) {
  const { t, i18n } = useTranslation()
  const { data: accounts } = useQuery(queries.accounts)
  if (!prices.length) return null
  const nameOf = (id: string) => accounts?.data.find((one) => one.id === id)?.name ?? ''
  return (
    <section aria-labelledby="prices" className="rounded-2xl border border-line bg-card shadow-card">
      <h2 id="prices" className="border-b border-line px-5 py-3 font-bold">
        {t('home.prices')}
      </h2>
      <ul className="divide-y divide-line">
        {prices.map(({ accountId, category, type, messages, billable }) => (
          <li key={`${accountId}/${category}/${type}`} className="flex flex-wrap justify-between gap-x-4 gap-y-1 px-5 py-3 text-sm">
            <span className="wrap-anywhere">
              {[nameOf(accountId), category.replaceAll('_', ' '), type?.replaceAll('_', ' ')].filter(Boolean).join(' · ')}
            </span>
            <span className="text-soft tabular-nums">
              {t('home.priced', { messages: messages.toLocaleString(i18n.language), billable: billable.toLocaleString(i18n.language) })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

import { useTranslation } from 'react-i18next'
import type { Overview } from '../../../server/admin/admin.schemas.ts'

/** Why messages failed, the most frequent reason first. */
export function Failures({ failures }: { failures: NonNullable<Overview['instance']>['failures'] }) {
  const { t, i18n } = useTranslation()
  return (
    <section aria-labelledby="failures">
      <h2 id="failures" className="mb-3 text-lg font-bold">
        {t('admin.failures')}
      </h2>
      <div className="rounded-2xl border border-line bg-card shadow-card">
        {failures.length === 0 && <p className="px-5 py-8 text-center text-soft">{t('admin.noFailures')}</p>}
        <ul className="divide-y divide-line">
          {failures.map(({ code, text, messages }) => (
            <li key={code} className="flex items-baseline gap-4 px-5 py-3">
              <span className="w-12 shrink-0 text-right font-bold tabular-nums">{messages.toLocaleString(i18n.language)}</span>
              <span className="min-w-0">
                {text} <code className="text-xs break-all text-soft">{code}</code>
              </span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

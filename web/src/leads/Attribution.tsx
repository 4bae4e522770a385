import { CircleCheck, CircleSlash } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { answersOf, attributionRows, consentsOf } from './readAttribution.ts'

/** Where a lead came from: form, campaign and ad, what the person answered, and what they agreed to. */
export function Attribution({ attribution }: { attribution: Record<string, unknown> }) {
  const { t } = useTranslation()
  const rows = attributionRows.flatMap(({ word, keys }) => {
    const value = keys.map((key) => attribution[key]).find((one): one is string => typeof one === 'string' && one !== '')
    return value === undefined ? [] : [{ name: t(`leads.from_${word}`), text: value }]
  })
  if (attribution['isOrganic'] === true) rows.push({ name: t('leads.from_ad'), text: t('leads.organic') })
  if (attribution['suspected'] === 'spam') rows.push({ name: t('leads.suspected'), text: t('leads.suspectedText') })
  const answers = answersOf(attribution)
  const consents = consentsOf(attribution)
  return (
    <>
      {rows.length > 0 && (
        <Part title={t('leads.attribution')}>
          <Pairs pairs={rows} />
        </Part>
      )}
      {answers.length > 0 && (
        <Part title={t('leads.answers')}>
          <Pairs pairs={answers} />
        </Part>
      )}
      {consents.length > 0 && (
        <Part title={t('leads.consent')}>
          <ul className="grid gap-1.5 text-sm">
            {consents.map(({ text, isGiven }) => (
              <li key={text} className="flex items-start gap-2">
                {isGiven ? (
                  <CircleCheck className="mt-0.5 size-4 shrink-0 text-good" aria-hidden />
                ) : (
                  <CircleSlash className="mt-0.5 size-4 shrink-0 text-soft" aria-hidden />
                )}
                <span className="min-w-0 break-words">
                  <span className="sr-only">{t(isGiven ? 'leads.consentGiven' : 'leads.consentNotGiven')}: </span>
                  {text}
                </span>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </>
  )
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section aria-label={title}>
    <h3 className="mb-2.5 text-sm font-bold text-soft">{title}</h3>
    {children}
  </section>
)

const Pairs = ({ pairs }: { pairs: { name: string; text: string }[] }) => (
  <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,5fr)] gap-x-4 gap-y-1.5 text-sm">
    {pairs.map(({ name, text }) => (
      <div key={name} className="contents">
        <dt className="break-words text-soft">{name}</dt>
        <dd className="break-words">{text}</dd>
      </div>
    ))}
  </dl>
)

import { Link } from '@tanstack/react-router'
import { ArrowRight, AtSign, Link2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { goals } from './setupSearch.ts'

const icons = { link: Link2, emails: AtSign }

/** The first goal: each choice becomes an automation that is nearly filled in. */
export function GoalStep() {
  const { t } = useTranslation()
  return (
    <>
      <ul aria-label={t('setup.goal.title')} className="grid gap-4">
        {goals.map((goal) => {
          const Icon = icons[goal]
          return (
            <li key={goal}>
              <Link
                to="/setup"
                search={{ step: 'connect', goal }}
                className="group grid grid-cols-[auto_1fr_auto] items-center gap-4 rounded-2xl border border-line bg-card p-5 shadow-card transition-colors hover:border-accent"
              >
                <span className="grid size-12 place-items-center rounded-2xl rounded-br-sm bg-tint text-accent" aria-hidden>
                  <Icon className="size-6" />
                </span>
                <span>
                  <span className="block text-lg leading-snug font-bold">{t(`setup.goal.${goal}`)}</span>
                  <span className="mt-0.5 block text-soft">{t(`setup.goal.${goal}Text`)}</span>
                </span>
                <ArrowRight
                  className="size-5 text-soft transition-transform group-hover:translate-x-1 group-hover:text-accent"
                  aria-hidden
                />
              </Link>
            </li>
          )
        })}
      </ul>
      <p className="mt-6">
        <Link
          to="/"
          className="text-sm font-semibold text-soft underline decoration-line underline-offset-4 hover:text-ink hover:decoration-2"
        >
          {t('setup.skip')}
        </Link>
      </p>
    </>
  )
}

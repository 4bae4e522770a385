import { Link } from '@tanstack/react-router'
import { ArrowRight, AtSign, CirclePlay, Link2, MessageSquareText, PencilLine } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { useMayConnect } from '../accounts/useMayConnect.ts'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { templateNames, templateTriggers, type TemplateName } from './templateNames.ts'

const icons = { link: Link2, emails: AtSign, keyword: MessageSquareText, story: CirclePlay, blank: PencilLine }

/** The templates that an account has events for, each with one sentence about what it does. */
export function TemplateGallery({ account, onPick }: { account: Account | null; onPick: (name: TemplateName) => void }) {
  const { t } = useTranslation()
  const { mayConnect } = useMayConnect()
  if (!account) {
    return (
      <Notice
        tone="warn"
        title={t(mayConnect ? 'builder.noAccountTitle' : 'builder.noAccountAskTitle')}
        action={
          mayConnect && (
            <Button asChild size="sm">
              <Link to="/settings">{t('builder.noAccountAction')}</Link>
            </Button>
          )
        }
      >
        {t(mayConnect ? 'builder.noAccount' : 'builder.noAccountAsk')}
      </Notice>
    )
  }
  const offered = templateNames.filter((name) => {
    const trigger = templateTriggers[name]
    return trigger === null || account.triggers.includes(trigger)
  })
  return (
    <ul aria-label={t('template.title')} className="grid gap-3">
      {offered.map((name) => {
        const Icon = icons[name]
        return (
          <li key={name}>
            <button
              type="button"
              onClick={() => onPick(name)}
              className="group flex w-full items-center gap-4 rounded-2xl border border-line bg-card p-4 text-left shadow-card transition-colors hover:border-accent"
            >
              <span className="grid size-11 shrink-0 place-items-center rounded-xl rounded-br-sm bg-tint text-accent" aria-hidden>
                <Icon className="size-5" />
              </span>
              <span className="grow">
                <span className="block font-bold">{t(`template.${name}.name`)}</span>
                <span className="block text-sm text-soft">{t(`template.${name}.text`)}</span>
              </span>
              <ArrowRight
                className="size-4 shrink-0 text-soft transition-transform group-hover:translate-x-0.5 group-hover:text-accent"
                aria-hidden
              />
            </button>
          </li>
        )
      })}
    </ul>
  )
}

import { Link } from '@tanstack/react-router'
import { MessageSquareText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ShownTemplate } from '../../../server/templates/templates.schemas.ts'
import { languageName } from './looks.ts'
import { TemplateChips, useReason } from './TemplateState.tsx'

/** One template: its name, its state and the beginning of its text. */
export function TemplateRow({ template }: { template: ShownTemplate }) {
  const { i18n } = useTranslation()
  const reason = useReason()(template)
  return (
    <div className="relative grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-3.5 rounded-2xl border border-line bg-card p-4 shadow-card transition-colors hover:border-edge/50">
      <span className="grid size-11 place-items-center rounded-xl rounded-br-sm bg-tint text-accent" aria-hidden>
        <MessageSquareText className="size-5" />
      </span>
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {/* The whole row opens it; the link's name is what is read out. */}
          <Link
            to="/settings/templates/$templateId"
            params={{ templateId: template.id }}
            search={(before) => before}
            className="max-w-full truncate font-bold after:absolute after:inset-0 after:rounded-2xl focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
          >
            {template.name}
          </Link>
          <TemplateChips template={template} />
        </div>
        <p className="mt-0.5 line-clamp-2 text-sm text-soft wrap-anywhere">
          {[languageName(template.language, i18n.language), template.body].filter(Boolean).join(' · ')}
        </p>
        {reason && <p className="mt-1 text-sm text-bad">{reason}</p>}
      </div>
    </div>
  )
}

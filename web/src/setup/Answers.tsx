import { useQuery } from '@tanstack/react-query'
import { CornerDownRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { messageOutcome, outcomeLooks } from '../activity/outcomes.ts'
import { Chip } from '../parts/Chip.tsx'
import { queries } from '../queries.ts'

/** The messages of one event, shown under it as soon as they are planned. */
export function Answers({ eventId }: { eventId: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(queries.trace(eventId))
  if (!data || data.messages.length === 0) return null
  return (
    <ul className="grid gap-1.5 pr-4 pb-3 pl-16">
      {data.messages.map((message) => {
        const outcome = messageOutcome(message.status)
        return (
          <li key={message.id} className="flex animate-rise items-center gap-2 text-sm">
            <CornerDownRight className="size-4 shrink-0 text-soft" aria-hidden />
            <span className="min-w-0 grow truncate">
              <span className="text-soft">{t(message.kind === 'public_reply' ? 'setup.live.public' : 'setup.live.direct')}</span>{' '}
              {message.text}
            </span>
            <Chip {...outcomeLooks[outcome]}>{t(`activity.outcome.${outcome}`)}</Chip>
          </li>
        )
      })}
    </ul>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Eye, PencilLine } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { Chip } from '../parts/Chip.tsx'
import { viewersOf } from './viewersOf.ts'

/** Who else looks at this conversation or writes in it. */
export function Viewers({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(viewersOf(conversationId))
  useEffect(() => () => void api.viewConversation(conversationId, { left: true }, true).catch(() => undefined), [conversationId])
  return (
    <p aria-live="polite" className="flex min-w-0 flex-wrap gap-1">
      {data?.data.map(({ memberId, name, typing }) => (
        <Chip key={memberId} tone={typing ? 'warn' : 'plain'} icon={typing ? PencilLine : Eye}>
          {t(typing ? 'inbox.isWriting' : 'inbox.isLooking', { name })}
        </Chip>
      ))}
    </p>
  )
}

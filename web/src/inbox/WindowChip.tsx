import { Clock3, Lock } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../server/conversations/conversations.schemas.ts'
import { Chip } from '../parts/Chip.tsx'
import { serverNow } from '../parts/serverClock.ts'

const hourMs = 3_600_000

/** How long the person may still be written to freely. */
export function WindowChip({ conversation: { windowUntil, whyNot } }: { conversation: Conversation }) {
  const { t } = useTranslation()
  const [nowMs, setNowMs] = useState(serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(serverNow()), 20_000)
    return () => clearInterval(timer)
  }, [])
  if (windowUntil === null && whyNot === null) return null
  const leftMs = windowUntil === null ? 0 : new Date(windowUntil).getTime() - nowMs
  if (leftMs <= 0)
    return (
      <Chip tone={whyNot ? 'bad' : 'warn'} icon={Lock}>
        {t(whyNot ? 'inbox.window.closed' : 'inbox.window.peopleOnly')}
      </Chip>
    )
  const isShort = leftMs < 2 * hourMs
  const left = isShort ? { unit: 'minute', value: Math.ceil(leftMs / 60_000) } : { unit: 'hour', value: Math.floor(leftMs / hourMs) }
  return (
    <Chip tone={isShort ? 'warn' : 'good'} icon={Clock3}>
      {t(left.unit === 'hour' ? 'inbox.window.hours' : 'inbox.window.minutes', { count: left.value })}
    </Chip>
  )
}

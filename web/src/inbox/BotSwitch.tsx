import { Bot, BotOff, CirclePlay, Clock3, Hourglass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Conversation } from '../../../server/conversations/conversations.schemas.ts'
import { isUntilResumed } from '../../../server/model/conversation.ts'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Menu, MenuItem } from '../parts/Menu.tsx'
import { serverNow } from '../parts/serverClock.ts'
import { timeText } from '../parts/shownTime.ts'
import { useChange } from './useChange.ts'

const shortMs = 30 * 60_000
const inHalfAnHour = () => new Date(serverNow() + shortMs).toISOString()

/** Whether automations reply in this conversation, and how to pause and resume them. Who opted out gets none: the switch is locked. */
export function BotSwitch({ conversation, mayWrite }: { conversation: Conversation; mayWrite: boolean }) {
  const { t, i18n } = useTranslation()
  const { id, bot, botPausedUntil, optedOutAt } = conversation
  const change = useChange(id)
  if (optedOutAt)
    return (
      <Chip tone="bad" icon={BotOff}>
        {t('inbox.bot.optedOut')}
      </Chip>
    )
  const until = botPausedUntil === null ? null : new Date(botPausedUntil)
  const text =
    bot === 'on'
      ? t('inbox.bot.on')
      : until && !isUntilResumed(until)
        ? t('inbox.bot.offUntil', { time: timeText(until, i18n.language, { timeStyle: 'short' }) })
        : t('inbox.bot.off')
  const Icon = bot === 'on' ? Bot : BotOff
  if (!mayWrite) return <Chip icon={Icon}>{text}</Chip>
  return (
    <Menu
      align="start"
      trigger={
        <Button size="sm" className={bot === 'on' ? 'min-h-9' : 'min-h-9 bg-warn-tint text-warn hover:bg-warn-tint'}>
          <Icon aria-hidden />
          {text}
        </Button>
      }
    >
      {bot === 'off' && (
        <MenuItem icon={CirclePlay} onSelect={() => void change({ bot: 'on' })}>
          {t('inbox.bot.resume')}
        </MenuItem>
      )}
      <MenuItem icon={Clock3} onSelect={() => void change({ bot: 'off', botUntil: inHalfAnHour() })}>
        {t(bot === 'on' ? 'inbox.bot.pauseShort' : 'inbox.bot.resumeLater')}
      </MenuItem>
      <MenuItem icon={Hourglass} onSelect={() => void change({ bot: 'off' })}>
        {t('inbox.bot.pauseLong')}
      </MenuItem>
    </Menu>
  )
}

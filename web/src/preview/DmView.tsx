import { BadgeCheck, ExternalLink } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { Avatar } from '../parts/Avatar.tsx'
import { classes } from '../parts/classes.ts'
import { Note } from './CommentsView.tsx'
import type { Line, PhoneButton } from './world.ts'
import { WriteLine } from './WriteLine.tsx'

type Props = {
  name: string
  account: Account | null
  lines: Line[]
  lead: Record<string, string> | null
  onWrite: (text: string) => void
  onTap: (button: PhoneButton) => void
}

/** The conversation between the follower and the account. Buttons can be tapped; those with a link show its address. */
export function DmView({ name, account, lines, lead, onWrite, onTap }: Props) {
  const { t } = useTranslation()
  const log = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // In new browsers scrollTo returns a promise, which is not a clean-up function.
    log.current?.scrollTo(0, log.current.scrollHeight)
  }, [lines.length, lead])
  return (
    <div className="flex min-h-0 grow animate-fade flex-col">
      <div className="flex items-center gap-2 border-b border-line px-3 pb-2">
        <Avatar name={name} src={account?.pictureUrl ?? null} className="size-7 text-xs" />
        <span className="truncate text-sm font-bold">{name}</span>
      </div>
      <div ref={log} role="log" aria-label={t('phone.tab.dm')} className="flex min-h-0 grow flex-col gap-2 overflow-y-auto p-3">
        {lines.length === 0 && <p className="m-auto px-6 text-center text-sm text-soft">{t('phone.noDm')}</p>}
        {lines.map((line) =>
          line.from === 'note' ? (
            <Note key={line.id} line={line} />
          ) : (
            <div
              key={line.id}
              className={classes(
                'max-w-[85%] overflow-hidden rounded-[1.15rem] text-sm',
                line.from === 'person' ? 'self-end rounded-br-md bg-accent text-on-accent' : 'self-start rounded-bl-md bg-sunk',
                line.text === '' && !line.buttons && 'opacity-50',
              )}
            >
              <p className="px-3.5 py-2 break-words whitespace-pre-wrap">{line.text || t('phone.emptyText')}</p>
              {line.buttons?.map((button, index) => (
                <PhoneButtonRow key={index} button={button} onTap={onTap} />
              ))}
            </div>
          ),
        )}
        {lead && (
          <p className="flex animate-rise items-center gap-1.5 self-center rounded-full bg-good-tint px-3 py-1 text-xs font-semibold text-good">
            <BadgeCheck className="size-3.5 shrink-0" aria-hidden />
            {t('phone.lead', { fields: Object.values(lead).join(', ') })}
          </p>
        )}
      </div>
      <WriteLine label={t('phone.messageLabel')} placeholder={t('phone.messagePlaceholder')} send={t('phone.send')} onSend={onWrite} />
    </div>
  )
}

function PhoneButtonRow({ button, onTap }: { button: PhoneButton; onTap: (button: PhoneButton) => void }) {
  const { t } = useTranslation()
  const look =
    'mx-1.5 mb-1.5 flex min-h-9 items-center justify-center gap-1.5 rounded-xl bg-raised px-3 text-center font-semibold hover:bg-tint'
  if (button.url) {
    return (
      <a href={button.url} target="_blank" rel="noreferrer" title={button.url} className={look}>
        {button.title || t('phone.emptyButton')}
        <ExternalLink className="size-3.5 text-soft" aria-hidden />
      </a>
    )
  }
  return (
    <button
      type="button"
      onClick={() => onTap(button)}
      disabled={!button.payload}
      className={classes(look, 'w-[calc(100%-0.75rem)] disabled:text-soft')}
    >
      {button.title || t('phone.emptyButton')}
    </button>
  )
}

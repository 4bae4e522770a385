import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Activity, CirclePlay, Ellipsis, MessageCircle, MessageSquareText, PencilLine, Trash2, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { AutomationAnswer } from '../../../server/automations/automations.schemas.ts'
import { api } from '../api.ts'
import { ApiError } from '../callApi.ts'
import { triggerOf } from './triggerOf.ts'
import { handle } from '../accounts/handle.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Menu, MenuItem, MenuLine } from '../parts/Menu.tsx'
import { Toggle } from '../parts/Toggle.tsx'
import { problemText, showProblem } from '../problem.ts'
import { inWords } from './inWords.ts'
import { isOverlap } from './problems.ts'
import { StatusChip } from './StatusChip.tsx'
import { showNote, showError } from '../parts/notes.tsx'

const icons = {
  comment: MessageCircle,
  live_comment: MessageCircle,
  message: MessageSquareText,
  story_reply: CirclePlay,
  story_mention: CirclePlay,
  postback: MessageSquareText,
}

/** Warnings about other automations after one went live. None if the linter cannot be reached: the automation is live anyway. */
const overlapsOf = async (id: string): Promise<string> => {
  const { problems } = await api.lintSaved(id).catch(() => ({ problems: [] }))
  return problems
    .filter(isOverlap)
    .map(({ text }) => text)
    .join(' ')
}

type Props = { item: AutomationAnswer; account: Account | null; mayChange: boolean; onRemove: () => void }

/** One automation: its triggers as text, its figures, and its switch. */
export function AutomationRow({ item, account, mayChange, onRemove }: Props) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const Icon = icons[triggerOf(item)]
  const number = (value: number) => value.toLocaleString(i18n.language)
  const open = () => void navigate({ to: '/automations/$automationId', params: { automationId: item.id } })

  const flip = async (live: boolean, undo = true) => {
    setBusy(true)
    try {
      if (live && item.status === 'draft') await api.publishAutomation(item.id)
      else await api.switchAutomation(item.id, live)
      await client.invalidateQueries({ queryKey: ['automations'] })
      const overlaps = live ? await overlapsOf(item.id) : ''
      showNote(t(live ? 'automations.nowLive' : 'automations.nowPaused', { name: item.name }), {
        ...(overlaps ? { description: overlaps, duration: 12_000 } : {}),
        ...(undo ? { action: { label: t('undo'), onClick: () => void flip(!live, false) } } : {}),
      })
    } catch (trouble) {
      if (trouble instanceof ApiError && trouble.code === 'not_publishable') {
        showError(t('builder.notPublishable'), {
          description: problemText(t, trouble),
          action: { label: t('automations.open'), onClick: open },
        })
      } else showProblem(t, trouble, () => void flip(live, undo))
    } finally {
      setBusy(false)
    }
  }

  const figures = [
    ['triggers', item.stats.total_triggers],
    ['dms', item.stats.total_dms_sent],
    ['leads', item.stats.total_leads_captured],
  ] as const

  return (
    <div className="relative grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3.5 gap-y-3 rounded-2xl border border-line bg-card p-4 shadow-card transition-colors hover:border-edge/50 md:grid-cols-[auto_minmax(0,1fr)_auto_auto]">
      <span className="grid size-11 place-items-center rounded-xl rounded-br-sm bg-tint text-accent" aria-hidden>
        <Icon className="size-5" />
      </span>
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {/* The whole row opens it; the link's name is what is read out. */}
          <Link
            to="/automations/$automationId"
            params={{ automationId: item.id }}
            className="max-w-full truncate font-bold after:absolute after:inset-0 after:rounded-2xl focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-accent"
          >
            {item.name}
          </Link>
          <StatusChip status={item.status} />
        </div>
        <p className="mt-0.5 line-clamp-2 text-sm text-soft md:truncate">
          {inWords(t, item.definition.triggers[0])}
          {account && ` · ${handle(account)}`}
          <span className="hidden md:inline">
            {' · '}
            {item.stats.last_triggered_at ? (
              <>
                {t('automations.lastRun')} <Ago at={item.stats.last_triggered_at} justNow={t('justNow')} />
              </>
            ) : (
              t('automations.neverRan')
            )}
          </span>
        </p>
      </div>
      <dl className="order-last col-span-3 grid grid-cols-3 gap-x-6 border-t border-line pt-3 md:order-none md:col-span-1 md:border-0 md:pt-0 md:text-right">
        {figures.map(([name, value]) => (
          <div key={name} className="flex flex-col-reverse md:min-w-16">
            <dt className="text-xs text-soft">{t(`automations.figure.${name}`)}</dt>
            <dd className="text-lg leading-6 font-bold tabular-nums">{number(value)}</dd>
          </div>
        ))}
      </dl>
      <div className="relative z-10 flex items-center gap-1.5 md:ml-3">
        <Toggle
          label={t('automations.switch', { name: item.name })}
          on={item.status === 'live'}
          disabled={busy || !mayChange}
          onChange={(on) => void flip(on)}
        />
        <Menu
          trigger={
            <Button look="quiet" size="icon" aria-label={t('automations.menu', { name: item.name })}>
              <Ellipsis aria-hidden />
            </Button>
          }
        >
          <MenuItem icon={PencilLine} onSelect={open}>
            {t('automations.open')}
          </MenuItem>
          <MenuItem icon={UsersRound} onSelect={() => void navigate({ to: '/leads', search: { automation: item.id } })}>
            {t('automations.itsLeads')}
          </MenuItem>
          {item.status === 'live' && (
            <MenuItem icon={Activity} onSelect={() => void navigate({ to: '/setup', search: { step: 'live', automation: item.id } })}>
              {t('automations.tryIt')}
            </MenuItem>
          )}
          {mayChange && (
            <>
              <MenuLine />
              <MenuItem icon={Trash2} danger onSelect={onRemove}>
                {t('automations.remove')}
              </MenuItem>
            </>
          )}
        </Menu>
      </div>
    </div>
  )
}

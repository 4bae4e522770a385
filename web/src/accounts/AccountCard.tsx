import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import {
  CircleAlert,
  CircleCheck,
  CirclePause,
  CircleSlash,
  ClipboardList,
  Gauge,
  IdCard,
  History,
  MessageSquareText,
  Pause,
  Play,
  RefreshCw,
  Trash2,
  Unplug,
} from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { channelName, handle } from './handle.ts'
import { Ago } from '../parts/Ago.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { Drawer } from '../parts/Drawer.tsx'
import { showProblem } from '../problem.ts'
import { BreakerNotice } from './BreakerNotice.tsx'
import { CountryForm } from './CountryForm.tsx'
import { DefaultTemplate } from './DefaultTemplate.tsx'
import { DisconnectButton } from './DisconnectButton.tsx'
import { loginAddress } from './loginAddress.ts'
import { MissingAbilities } from './MissingAbilities.tsx'
import { queries } from '../queries.ts'
import { PresenceForm } from './PresenceForm.tsx'
import { LeadAlerts } from './LeadAlerts.tsx'
import { LeadForms } from './LeadForms.tsx'
import { BusinessProfile } from './BusinessProfile.tsx'
import { EntryPoints } from './EntryPoints.tsx'
import { MissedEvents } from './MissedEvents.tsx'
import { ReconnectForm } from './ReconnectForm.tsx'
import { StoppedKinds } from './StoppedKinds.tsx'
import { useSpeedWords } from './speed.ts'
import { SpeedForm } from './SpeedForm.tsx'
import { useMayConnect } from './useMayConnect.ts'
import { ToldByPlatform } from './ToldByPlatform.tsx'
import { TokenState } from './TokenState.tsx'
import { showNote } from '../parts/notes.tsx'

const looks = {
  active: { tone: 'good', icon: CircleCheck },
  inactive: { tone: 'plain', icon: CircleSlash },
  reconnect_needed: { tone: 'bad', icon: CircleAlert },
  paused: { tone: 'warn', icon: CirclePause },
  disconnected: { tone: 'plain', icon: Unplug },
} as const

/** A connected account: whether it can send, its last event, and its actions. */
export function AccountCard({ account }: { account: Account }) {
  const { t, i18n } = useTranslation()
  const client = useQueryClient()
  const [reconnecting, setReconnecting] = useState(false)
  const [reviving, setReviving] = useState(false)
  const [limiting, setLimiting] = useState(false)
  const [pausing, setPausing] = useState(false)
  const [choosing, setChoosing] = useState(false)
  const [showsMissed, setShowsMissed] = useState(false)
  const [showsEntries, setShowsEntries] = useState(false)
  const [showsProfile, setShowsProfile] = useState(false)
  const [showsForms, setShowsForms] = useState(false)
  const ownSpeed = useSpeedWords().own(account)
  const name = handle(account)
  const off = account.status === 'inactive'
  const needsLogin = account.status === 'reconnect_needed' || account.status === 'disconnected'
  const { data: me } = useSuspenseQuery(queries.me)
  const { mayChange, mayConnect } = useMayConnect()
  const { data: logins } = useQuery(queries.logins)
  // One that was made by *Try it* comes back without a login.
  const madeHere = account.simulated && account.connectionId === null
  const login = madeHere ? undefined : logins?.data.find(({ name, available }) => available && name === account.login)
  const sends = account.platformLimits.length > 0
  const country = account.defaultCountry ?? me.workspace.defaultCountry
  const countryName = new Intl.DisplayNames([i18n.language], { type: 'region' }).of(country) ?? country

  const change = async (status: 'active' | 'inactive', undo = true) => {
    try {
      await api.changeAccount(account.id, { status })
      await client.invalidateQueries({ queryKey: ['accounts'] })
      const back = status === 'active' ? 'inactive' : 'active'
      showNote(
        t(status === 'active' ? 'accounts.nowActive' : 'accounts.nowInactive', { account: name }),
        undo ? { action: { label: t('undo'), onClick: () => void change(back, false) } } : {},
      )
    } catch (trouble) {
      showProblem(t, trouble, () => void change(status, undo))
    }
  }
  // A simulated account needs no pasted token: the simulator issues a new one.
  const revive = async () => {
    setReviving(true)
    try {
      await api.reviveSimulated(account.id)
      await client.invalidateQueries({ queryKey: ['accounts'] })
      showNote(t('accounts.connected', { account: name }))
    } catch (trouble) {
      showProblem(t, trouble, () => void revive())
    } finally {
      setReviving(false)
    }
  }
  const remove = async () => {
    try {
      await api.removeAccount(account.id)
      await client.invalidateQueries()
      showNote(t('accounts.removed', { account: name }))
    } catch (trouble) {
      showProblem(t, trouble, () => void remove())
    }
  }

  return (
    <article aria-label={name} className="flex h-full flex-col gap-4 rounded-2xl border border-line bg-card p-5 shadow-card">
      <div className="flex items-start gap-3.5">
        <Avatar name={name} src={account.pictureUrl} className="size-12 text-lg" />
        <div className="min-w-0 grow">
          <h3 className="text-[1.0625rem] leading-snug font-bold wrap-anywhere">{name}</h3>
          <p className="text-sm text-soft wrap-anywhere">
            {[channelName(t, account.channel), account.category ?? account.name].join(' · ')}
          </p>
        </div>
        <div className="flex flex-col items-end gap-1.5">
          <Chip {...looks[account.status]}>{t(`accounts.status.${account.status}`)}</Chip>
          {account.simulated && <Chip tone="accent">{t('accounts.simulated')}</Chip>}
        </div>
      </div>
      {/* The reason of a stopped kind is shown below, with its button. */}
      {(account.health.ok || account.status !== 'active') && (
        <p
          className={
            account.health.ok || account.status === 'disconnected' ? 'text-sm' : 'rounded-lg bg-bad-tint px-3 py-2 text-sm text-bad'
          }
        >
          {account.health.text}
          {account.statusReason && account.statusReason !== account.health.text && ` ${account.statusReason}`}
        </p>
      )}
      {account.notices.map((notice) => (
        <p key={notice.code} className="rounded-lg bg-warn-tint px-3 py-2 text-sm text-warn">
          {notice.text}
        </p>
      ))}
      <BreakerNotice account={account} />
      <MissingAbilities account={account} />
      <StoppedKinds account={account} />
      {account.leadAds && <LeadAlerts accountId={account.id} />}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1 text-sm">
        <dt className="text-soft">{t('accounts.lastEvent')}</dt>
        <dd>{account.lastEventAt ? <Ago at={account.lastEventAt} justNow={t('justNow')} /> : t('accounts.noEvent')}</dd>
        {account.phone && (
          <>
            <dt className="text-soft">{t('accounts.phone')}</dt>
            <dd>{account.phone}</dd>
          </>
        )}
        <dt className="text-soft">{t('accounts.platformId')}</dt>
        <dd className="font-mono text-xs leading-5 wrap-anywhere">{account.externalId}</dd>
        {account.triggers.length > 0 && (
          <>
            <dt className="text-soft">{t('account.country')}</dt>
            <dd>
              {countryName}{' '}
              {mayChange && (
                <button
                  type="button"
                  aria-haspopup="dialog"
                  className="underline underline-offset-4 hover:no-underline"
                  onClick={() => setChoosing(true)}
                >
                  {t('account.countryChange')}
                </button>
              )}
            </dd>
          </>
        )}
        {account.triggers.length > 0 && (
          <>
            <dt className="text-soft">{t('account.pause')}</dt>
            <dd>
              {account.handPauseMinutes > 0 ? t('account.pauseFor', { count: account.handPauseMinutes }) : t('account.pauseNever')}{' '}
              {mayChange && (
                <button
                  type="button"
                  aria-haspopup="dialog"
                  className="underline underline-offset-4 hover:no-underline"
                  onClick={() => setPausing(true)}
                >
                  {t('account.pauseChange')}
                </button>
              )}
            </dd>
          </>
        )}
        {account.hasTemplates && <DefaultTemplate account={account} name={name} mayChange={mayChange} />}
        {sends && (
          <>
            <dt className="text-soft">{t('accounts.speed')}</dt>
            <dd>
              {ownSpeed.length === 0 && t('accounts.speedPlatform')}
              {ownSpeed.map((line) => (
                <span key={line} className="block">
                  {line}
                </span>
              ))}
            </dd>
          </>
        )}
      </dl>
      <ToldByPlatform account={account} />
      <TokenState account={account} login={mayConnect ? login?.name : undefined} onNewToken={() => setReconnecting(true)} />
      <div className="mt-auto flex flex-wrap gap-2 border-t border-line pt-4 empty:hidden">
        {mayConnect && needsLogin && login && (
          <Button asChild size="sm" look="primary">
            <a href={loginAddress(login.name, { returnTo: '/settings', account: account.id })}>
              <RefreshCw aria-hidden />
              {t('accounts.reconnect')}
            </a>
          </Button>
        )}
        {mayChange && needsLogin && !login && (
          <Button size="sm" look="primary" busy={reviving} onClick={() => (madeHere ? void revive() : setReconnecting(true))}>
            <RefreshCw aria-hidden />
            {t('accounts.reconnect')}
          </Button>
        )}
        {mayChange && account.status !== 'disconnected' && (
          <Button size="sm" onClick={() => void change(off || account.status === 'paused' ? 'active' : 'inactive')}>
            {off || account.status === 'paused' ? <Play aria-hidden /> : <Pause aria-hidden />}
            {t(off || account.status === 'paused' ? 'accounts.activate' : 'accounts.pause')}
          </Button>
        )}
        {mayChange && (!needsLogin || login) && !account.simulated && (
          <Button size="sm" look="quiet" aria-haspopup="dialog" onClick={() => setReconnecting(true)}>
            <RefreshCw aria-hidden />
            {t('accounts.newToken')}
          </Button>
        )}
        {account.leadAds && (
          <Button size="sm" look="quiet" aria-haspopup="dialog" onClick={() => setShowsForms(true)}>
            <ClipboardList aria-hidden />
            {t('leadForms.open')}
          </Button>
        )}
        {account.hasHistory && (
          <Button size="sm" look="quiet" aria-haspopup="dialog" onClick={() => setShowsMissed(true)}>
            <History aria-hidden />
            {t('missed.open')}
          </Button>
        )}
        {mayChange && account.hasEntryPoints && !needsLogin && (
          <Button size="sm" look="quiet" aria-haspopup="dialog" onClick={() => setShowsEntries(true)}>
            <MessageSquareText aria-hidden />
            {t('entryPoints.open')}
          </Button>
        )}
        {mayChange && account.hasProfile && !needsLogin && (
          <Button size="sm" look="quiet" aria-haspopup="dialog" onClick={() => setShowsProfile(true)}>
            <IdCard aria-hidden />
            {t('businessProfile.open')}
          </Button>
        )}
        {mayChange && sends && (
          <Button size="sm" look="quiet" aria-haspopup="dialog" onClick={() => setLimiting(true)}>
            <Gauge aria-hidden />
            {t('accounts.speedChange')}
          </Button>
        )}
        {mayChange && account.status !== 'disconnected' && <DisconnectButton account={account} />}
        {mayChange && (
          <Confirm
            trigger={
              <Button size="sm" look="quiet" className="ml-auto hover:text-bad">
                <Trash2 aria-hidden />
                {t('accounts.remove')}
              </Button>
            }
            title={t('accounts.removeTitle', { account: name })}
            text={t('accounts.removeText')}
            confirm={t('accounts.remove')}
            cancel={t('cancel')}
            onConfirm={() => void remove()}
          />
        )}
      </div>
      {showsForms && (
        <Drawer title={t('leadForms.titleOf', { account: name })} closeLabel={t('close')} onClose={() => setShowsForms(false)}>
          <LeadForms account={account} />
        </Drawer>
      )}
      {showsMissed && (
        <Drawer title={t('missed.titleOf', { account: name })} closeLabel={t('close')} onClose={() => setShowsMissed(false)}>
          <MissedEvents account={account} />
        </Drawer>
      )}
      {showsEntries && (
        <Drawer title={t('entryPoints.titleOf', { account: name })} closeLabel={t('close')} onClose={() => setShowsEntries(false)}>
          <EntryPoints account={account} />
        </Drawer>
      )}
      {showsProfile && (
        <Drawer title={t('businessProfile.titleOf', { account: name })} closeLabel={t('close')} onClose={() => setShowsProfile(false)}>
          <BusinessProfile account={account} />
        </Drawer>
      )}
      {pausing && (
        <Drawer title={t('account.pauseTitle', { account: name })} closeLabel={t('close')} onClose={() => setPausing(false)}>
          <PresenceForm account={account} onDone={() => setPausing(false)} />
        </Drawer>
      )}
      {choosing && (
        <Drawer title={t('account.countryTitle', { account: name })} closeLabel={t('close')} onClose={() => setChoosing(false)}>
          <CountryForm account={account} onDone={() => setChoosing(false)} />
        </Drawer>
      )}
      {limiting && (
        <Drawer title={t('accounts.speedTitle', { account: name })} closeLabel={t('close')} onClose={() => setLimiting(false)}>
          <SpeedForm account={account} onDone={() => setLimiting(false)} />
        </Drawer>
      )}
      {reconnecting && (
        <Drawer title={t('accounts.reconnectTitle', { account: name })} closeLabel={t('close')} onClose={() => setReconnecting(false)}>
          <ReconnectForm account={account} onDone={() => setReconnecting(false)} />
        </Drawer>
      )}
    </article>
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { Offer } from '../../../server/accounts/logins.schemas.ts'
import { api } from '../api.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { Skeleton } from '../parts/Skeleton.tsx'
import { queries } from '../queries.ts'
import { channelName } from './handle.ts'

const keyOf = ({ channel, externalId }: Pick<Offer, 'channel' | 'externalId'>) => `${channel}/${externalId}`

type Props = { connectionId: string; onConnected: (accounts: Account[]) => void; onDone: () => void }

/**
 * The Pages and accounts that a login gives access to, to choose from; one that lacks a task says which, and cannot be chosen. A number
 * with two-step verification asks for its PIN.
 */
export function ChooseAccounts({ connectionId, onConnected, onDone }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data, error } = useQuery(queries.offers(connectionId))
  // Null: nothing was chosen yet.
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(null)
  const [refused, setRefused] = useState<Map<string, { code: string; message: string }>>(new Map())
  const [pins, setPins] = useState<Record<string, string>>({})
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  if (error) return <ProblemNotice problem={error} />
  if (!data) return <Skeleton label={t('wait')} />
  const open = data.data.filter((offer) => !offer.whyNot && !offer.accountId)
  // The only one is what a person came for. Of several, this hub would answer for Pages that nobody meant: a person chooses.
  const picks = picked ?? new Set(open.length === 1 ? open.map(keyOf) : [])
  const chosen = open.filter((offer) => picks.has(keyOf(offer)))
  const toggle = (key: string) => setPicked(new Set(picks.has(key) ? [...picks].filter((one) => one !== key) : [...picks, key]))

  const connect = async () => {
    setBusy(true)
    setTrouble(null)
    try {
      const wanted = chosen.map((offer) => {
        const pin = pins[keyOf(offer)]?.trim()
        return { channel: offer.channel, externalId: offer.externalId, ...(pin ? { pin } : {}) }
      })
      const { data: results } = await api.connectOffers(connectionId, wanted)
      await client.invalidateQueries({ queryKey: ['accounts'] })
      await client.invalidateQueries(queries.offers(connectionId))
      const failed = results.flatMap((one) => (one.error ? [[keyOf(one), one.error] as const] : []))
      setRefused(new Map(failed))
      const connected = results.flatMap(({ account }) => account ?? [])
      if (connected.length > 0) onConnected(connected)
      if (failed.length === 0) onDone()
    } catch (caught) {
      setTrouble(caught)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="grid gap-5 p-4 sm:p-6">
      <p className="text-soft">{t(data.data.length > 0 ? 'logins.chooseText' : 'logins.nothingOffered')}</p>
      {data.connection.missingScopes.length > 0 && (
        <Notice tone="warn" title={t('logins.notGranted')}>
          <span className="font-mono text-xs wrap-anywhere">{data.connection.missingScopes.join(', ')}</span>
        </Notice>
      )}
      {open.length > 1 && (
        <Button
          size="sm"
          className="justify-self-start"
          onClick={() => setPicked(new Set(chosen.length === open.length ? [] : open.map(keyOf)))}
        >
          {t(chosen.length === open.length ? 'logins.chooseNone' : 'logins.chooseAll')}
        </Button>
      )}
      <ul className="grid gap-2">
        {data.data.map((offer) => {
          const key = keyOf(offer)
          const can = !offer.whyNot && !offer.accountId
          const notGranted = offer.notGranted.length > 0 ? t('logins.notGrantedHere', { permissions: offer.notGranted.join(', ') }) : null
          const refusal = refused.get(key)
          const why = refusal?.message ?? offer.whyNot ?? (offer.accountId ? t('logins.already') : notGranted)
          return (
            <li key={key}>
              <label
                className={`flex items-center gap-3 rounded-xl border border-line bg-card p-3 ${can ? 'cursor-pointer hover:border-accent' : ''}`}
              >
                <input
                  type="checkbox"
                  className="size-5 shrink-0 accent-accent"
                  disabled={!can}
                  checked={can && picks.has(key)}
                  onChange={() => toggle(key)}
                  aria-describedby={why ? `${key}-why` : undefined}
                />
                <Avatar name={offer.name} src={offer.pictureUrl} className="size-10" />
                <span className="min-w-0 grow">
                  <span className="block truncate font-semibold">{offer.username ? `@${offer.username}` : offer.name}</span>
                  <span className="block truncate text-sm text-soft">
                    {[channelName(t, offer.channel), offer.phone].filter(Boolean).join(' · ')}
                  </span>
                  {why && (
                    <span id={`${key}-why`} className={`block text-sm ${offer.accountId ? 'text-soft' : 'text-warn'}`}>
                      {why}
                    </span>
                  )}
                </span>
              </label>
              {refusal?.code === 'pin_wrong' && (
                <TextField
                  label={t('accounts.pin')}
                  hint={t('accounts.pinHint')}
                  boxClassName="mt-2"
                  inputMode="numeric"
                  autoComplete="off"
                  value={pins[key] ?? ''}
                  onChange={({ target }) => setPins((before) => ({ ...before, [key]: target.value }))}
                />
              )}
            </li>
          )
        })}
      </ul>
      <ProblemNotice problem={trouble} />
      <Button look="primary" busy={busy} disabled={chosen.length === 0} onClick={() => void connect()} className="sm:justify-self-start">
        {t('logins.connectChosen', { count: chosen.length })}
      </Button>
    </div>
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Link2, Unlink } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LinkedLogin } from '../../../server/linkedLogins/linkedLogins.schemas.ts'
import { api } from '../api.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showNote } from '../parts/notes.tsx'
import { Section } from '../parts/Section.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

const route = getRouteApi('/frame/settings/profile')
const told = ['access_denied', 'login_state', 'linked_elsewhere', 'code_rejected', 'app_rejected', 'platform_unreachable'] as const

/** The logins elsewhere that sign you in, with a button for each that can be linked: with the password, where you have one. */
export function LinkedLogins() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { error, linked: justLinked } = route.useSearch()
  const { data: ways } = useQuery(queries.signInWays)
  const { data: mine } = useQuery(queries.linkedLogins)
  const [busy, setBusy] = useState<string | null>(null)
  const [asked, setAsked] = useState<string | null>(null)
  const [password, setPassword] = useState('')
  const [trouble, setTrouble] = useState<unknown>(null)
  if (!ways || !mine || (ways.data.length === 0 && mine.data.length === 0)) return null
  // The platform returns to this address; a session belongs to the address that it was begun under.
  const isElsewhere = mine.origin !== window.location.origin

  const link = async (provider: string, currentPassword?: string) => {
    setBusy(provider)
    setTrouble(null)
    try {
      window.location.assign((await api.linkLogin({ provider, ...(currentPassword === undefined ? {} : { currentPassword }) })).url)
    } catch (caught) {
      setBusy(null)
      setTrouble(caught)
    }
  }
  const unlink = async (login: LinkedLogin) => {
    setBusy(login.id)
    try {
      await api.unlinkLogin(login.id)
      await client.invalidateQueries({ queryKey: queries.linkedLogins.queryKey })
      showNote(t('profile.unlinked', { platform: login.title }))
    } catch (trouble) {
      showProblem(t, trouble)
    } finally {
      setBusy(null)
    }
  }
  const known = told.find((one) => one === error) ?? 'other'
  const open = ways.data.filter(({ name }) => !mine.data.some((login) => login.provider === name && login.isCurrent))
  return (
    <Section title={t('profile.logins')}>
      {error && <Notice tone="warn">{t(`profile.error.${known}`)}</Notice>}
      {justLinked && !error && <Notice>{t('profile.linked')}</Notice>}
      {mine.data.length > 0 && (
        <ul aria-label={t('profile.logins')} className="divide-y divide-line">
          {mine.data.map((login) => (
            <li key={login.id} className="flex flex-wrap items-center gap-3 py-2.5">
              <div className="min-w-0 grow">
                <p className="truncate font-semibold">{[login.title, login.name].filter(Boolean).join(' · ')}</p>
                <p className="text-sm text-soft">
                  {login.isCurrent ? t('profile.lastUsed') : t('profile.oldApp')}{' '}
                  {login.isCurrent && <Ago at={login.lastUsedAt} justNow={t('justNow')} />}
                </p>
              </div>
              <Button size="sm" busy={busy === login.id} onClick={() => void unlink(login)}>
                <Unlink aria-hidden />
                {t('profile.unlink')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {open.length > 0 && <p className="max-w-prose text-sm text-soft">{t('profile.loginsText')}</p>}
      <p className="max-w-prose text-sm text-soft">{t('profile.loginsNoCode')}</p>
      {open.length > 0 && isElsewhere && <Notice tone="warn">{t('profile.elsewhere', { address: mine.origin })}</Notice>}
      {asked && (
        <form
          noValidate
          className="grid max-w-sm gap-4"
          onSubmit={(submit) => {
            submit.preventDefault()
            if (password) void link(asked, password)
          }}
        >
          <TextField
            label={t('profile.current')}
            hint={t('profile.linkProof')}
            type="password"
            autoComplete="current-password"
            autoFocus
            value={password}
            onChange={(change) => setPassword(change.target.value)}
          />
          <Button type="submit" look="primary" busy={busy === asked}>
            {t('profile.link', { platform: open.find(({ name }) => name === asked)?.title ?? '' })}
          </Button>
        </form>
      )}
      {trouble !== null && <ProblemNotice problem={trouble} />}
      <div className="flex flex-wrap gap-2 empty:hidden">
        {open
          .filter(({ name }) => name !== asked)
          .map(({ name, title }) => (
            <Button
              key={name}
              busy={busy === name}
              disabled={isElsewhere}
              onClick={() => (mine.hasPassword ? setAsked(name) : void link(name))}
            >
              <Link2 aria-hidden />
              {t('profile.link', { platform: title })}
            </Button>
          ))}
      </div>
    </Section>
  )
}

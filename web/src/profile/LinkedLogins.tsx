import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Link2, Unlink } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LinkedLogin } from '../../../server/linkedLogins/linkedLogins.schemas.ts'
import { api } from '../api.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showNote } from '../parts/notes.tsx'
import { Section } from '../parts/Section.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

const route = getRouteApi('/frame/settings/profile')
const told = ['access_denied', 'login_state', 'linked_elsewhere', 'code_rejected', 'app_rejected', 'platform_unreachable'] as const

/** The logins at the platform that sign you in, with a button for each that can be linked. Nothing where there is none. */
export function LinkedLogins() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { error, linked: justLinked } = route.useSearch()
  const { data: ways } = useQuery(queries.signInWays)
  const { data: mine } = useQuery(queries.linkedLogins)
  const [busy, setBusy] = useState<string | null>(null)
  if (!ways || !mine || (ways.data.length === 0 && mine.data.length === 0)) return null
  // The platform returns to this address; a session belongs to the address that it was begun under.
  const isElsewhere = mine.origin !== window.location.origin

  const link = async (name: string) => {
    setBusy(name)
    try {
      window.location.assign((await api.linkLogin(name)).url)
    } catch (trouble) {
      setBusy(null)
      showProblem(t, trouble, () => void link(name))
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
      <div className="flex flex-wrap gap-2 empty:hidden">
        {open.map(({ name, title }) => (
          <Button key={name} busy={busy === name} disabled={isElsewhere} onClick={() => void link(name)}>
            <Link2 aria-hidden />
            {t('profile.link', { platform: title })}
          </Button>
        ))}
      </div>
    </Section>
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { showNote } from '../parts/notes.tsx'
import { Section } from '../parts/Section.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { deviceOf } from './deviceOf.ts'

/** Where one is signed in, and ending that. */
export function Sessions() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const query = useQuery(queries.sessions)
  const [busy, setBusy] = useState<string | null>(null)
  const end = async (id: string, work: () => Promise<unknown>) => {
    setBusy(id)
    try {
      await work()
      showNote(t('sessions.ended'))
      await client.invalidateQueries({ queryKey: queries.sessions.queryKey })
    } catch (trouble) {
      showProblem(t, trouble)
    } finally {
      setBusy(null)
    }
  }
  return (
    <Section title={t('sessions.title')}>
      <Loaded query={query} className="">
        {({ list, current }) => (
          <>
            <ul aria-label={t('sessions.title')} className="divide-y divide-line">
              {list.map((session) => {
                const device = deviceOf(session.userAgent ?? '')
                return (
                  <li key={session.id} className="flex flex-wrap items-center gap-3 py-2.5">
                    <div className="min-w-40 grow basis-0">
                      <p className="font-semibold">
                        {device ? t('sessions.device', { browser: device.browser, system: device.system }) : t('sessions.unknown')}
                      </p>
                      <p className="text-sm break-words text-soft">
                        {session.ipAddress ? `${session.ipAddress} · ` : ''}
                        {t('profile.lastUsed')} <Ago at={session.updatedAt} justNow={t('justNow')} />
                      </p>
                    </div>
                    {session.id === current ? (
                      <Chip tone="good">{t('sessions.here')}</Chip>
                    ) : (
                      <Button
                        size="sm"
                        busy={busy === session.id}
                        onClick={() => void end(session.id, () => api.endSession(session.token))}
                      >
                        <LogOut aria-hidden />
                        {t('sessions.end')}
                        <span className="sr-only">: {device?.browser ?? session.ipAddress}</span>
                      </Button>
                    )}
                  </li>
                )
              })}
            </ul>
            {list.length > 1 && (
              <Button busy={busy === 'others'} className="justify-self-start" onClick={() => void end('others', api.endOtherSessions)}>
                {t('sessions.endOthers')}
              </Button>
            )}
          </>
        )}
      </Loaded>
    </Section>
  )
}

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Key } from '../../../server/auth/keys.schemas.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { timeText } from '../parts/shownTime.ts'

/** One key: what it may, how long, when it was last used, and revoking it, for who may. */
export function KeyRow({ of: key, onRevoke }: { of: Key; onRevoke?: () => Promise<void> }) {
  const { t, i18n } = useTranslation()
  const [busy, setBusy] = useState(false)
  const day = (at: string) => timeText(at, i18n.language, { day: 'numeric', month: 'short', year: 'numeric' })
  const name = key.madeBy ?? t('keys.someone')
  const revoke = () => {
    setBusy(true)
    void onRevoke?.().finally(() => setBusy(false))
  }
  return (
    <article aria-label={key.name} className="flex items-start gap-3 px-4 py-3.5">
      <div className="grid min-w-0 grow gap-1.5">
        <div className="flex items-center gap-2.5">
          <span className="min-w-0 truncate font-bold">{key.name}</span>
          <code className="shrink-0 text-xs text-soft">{key.prefix}…</code>
          {key.state !== 'active' && <Chip tone="bad">{t(`keys.state.${key.state}`)}</Chip>}
        </div>
        {key.state === 'maker_left' && <p className="text-sm text-bad">{t('keys.makerLeft', { name })}</p>}
        <p className="text-sm break-words text-soft">{key.scopes.join(' · ')}</p>
        {key.state === 'bootstrap_ended' && <p className="text-sm text-bad">{t('keys.bootstrapEnded')}</p>}
        {key.missingScopes.length > 0 && (
          <p className="text-sm text-warn">{t('keys.missing', { name, scopes: key.missingScopes.join(', ') })}</p>
        )}
        <p className="flex flex-wrap gap-x-4 text-xs text-soft">
          <span>
            {key.lastUsedAt ? (
              <>
                {t('keys.lastUsed')} <Ago at={key.lastUsedAt} justNow={t('justNow')} />
              </>
            ) : (
              t('keys.neverUsed')
            )}
          </span>
          <span>
            {key.expiresAt === null
              ? t('keys.never')
              : t(key.state === 'expired' ? 'keys.expired' : 'keys.expires', { at: day(key.expiresAt) })}
          </span>
          {key.accountIds && <span>{t('keys.ofAccounts', { count: key.accountIds.length })}</span>}
          {key.byBootstrap && <span>{t('keys.byBootstrap')}</span>}
          {key.madeBy && <span>{t('keys.madeBy', { name: key.madeBy })}</span>}
        </p>
      </div>
      {onRevoke && (
        <Confirm
          trigger={
            <Button size="sm" look="quiet" busy={busy}>
              {t('keys.revoke')}
              <span className="sr-only">: {key.name}</span>
            </Button>
          }
          title={t('keys.revokeTitle', { name: key.name })}
          text={t('keys.revokeText')}
          confirm={t('keys.revoke')}
          cancel={t('cancel')}
          onConfirm={revoke}
        />
      )}
    </article>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { useMayConnect } from './useMayConnect.ts'

type Kind = Account['stoppedKinds'][number]['kind']

/** Kinds of messages that wait because a permission is missing, each with its reason and a button to resume. Nothing if there is none. */
export function StoppedKinds({ account }: { account: Account }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { mayChange } = useMayConnect()
  const [busy, setBusy] = useState<Kind | null>(null)
  const resume = async (kind: Kind) => {
    setBusy(kind)
    try {
      await api.resumeKind(account.id, kind)
      showNote(t('accounts.resumed', { kind: t(`accounts.kind.${kind}`) }))
    } catch (trouble) {
      showProblem(t, trouble)
    } finally {
      await Promise.all(['accounts', 'queue'].map((key) => client.invalidateQueries({ queryKey: [key] })))
      setBusy(null)
    }
  }
  return account.stoppedKinds.map(({ kind, text }) => (
    <Notice
      key={kind}
      tone="warn"
      title={t('accounts.kindStopped', { kind: t(`accounts.kind.${kind}`) })}
      action={
        mayChange && (
          <Button size="sm" busy={busy === kind} onClick={() => void resume(kind)}>
            {t('accounts.resume')}
          </Button>
        )
      }
    >
      {text} {t('accounts.kindStoppedHint')}
    </Notice>
  ))
}

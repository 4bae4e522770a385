import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Notice } from '../parts/Notice.tsx'
import { tell } from '../parts/tell.tsx'
import { tellProblem } from '../problem.ts'

type Kind = Account['stoppedKinds'][number]['kind']

/** Kinds of messages that wait because a permission is missing, each with its reason and the way to send them again. Nothing while none does. */
export function StoppedKinds({ account }: { account: Account }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [busy, setBusy] = useState<Kind | null>(null)
  const resume = async (kind: Kind) => {
    setBusy(kind)
    try {
      await api.resumeKind(account.id, kind)
      tell(t('accounts.resumed', { kind: t(`accounts.kind.${kind}`) }))
    } catch (trouble) {
      tellProblem(t, trouble)
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
        <Button size="sm" busy={busy === kind} onClick={() => void resume(kind)}>
          {t('accounts.resume')}
        </Button>
      }
    >
      {text} {t('accounts.kindStoppedHint')}
    </Notice>
  ))
}

import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { ApiError } from '../callApi.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/Field.tsx'

/** The code of the authenticator app after the password, or a recovery code. */
export function SecondFactorForm({ onConfirmed, onBack }: { onConfirmed: () => Promise<void>; onBack: () => void }) {
  const { t } = useTranslation()
  const [way, setWay] = useState<'app' | 'recovery'>('app')
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const given = code.replaceAll(/\s/g, '')
  const confirm = async (submit: FormEvent) => {
    submit.preventDefault()
    if (!given) return
    setBusy(true)
    setTrouble(null)
    try {
      await api.confirmCode(way, given)
      await onConfirmed()
    } catch (caught) {
      setTrouble(caught)
    } finally {
      setBusy(false)
    }
  }
  const isOver = trouble instanceof ApiError && trouble.code === 'INVALID_TWO_FACTOR_COOKIE'
  const isWrong = trouble instanceof ApiError && (trouble.status === 401 || trouble.status === 400)
  return (
    <form noValidate onSubmit={(submit) => void confirm(submit)} className="grid gap-5">
      <TextField
        key={way}
        label={t(`signIn.code.${way}`)}
        hint={t(`signIn.codeHint.${way}`)}
        autoComplete="one-time-code"
        {...(way === 'app' ? { inputMode: 'numeric' as const } : {})}
        autoFocus
        spellCheck={false}
        value={code}
        onChange={(change) => setCode(change.target.value)}
      />
      <ProblemNotice problem={trouble}>{isOver ? t('signIn.codeOver') : isWrong && t('signIn.codeWrong')}</ProblemNotice>
      <Button type="submit" look="primary" busy={busy}>
        {t('signIn.enter')}
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button
          size="sm"
          look="quiet"
          onClick={() => {
            setWay(way === 'app' ? 'recovery' : 'app')
            setCode('')
            setTrouble(null)
          }}
        >
          {t(way === 'app' ? 'signIn.useRecovery' : 'signIn.useApp')}
        </Button>
        <Button size="sm" look="quiet" onClick={onBack}>
          {t('signIn.back')}
        </Button>
      </div>
    </form>
  )
}

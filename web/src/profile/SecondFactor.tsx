import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { renderSVG } from 'uqr'
import type { Me } from '../../../server/auth/setup.schemas.ts'
import { api } from '../api.ts'
import { ApiError } from '../callApi.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { SecretDialog } from '../frame/SecretDialog.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { TextField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { Section } from '../parts/Section.tsx'

type Step =
  | { kind: 'closed' }
  | { kind: 'password'; for: 'enable' | 'disable' | 'codes' }
  | { kind: 'confirm'; uri: string; codes: string[] }

/** Setting up, renewing and ending the second factor of one's own login. Each begins with the password. */
export function SecondFactor({ user, hasPassword }: { user: NonNullable<Me['user']>; hasPassword: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [step, setStep] = useState<Step>({ kind: 'closed' })
  const [codes, setCodes] = useState<string[] | null>(null)
  const [entered, setEntered] = useState('')
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const isOn = user.twoFactor
  const go = (next: Step) => {
    setStep(next)
    setEntered('')
    setTrouble(null)
  }
  const run = async (work: () => Promise<void>) => {
    setBusy(true)
    setTrouble(null)
    try {
      await work()
    } catch (caught) {
      setTrouble(caught)
    } finally {
      setBusy(false)
    }
  }
  const finish = async (note: string) => {
    await client.invalidateQueries({ queryKey: ['me'] })
    go({ kind: 'closed' })
    showNote(note)
  }
  const withPassword = (what: 'enable' | 'disable' | 'codes') =>
    run(async () => {
      if (what === 'disable') {
        await api.endSecondFactor(entered)
        return finish(t('secondFactor.ended'))
      }
      if (what === 'codes') {
        setCodes((await api.newRecoveryCodes(entered)).backupCodes)
        return go({ kind: 'closed' })
      }
      const { totpURI, backupCodes } = await api.beginSecondFactor(entered)
      go({ kind: 'confirm', uri: totpURI, codes: backupCodes })
    })
  const confirm = (given: string[]) =>
    run(async () => {
      await api.confirmCode('app', entered.replaceAll(/\s/g, ''))
      setCodes(given)
      await finish(t('secondFactor.isOn'))
    })
  const wrong = trouble instanceof ApiError && (trouble.status === 401 || trouble.status === 400)
  return (
    <Section title={t('secondFactor.title')}>
      <div className="flex flex-wrap items-center gap-3">
        <p className="max-w-prose min-w-60 text-sm text-soft">{t(isOn ? 'secondFactor.onText' : 'secondFactor.text')}</p>
        <Chip tone={isOn ? 'good' : 'plain'}>{t(isOn ? 'secondFactor.on' : 'secondFactor.off')}</Chip>
      </div>
      {!hasPassword && <p className="text-sm text-soft">{t('secondFactor.noPassword')}</p>}
      {hasPassword && step.kind === 'closed' && (
        <div className="flex flex-wrap gap-2">
          {!isOn && <Button onClick={() => go({ kind: 'password', for: 'enable' })}>{t('secondFactor.setUp')}</Button>}
          {isOn && <Button onClick={() => go({ kind: 'password', for: 'codes' })}>{t('secondFactor.newCodes')}</Button>}
          {isOn && (
            <Button look="quiet" onClick={() => go({ kind: 'password', for: 'disable' })}>
              {t('secondFactor.end')}
            </Button>
          )}
        </div>
      )}
      {step.kind !== 'closed' && (
        <form
          noValidate
          className="grid max-w-sm gap-5"
          onSubmit={(submit) => {
            submit.preventDefault()
            if (entered) void (step.kind === 'password' ? withPassword(step.for) : confirm(step.codes))
          }}
        >
          {step.kind === 'confirm' && <ScanCode uri={step.uri} />}
          <TextField
            key={step.kind}
            label={t(step.kind === 'password' ? 'profile.current' : 'signIn.code.app')}
            autoFocus
            spellCheck={false}
            {...(step.kind === 'password'
              ? { type: 'password', autoComplete: 'current-password' }
              : { inputMode: 'numeric' as const, autoComplete: 'one-time-code' })}
            value={entered}
            onChange={(change) => setEntered(change.target.value)}
          />
          <ProblemNotice problem={trouble}>
            {wrong && t(step.kind === 'password' ? 'profile.wrong' : 'secondFactor.wrongCode')}
          </ProblemNotice>
          <div className="flex flex-wrap gap-2">
            <Button type="submit" look="primary" busy={busy}>
              {t(step.kind === 'password' ? 'secondFactor.next' : 'secondFactor.confirm')}
            </Button>
            <Button look="quiet" onClick={() => go({ kind: 'closed' })}>
              {t('cancel')}
            </Button>
          </div>
        </form>
      )}
      {codes && (
        <SecretDialog
          title={t('secondFactor.codesTitle')}
          text={t('secondFactor.codesText')}
          secret={codes.join('\n')}
          fileName="autodm-hub-recovery-codes.txt"
          onClose={() => setCodes(null)}
        />
      )}
    </Section>
  )
}

/** The address of the new entry, as a picture for the app and as text. */
function ScanCode({ uri }: { uri: string }) {
  const { t } = useTranslation()
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  return (
    <div className="grid gap-3">
      <p className="text-sm">{t('secondFactor.scan')}</p>
      <img
        alt={t('secondFactor.picture')}
        className="size-44 rounded-lg border border-line bg-white p-2"
        src={`data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(uri, { border: 1 }))}`}
      />
      <p className="text-sm text-soft">{t('secondFactor.byHand')}</p>
      <code className="rounded-lg bg-sunk p-2 text-sm break-all select-all">{secret}</code>
    </div>
  )
}

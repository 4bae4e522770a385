import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { MessageKind } from '../../../server/model/message.ts'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import { api } from '../api.ts'
import { handle } from './handle.ts'
import { speedKinds, periods, useSpeedWords } from './speed.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'

type Form = Record<MessageKind, { calls: string; perMs: string }>

/** Account limits per kind, beside the platform's limits. An empty field means no limit. */
export function SpeedForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const words = useSpeedWords()
  const kinds = speedKinds(account)
  const field = (kind: MessageKind) => {
    const own = account.ownLimits[kind]
    return { calls: own ? String(own.calls) : '', perMs: String(own?.perMs ?? 3_600_000) }
  }
  const { register, handleSubmit, formState } = useForm<Form>({
    defaultValues: { public_reply: field('public_reply'), private_reply: field('private_reply'), message: field('message') },
  })
  // Read while rendering: the form watches only fields that are read.
  const { dirtyFields } = formState
  const [trouble, setTrouble] = useState<unknown>(null)
  const save = async (form: Form) => {
    setTrouble(null)
    try {
      // Only changed fields: changes that someone else made meanwhile stay.
      const limits = kinds
        .filter((kind) => dirtyFields[kind])
        .map((kind) => {
          const { calls, perMs } = form[kind]
          return [kind, calls.trim() === '' ? null : { calls: Number(calls), perMs: Number(perMs) }]
        })
      await api.changeAccount(account.id, { ownLimits: Object.fromEntries(limits) })
      await client.invalidateQueries({ queryKey: ['accounts'] })
      showNote(t('accounts.speedSaved', { account: handle(account) }))
      onDone()
    } catch (caught) {
      setTrouble(caught)
    }
  }
  return (
    <form noValidate onSubmit={(submit) => void handleSubmit(save)(submit)} className="grid gap-6 p-4 sm:p-6">
      <p className="text-soft">{t('accounts.speedText')}</p>
      {kinds.map((kind) => {
        const allowed = words.platform(account, kind)
        return (
          <fieldset key={kind} className="grid gap-2">
            <legend className="mb-1 font-bold">{t(`accounts.kind.${kind}`)}</legend>
            <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] items-start gap-3">
              <TextField
                label={t('accounts.speedCalls')}
                inputMode="numeric"
                error={formState.errors[kind]?.calls?.message}
                {...register(`${kind}.calls`, { pattern: { value: /^\s*(?:[1-9]\d{0,5}\s*)?$/, message: t('accounts.speedWrong') } })}
              />
              <SelectField label={t('accounts.speedPer')} className="w-full" {...register(`${kind}.perMs`)}>
                {[...new Set([...periods, Number(field(kind).perMs)])].map((ms) => (
                  <option key={ms} value={ms}>
                    {words.stretch(ms)}
                  </option>
                ))}
              </SelectField>
            </div>
            <p className="text-sm text-soft">
              {allowed ? t('accounts.speedAllows', { limits: allowed }) : t('accounts.speedNoFigure')} {t('accounts.speedNone')}
            </p>
          </fieldset>
        )
      })}
      <ProblemNotice problem={trouble} />
      <Button type="submit" look="primary" busy={formState.isSubmitting} className="sm:justify-self-start">
        {t('accounts.speedSave')}
      </Button>
    </form>
  )
}

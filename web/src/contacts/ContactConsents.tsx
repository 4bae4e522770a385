import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, Plus, X } from 'lucide-react'
import { AlertDialog } from 'radix-ui'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { ShownConsent } from '../../../server/contacts/contacts.schemas.ts'
import { consentAbouts, type ConsentAbout } from '../../../server/model/consent.ts'
import { channelName } from '../accounts/handle.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { SelectField, TextArea } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { Section } from '../parts/Section.tsx'
import { timeText } from '../parts/shownTime.ts'
import { problemText } from '../problem.ts'
import { queries } from '../queries.ts'
import { useNames } from './useNames.ts'

/** What a person agreed to or took back: how, when and in which words. */
export function ContactConsents({ contactId, mayWrite }: { contactId: string; mayWrite: boolean }) {
  const { t } = useTranslation()
  const query = useQuery(queries.consents(contactId))
  return (
    <Section title={t('contacts.consents')}>
      <Loaded query={query} rows={1} className="m-0">
        {({ data }) =>
          data.length === 0 ? (
            <p className="text-sm text-soft">{t('contacts.noConsents')}</p>
          ) : (
            <ul aria-label={t('contacts.consents')} className="grid gap-4">
              {data.map((consent) => (
                <Consent key={consent.id} consent={consent} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {mayWrite && <NewConsent contactId={contactId} />}
    </Section>
  )
}

function Consent({ consent: { about, given, source, text, at, accountId, channel } }: { consent: ShownConsent }) {
  const { t, i18n } = useTranslation()
  const names = useNames()
  const where = accountId ? names.account(accountId) : channel ? channelName(t, channel) : null
  return (
    <li className="grid gap-1 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold">
        <Chip tone={given ? 'good' : 'warn'} icon={given ? Check : X}>
          {t(given ? 'contacts.given' : 'contacts.withdrawn')}
        </Chip>
        {t(`contacts.about.${about}`)}
      </p>
      {text && <q className="break-words">{text}</q>}
      <p className="text-xs text-soft">
        {[t(`contacts.consentBy.${source}`), where, timeText(at, i18n.language, { dateStyle: 'medium', timeStyle: 'short' })]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </li>
  )
}

function NewConsent({ contactId }: { contactId: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>
        <Button size="sm" className="justify-self-start">
          <Plus aria-hidden />
          {t('contacts.addConsent')}
        </Button>
      </AlertDialog.Trigger>
      <DialogBox title={t('contacts.addConsent')} text={t('contacts.addConsentText')}>
        <Fields contactId={contactId} onDone={() => setOpen(false)} />
      </DialogBox>
    </AlertDialog.Root>
  )
}

type Given = { about: ConsentAbout; state: 'given' | 'withdrawn'; wording: string }

function Fields({ contactId, onDone }: { contactId: string; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { register, handleSubmit, setError, formState } = useForm<Given>({
    defaultValues: { about: 'marketing', state: 'given', wording: '' },
  })
  const add = async ({ about, state, wording }: Given) => {
    try {
      const changed = await api.changeContact(contactId, { consents: [{ about, state, wording: wording.trim() }] })
      client.setQueryData(queries.contact(contactId).queryKey, changed)
      await client.invalidateQueries({ queryKey: queries.consents(contactId).queryKey })
      showNote(t('contacts.saved'))
      onDone()
    } catch (trouble) {
      setError('wording', { message: problemText(t, trouble) })
    }
  }
  return (
    <form noValidate className="mt-5 grid gap-4" onSubmit={(submit) => void handleSubmit(add)(submit)}>
      <SelectField label={t('contacts.consentTo')} className="w-full" {...register('about')}>
        {consentAbouts.map((about) => (
          <option key={about} value={about}>
            {t(`contacts.about.${about}`)}
          </option>
        ))}
      </SelectField>
      <SelectField label={t('contacts.consentState')} className="w-full" {...register('state')}>
        <option value="given">{t('contacts.given')}</option>
        <option value="withdrawn">{t('contacts.withdrawn')}</option>
      </SelectField>
      <TextArea
        label={t('contacts.wording')}
        hint={t('contacts.wordingHint')}
        maxLength={2_000}
        error={formState.errors.wording?.message}
        {...register('wording', { validate: (text) => text.trim() !== '' || t('needed') })}
      />
      <div className="mt-1 flex justify-end gap-2">
        <AlertDialog.Cancel asChild>
          <Button>{t('cancel')}</Button>
        </AlertDialog.Cancel>
        <Button type="submit" look="primary" busy={formState.isSubmitting}>
          {t('contacts.add')}
        </Button>
      </div>
    </form>
  )
}

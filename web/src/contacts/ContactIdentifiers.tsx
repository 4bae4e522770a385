import { useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { AlertDialog } from 'radix-ui'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../server/contacts/contacts.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { Section } from '../parts/Section.tsx'
import { problemText } from '../problem.ts'
import { queries } from '../queries.ts'
import { IdentifierFields, useKindOf } from './IdentifierFields.tsx'
import { useNames } from './useNames.ts'

/** By what the platforms know a person, on which account; another one can be added. */
export function ContactIdentifiers({ contact, mayWrite }: { contact: Contact; mayWrite: boolean }) {
  const { t } = useTranslation()
  const names = useNames()
  return (
    <Section title={t('contacts.identifiers')}>
      {contact.identifiers.length === 0 && <p className="text-sm text-soft">{t('contacts.noIdentifiers')}</p>}
      {contact.identifiers.length > 0 && (
        <dl className="grid gap-3 text-sm">
          {contact.identifiers.map(({ accountId, kind, value }) => (
            <div key={`${accountId} ${kind} ${value}`}>
              <dt className="text-soft">
                {names.account(accountId)} · {kind === 'phone' || kind === 'scoped' ? t(`contacts.kind.${kind}`) : kind}
              </dt>
              <dd className="font-semibold wrap-anywhere">{kind === 'phone' ? `+${value}` : value}</dd>
            </div>
          ))}
        </dl>
      )}
      {mayWrite && <NewIdentifier contactId={contact.id} />}
    </Section>
  )
}

function NewIdentifier({ contactId }: { contactId: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>
        <Button size="sm" className="justify-self-start">
          <Plus aria-hidden />
          {t('contacts.addIdentifier')}
        </Button>
      </AlertDialog.Trigger>
      <DialogBox title={t('contacts.addIdentifier')} text={t('contacts.addIdentifierText')}>
        <Fields contactId={contactId} onDone={() => setOpen(false)} />
      </DialogBox>
    </AlertDialog.Root>
  )
}

function Fields({ contactId, onDone }: { contactId: string; onDone: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const kindOf = useKindOf()
  const [given, setGiven] = useState({ accountId: '', value: '' })
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const add = async () => {
    setBusy(true)
    try {
      const { accountId, value } = given
      const changed = await api.changeContact(contactId, { identifiers: [{ accountId, kind: kindOf(accountId), value: value.trim() }] })
      client.setQueryData(queries.contact(contactId).queryKey, changed)
      await client.invalidateQueries({ queryKey: ['contacts', 'threads', contactId] })
      onDone()
    } catch (trouble) {
      setError(problemText(t, trouble))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (given.accountId && given.value.trim()) void add()
    else setError(t('needed'))
  }
  return (
    <form noValidate className="mt-5 grid gap-4" onSubmit={submit}>
      <IdentifierFields
        given={given}
        error={error}
        onChange={(next) => {
          setError(undefined)
          setGiven(next)
        }}
      />
      <div className="mt-1 flex justify-end gap-2">
        <AlertDialog.Cancel asChild>
          <Button>{t('cancel')}</Button>
        </AlertDialog.Cancel>
        <Button type="submit" look="primary" busy={busy} disabled={!given.accountId}>
          {t('contacts.add')}
        </Button>
      </div>
    </form>
  )
}

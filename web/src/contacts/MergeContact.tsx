import { useQuery } from '@tanstack/react-query'
import { Merge } from 'lucide-react'
import { AlertDialog } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../server/contacts/contacts.schemas.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { Notice } from '../parts/Notice.tsx'
import { type Chosen, PersonPicker } from '../privacy/PersonPicker.tsx'
import { problemText } from '../problem.ts'
import { queries } from '../queries.ts'
import { contactName } from './contactName.ts'
import { dayText } from './conditionText.ts'
import { useNames } from './useNames.ts'

type Props = { contact: Contact; onMerge: (into: Contact) => Promise<void> }

/** Merges a person into another, after a look at what the other then has. */
export function MergeContact(props: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>
        <Button>
          <Merge aria-hidden />
          {t('contacts.merge')}
        </Button>
      </AlertDialog.Trigger>
      <DialogBox title={t('contacts.mergeTitle')} text={t('contacts.mergeText')}>
        <Fields {...props} />
      </DialogBox>
    </AlertDialog.Root>
  )
}

function Fields({ contact, onMerge }: Props) {
  const { t } = useTranslation()
  const [person, setPerson] = useState<Chosen | null>(null)
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const query = useQuery({ ...queries.contact(person?.id ?? ''), enabled: person !== null })
  const merge = async (into: Contact) => {
    setBusy(true)
    try {
      await onMerge(into)
    } catch (trouble) {
      setError(problemText(t, trouble))
      setBusy(false)
    }
  }
  return (
    <div className="mt-5 grid gap-4">
      <PersonPicker
        chosen={person}
        exceptId={contact.id}
        onChange={(next) => {
          setError(undefined)
          setPerson(next)
        }}
      />
      {person && (
        <Loaded query={query} rows={2} className="m-0">
          {(into) => <Preview from={contact} into={into} />}
        </Loaded>
      )}
      {error && <Notice tone="bad">{error}</Notice>}
      <div className="flex justify-end gap-2">
        <AlertDialog.Cancel asChild>
          <Button>{t('cancel')}</Button>
        </AlertDialog.Cancel>
        <Button look="primary" busy={busy} disabled={!query.data || person === null} onClick={() => query.data && void merge(query.data)}>
          {t('contacts.mergeNow')}
        </Button>
      </div>
    </div>
  )
}

/** Who remains, with what: their own values, and those that they lack. */
function Preview({ from, into }: { from: Contact; into: Contact }) {
  const { t, i18n } = useTranslation()
  const names = useNames()
  const values: [string, string | null][] = [
    [t('contacts.name'), into.name ?? from.name],
    [t('contacts.email'), into.email ?? from.email],
    [t('contacts.phone'), into.phone ?? from.phone],
    [t('contacts.birthday'), (into.birthday ?? from.birthday) ? dayText(into.birthday ?? from.birthday ?? '', i18n.language) : null],
    [t('contacts.column.channels'), [...new Set([...into.channels, ...from.channels])].map(names.channel).join(', ') || null],
    [t('tags.title'), [...new Set([...into.tags, ...from.tags])].join(', ') || null],
    ...Object.entries({ ...from.customFields, ...into.customFields }).map(([key, value]): [string, string] => [
      names.field(key),
      String(value),
    ]),
  ]
  return (
    <section aria-label={t('contacts.mergePreview')} className="rounded-lg bg-sunk p-3 text-sm">
      <h3 className="mb-2 font-semibold">{t('contacts.mergeRemains', { name: contactName(into, t('contacts.someone')) })}</h3>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {values.map(([name, value]) =>
          value === null ? null : (
            <div key={name} className="contents">
              <dt className="text-soft">{name}</dt>
              <dd className="min-w-0 break-words">{value}</dd>
            </div>
          ),
        )}
      </dl>
    </section>
  )
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../server/contacts/contacts.schemas.ts'
import type { ContactField } from '../../../server/model/contact.ts'
import { api } from '../api.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Ago } from '../parts/Ago.tsx'
import { Avatar } from '../parts/Avatar.tsx'
import { Chip } from '../parts/Chip.tsx'
import { showNote } from '../parts/notes.tsx'
import { SaveForm } from '../parts/SaveForm.tsx'
import { Section } from '../parts/Section.tsx'
import { queries } from '../queries.ts'
import { ConsentChip } from './ConsentChip.tsx'
import { ContactActions, useUnmerge } from './ContactActions.tsx'
import { ContactConsents } from './ContactConsents.tsx'
import { ContactFields } from './ContactFields.tsx'
import { ContactHistory } from './ContactHistory.tsx'
import { ContactIdentifiers } from './ContactIdentifiers.tsx'
import { ContactLeads } from './ContactLeads.tsx'
import { contactName } from './contactName.ts'
import { ContactNotes } from './ContactNotes.tsx'
import { ContactTags } from './ContactTags.tsx'
import { ContactThreads } from './ContactThreads.tsx'
import { useContactForm } from './useContactForm.ts'

const route = getRouteApi('/frame/contacts/$contactId')

/** One person: what is known of them, what they agreed to, and where they are. */
export function ContactPage() {
  const { t } = useTranslation()
  const { contactId } = route.useParams()
  const query = useQuery(queries.contact(contactId))
  return (
    <Page title={query.data ? contactName(query.data, t('contacts.someone')) : t('contacts.one')} actions={<Back />}>
      <Loaded query={query}>{(contact) => <OpenContact key={contact.id} contact={contact} />}</Loaded>
    </Page>
  )
}

function Back() {
  const { t } = useTranslation()
  return (
    <Link to="/contacts" search={{}} className="inline-flex min-h-9 items-center gap-1.5 text-sm font-semibold text-soft hover:text-ink">
      <ArrowLeft className="size-4" aria-hidden />
      {t('contacts.all')}
    </Link>
  )
}

function OpenContact({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const { data: me } = useQuery(queries.me)
  const fields = useQuery(queries.contactFields)
  const undo = useUnmerge()
  const mayWrite = me?.permissions.includes('contacts.write') ?? false
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-3.5 gap-y-2">
        <Avatar name={contactName(contact, t('contacts.someone'))} className="size-12 text-lg" />
        <div className="min-w-0 grow text-sm text-soft">
          <p className="truncate">
            {[contact.username && `@${contact.username}`, t(`contacts.source.${contact.source}`)].filter(Boolean).join(' · ')}
          </p>
          <p>
            {/* Who was added and did nothing yet was never seen. */}
            {t(
              contact.source !== 'channel' && contact.lastSeenAt === contact.createdAt ? 'contacts.history.added' : 'contacts.column.seen',
            )}
            : <Ago at={contact.lastSeenAt} justNow={t('justNow')} />
          </p>
        </div>
        <ConsentChip contact={contact} none={null} />
        <ContactActions contact={contact} />
      </header>
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="min-w-0">
          <Section title={t('contacts.details')}>
            <Loaded query={fields} className="m-0">
              {({ data }) => <Details contact={contact} fields={data} mayWrite={mayWrite} />}
            </Loaded>
          </Section>
          <ContactConsents contactId={contact.id} mayWrite={mayWrite} />
          <ContactHistory
            contactId={contact.id}
            {...(mayWrite && me?.accountIds === null ? { onUndo: (mergeId) => void undo(contact.id, mergeId) } : {})}
          />
        </div>
        <div className="min-w-0">
          <Section title={t('tags.title')}>
            {mayWrite ? <ContactTags contactId={contact.id} bare /> : <TagList tags={contact.tags} />}
          </Section>
          <ContactNotes contactId={contact.id} mayWrite={mayWrite} />
          <ContactThreads contact={contact} mayWrite={mayWrite} />
          <ContactIdentifiers contact={contact} mayWrite={mayWrite} />
          {me?.permissions.includes('leads.read') && <ContactLeads contactId={contact.id} />}
        </div>
      </div>
    </>
  )
}

function TagList({ tags }: { tags: string[] }) {
  const { t } = useTranslation()
  if (!tags.length) return <p className="text-sm text-soft">{t('contacts.noTags')}</p>
  return (
    <div className="flex flex-wrap gap-1.5">
      {tags.map((tag) => (
        <Chip key={tag}>{tag}</Chip>
      ))}
    </div>
  )
}

/** The form with what is known of a person; those who may not change it see it switched off. */
function Details({ contact, fields, mayWrite }: { contact: Contact; fields: readonly ContactField[]; mayWrite: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { form, submit, trouble } = useContactForm(contact, fields, async (change) => {
    const saved = await api.changeContact(contact.id, change)
    client.setQueryData(queries.contact(contact.id).queryKey, saved)
    showNote(t('contacts.saved'))
    return saved
  })
  const { isDirty, isSubmitting } = form.formState
  const inputs = <ContactFields form={form} fields={fields} />
  if (!mayWrite)
    return (
      <fieldset disabled className="grid items-start gap-5 sm:grid-cols-2">
        {inputs}
      </fieldset>
    )
  return (
    <SaveForm
      label={t('contacts.save')}
      onSubmit={() => void submit()}
      isDirty={isDirty}
      busy={isSubmitting}
      className="grid items-start gap-5 sm:grid-cols-2"
    >
      {inputs}
      {trouble !== null && <ProblemNotice problem={trouble} className="col-span-full" />}
    </SaveForm>
  )
}

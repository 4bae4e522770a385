import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Download, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../server/contacts/contacts.schemas.ts'
import { api } from '../api.ts'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { contactName } from './contactName.ts'
import { MergeContact } from './MergeContact.tsx'

/** Takes back a merge, and opens who is there again. */
export function useUnmerge(): (contactId: string, mergeId?: string) => Promise<void> {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const undo = async (contactId: string, mergeId?: string): Promise<void> => {
    try {
      const again = await api.unmergeContact(contactId, mergeId)
      showNote(t('contacts.unmerged', { name: contactName(again, t('contacts.someone')) }))
      await navigate({ to: '/contacts/$contactId', params: { contactId: again.id } })
    } catch (trouble) {
      showProblem(t, trouble, () => void undo(contactId, mergeId))
    }
    await client.invalidateQueries({ queryKey: ['contacts'] })
  }
  return undo
}

/** What can be done with a person as a whole, for members of all accounts: merge, download, delete. */
export function ContactActions({ contact }: { contact: Contact }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: me } = useQuery(queries.me)
  const undo = useUnmerge()
  if (!me || me.accountIds !== null) return null
  const name = contactName(contact, t('contacts.someone'))
  const merge = async (into: Contact) => {
    await api.mergeContact(contact.id, into.id)
    showNote(t('contacts.merged', { name: contactName(into, t('contacts.someone')) }), {
      duration: 30_000,
      action: { label: t('undo'), onClick: () => void undo(into.id) },
    })
    await navigate({ to: '/contacts/$contactId', params: { contactId: into.id }, replace: true })
    await client.invalidateQueries({ queryKey: ['contacts'] })
  }
  const remove = async (): Promise<void> => {
    try {
      await api.removeContact(contact.id)
      showNote(t('person.erased', { name }))
      await navigate({ to: '/contacts', search: {}, replace: true })
      client.removeQueries({ queryKey: queries.contact(contact.id).queryKey })
    } catch (trouble) {
      showProblem(t, trouble, () => void remove())
    }
  }
  return (
    <div className="flex flex-wrap gap-2">
      {me.permissions.includes('contacts.write') && <MergeContact contact={contact} onMerge={merge} />}
      <Button asChild>
        <a href={`/api/contacts/${contact.id}/export`} download>
          <Download aria-hidden />
          {t('person.export')}
        </a>
      </Button>
      {me.permissions.includes('contacts.erase') && (
        <Confirm
          trigger={
            <Button>
              <Trash2 aria-hidden />
              {t('contacts.delete')}
            </Button>
          }
          title={t('contacts.deleteTitle', { name })}
          text={t('person.eraseText')}
          confirm={t('contacts.delete')}
          cancel={t('cancel')}
          onConfirm={() => void remove()}
        />
      )}
    </div>
  )
}

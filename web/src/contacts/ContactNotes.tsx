import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Note } from '../../../server/contacts/contacts.schemas.ts'
import { api } from '../api.ts'
import { useListOf } from '../liveList.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Confirm } from '../parts/Confirm.tsx'
import { TextArea } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { Section } from '../parts/Section.tsx'
import { problemText, showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

/** What the team wrote about a person, newest first. */
export function ContactNotes({ contactId, mayWrite }: { contactId: string; mayWrite: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const list = useListOf(useInfiniteQuery(queries.contactNotes(contactId)))
  const renew = () => Promise.all(['notes', 'history'].map((part) => client.invalidateQueries({ queryKey: ['contacts', part, contactId] })))
  const remove = async (id: string): Promise<void> => {
    try {
      await api.removeContactNote(contactId, id)
      showNote(t('contacts.noteDeleted'))
    } catch (trouble) {
      showProblem(t, trouble, () => void remove(id))
    }
    await renew()
  }
  return (
    <Section title={t('contacts.notes')}>
      {mayWrite && <NewNote contactId={contactId} onAdded={renew} />}
      {!list.isPending && list.items.length === 0 && <p className="text-sm text-soft">{t('contacts.noNotes')}</p>}
      {list.items.length > 0 && (
        <ul aria-label={t('contacts.notes')} className="grid gap-4">
          {list.items.map((note) => (
            <NoteRow key={note.id} note={note} {...(mayWrite ? { onDelete: () => void remove(note.id) } : {})} />
          ))}
        </ul>
      )}
      {list.hasMore && (
        <Button size="sm" className="justify-self-center" busy={list.loadingMore} onClick={() => void list.more()}>
          {t('list.more')}
        </Button>
      )}
    </Section>
  )
}

function NoteRow({ note: { text, author, createdAt }, onDelete }: { note: Note; onDelete?: () => void }) {
  const { t } = useTranslation()
  return (
    <li className="flex items-start gap-2 text-sm">
      <div className="min-w-0 grow">
        <p className="break-words whitespace-pre-wrap">{text}</p>
        <p className="text-xs text-soft">
          {author.name ?? t('contacts.formerMember')} · <Ago at={createdAt} justNow={t('justNow')} />
        </p>
      </div>
      {onDelete && (
        <Confirm
          trigger={
            <Button look="quiet" size="icon" aria-label={t('contacts.deleteNote')}>
              <Trash2 aria-hidden />
            </Button>
          }
          title={t('contacts.deleteNoteTitle')}
          text={t('contacts.deleteNoteText')}
          confirm={t('contacts.deleteNote')}
          cancel={t('cancel')}
          onConfirm={onDelete}
        />
      )}
    </li>
  )
}

function NewNote({ contactId, onAdded }: { contactId: string; onAdded: () => Promise<unknown> }) {
  const { t } = useTranslation()
  const { register, handleSubmit, reset, setError, formState } = useForm({ defaultValues: { text: '' } })
  const add = async ({ text }: { text: string }) => {
    try {
      await api.addContactNote(contactId, text.trim())
      reset()
      await onAdded()
    } catch (trouble) {
      setError('text', { message: problemText(t, trouble) })
    }
  }
  return (
    <form noValidate className="grid gap-3" onSubmit={(submit) => void handleSubmit(add)(submit)}>
      <TextArea
        label={t('contacts.newNote')}
        hint={t('contacts.newNoteHint')}
        maxLength={5_000}
        error={formState.errors.text?.message}
        {...register('text', { validate: (text) => text.trim() !== '' || t('needed') })}
      />
      <Button type="submit" size="sm" className="justify-self-start" busy={formState.isSubmitting}>
        {t('contacts.addNote')}
      </Button>
    </form>
  )
}

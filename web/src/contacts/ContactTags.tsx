import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { TagsInput } from './TagsInput.tsx'

/** Shows and changes the tags of a person. */
export function ContactTags({ contactId, bare }: { contactId: string; bare?: boolean }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data: contact } = useQuery(queries.contact(contactId))
  if (!contact) return null

  const change = async (tags: string[]) => {
    const add = tags.filter((tag) => !contact.tags.includes(tag))
    const remove = contact.tags.filter((tag) => !tags.includes(tag))
    try {
      client.setQueryData(queries.contact(contactId).queryKey, await api.tagContact(contactId, { add, remove }))
      await client.invalidateQueries({ queryKey: queries.tags.queryKey })
    } catch (trouble) {
      showProblem(t, trouble, () => void change(tags))
    }
  }
  return <TagsInput {...(bare ? { bare } : {})} label={t('tags.title')} tags={contact.tags} onChange={(tags) => void change(tags)} />
}

import { useInfiniteQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Plus, Tag as TagIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Tag } from '../../../server/contacts/tags.schemas.ts'
import { maxTagChars } from '../../../server/model/tag.ts'
import { api } from '../api.ts'
import { ListPage, useListAddress } from '../frame/ListPage.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { useListOf } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { NameForm } from '../frame/NameForm.tsx'
import { SearchField } from '../parts/SearchField.tsx'
import { showNote } from '../parts/notes.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { TagRow } from './TagRow.tsx'

const route = getRouteApi('/frame/settings/tags')

/** Settings: the tags of the workspace, each with how many people have it. */
export function TagsPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const address = route.useSearch()
  const { q } = address
  const change = useListAddress(address, 'q')
  const { data: me } = useSuspenseQuery(queries.me)
  const list = useListOf(useInfiniteQuery(queries.tagList(q)))
  const renew = () => client.invalidateQueries({ queryKey: ['contacts'] })
  const canAdd = me.permissions.includes('contacts.write')
  // People of all accounts have a tag: who sees only some accounts does not change it for the others.
  const canChange = canAdd && me.accountIds === null

  const create = async (name: string) => {
    await api.createTag({ name })
    showNote(t('tags.created', { tag: name }))
    await renew()
  }
  const rename = async (tag: Tag, name: string) => {
    await api.changeTag(tag.id, { name })
    showNote(t('tags.renamed', { tag: name }))
    await renew()
  }
  const remove = async (tag: Tag): Promise<void> => {
    try {
      await api.removeTag(tag.id)
      showNote(t('tags.deleted', { tag: tag.name }))
    } catch (trouble) {
      showProblem(t, trouble, () => void remove(tag))
    }
    await renew()
  }
  const newTag = canAdd && (
    <NameForm title={t('tags.new')} text={t('tags.newText')} maxChars={maxTagChars} name="" action={t('tags.create')} onSave={create}>
      <Button look="primary">
        <Plus aria-hidden />
        {t('tags.new')}
      </Button>
    </NameForm>
  )

  return (
    <ListPage
      title={t('settings.title')}
      text={t('tags.text')}
      tabs={<SettingsTabs />}
      actions={(list.items.length > 0 || q) && newTag}
      filters={<SearchField label={t('tags.search')} value={q ?? ''} onSearch={(text) => change({ q: text })} />}
      list={list}
      filtered={Boolean(q)}
      onClear={() => change({ q: undefined })}
      icon={TagIcon}
      empty={{ title: t('tags.emptyTitle'), text: t('tags.emptyText'), action: newTag }}
      none={{ title: t('tags.noneTitle'), text: t('tags.noneText') }}
    >
      <VirtualList
        label={t('tags.title')}
        list={list}
        rowHeight={60}
        row={(tag) => <TagRow tag={tag} {...(canChange ? { onRename: (name) => rename(tag, name), onDelete: () => remove(tag) } : {})} />}
      />
    </ListPage>
  )
}

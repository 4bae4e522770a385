import { useInfiniteQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Key } from '../../../server/auth/keys.schemas.ts'
import { api } from '../api.ts'
import { ListPage } from '../frame/ListPage.tsx'
import { SecretDialog } from '../frame/SecretDialog.tsx'
import { SettingsTabs } from '../frame/SettingsTabs.tsx'
import { useListOf } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { showNote } from '../parts/notes.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { KeyForm } from './KeyForm.tsx'
import { KeyRow } from './KeyRow.tsx'

/** Settings: the keys of programs. A new one is shown once. */
export function KeysPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data: me } = useSuspenseQuery(queries.me)
  const list = useListOf(useInfiniteQuery(queries.keys))
  const [isAdding, setAdding] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const mayChange = me.permissions.includes('keys.write')
  const renew = () => client.invalidateQueries({ queryKey: ['keys'] })
  const revoke = async (key: Key) => {
    try {
      await api.revokeKey(key.id)
      showNote(t('keys.revoked', { name: key.name }))
    } catch (trouble) {
      showProblem(t, trouble)
    }
    await renew()
  }
  const add = mayChange && (
    <Button look="primary" aria-haspopup="dialog" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      {t('keys.new')}
    </Button>
  )
  return (
    <ListPage
      title={t('settings.title')}
      text={t('keys.text')}
      tabs={<SettingsTabs />}
      actions={list.items.length > 0 && add}
      list={list}
      filtered={false}
      onClear={() => {}}
      icon={KeyRound}
      empty={{ title: t('keys.emptyTitle'), text: t('keys.emptyText'), action: add }}
      none={{ title: t('keys.emptyTitle') }}
      drawer={
        <>
          {isAdding && (
            <KeyForm
              onClose={() => setAdding(false)}
              onCreate={async (key) => {
                const made = await api.createKey(key)
                setAdding(false)
                setSecret(made.key)
                await renew()
              }}
            />
          )}
          {secret && (
            <SecretDialog title={t('keys.secretTitle')} text={t('keys.secretText')} secret={secret} onClose={() => setSecret(null)} />
          )}
        </>
      }
    >
      <VirtualList
        label={t('keys.title')}
        list={list}
        rowHeight={96}
        row={(key) => <KeyRow of={key} {...(mayChange ? { onRevoke: () => revoke(key) } : {})} />}
      />
    </ListPage>
  )
}

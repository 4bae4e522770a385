import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Building2, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedWorkspace, MadeWorkspace } from '../../../server/team/workspaces.schemas.ts'
import { api } from '../api.ts'
import { ListPage } from '../frame/ListPage.tsx'
import { SecretDialog } from '../frame/SecretDialog.tsx'
import { useListOf } from '../liveList.ts'
import { Button } from '../parts/Button.tsx'
import { Chip } from '../parts/Chip.tsx'
import { ListRow } from '../parts/ListRow.tsx'
import { showNote } from '../parts/notes.tsx'
import { VirtualList } from '../parts/VirtualList.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'
import { AdminTabs } from './AdminTabs.tsx'
import { WorkspaceForm } from './WorkspaceForm.tsx'

/** Settings › Admin: every workspace of the hub. */
export function WorkspacesPage() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const list = useListOf(useInfiniteQuery(queries.everyWorkspace))
  const [isAdding, setAdding] = useState(false)
  const [invitation, setInvitation] = useState<MadeWorkspace['invitation']>(null)
  const add = (
    <Button look="primary" aria-haspopup="dialog" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      {t('workspaces.new')}
    </Button>
  )
  return (
    <ListPage
      title={t('settings.title')}
      text={t('workspaces.text')}
      tabs={<AdminTabs />}
      actions={add}
      list={list}
      filtered={false}
      onClear={() => {}}
      icon={Building2}
      empty={{ title: t('workspaces.emptyTitle'), text: t('workspaces.text'), action: add }}
      none={{ title: t('workspaces.emptyTitle') }}
      drawer={
        <>
          {isAdding && (
            <WorkspaceForm
              onClose={() => setAdding(false)}
              onCreate={async (workspace) => {
                const made = await api.createWorkspace(workspace)
                setAdding(false)
                setInvitation(made.invitation)
                if (!made.invitation) showNote(t('workspaces.made', { name: made.name }))
                await client.invalidateQueries({ queryKey: ['workspaces'] })
              }}
            />
          )}
          {invitation?.url && (
            <SecretDialog
              title={t('team.linkTitle', { email: invitation.email })}
              text={t(invitation.mailed ? 'team.linkMailed' : 'team.linkByHand')}
              secret={invitation.url}
              onClose={() => setInvitation(null)}
            />
          )}
        </>
      }
    >
      <VirtualList label={t('workspaces.title')} list={list} rowHeight={64} row={(workspace) => <WorkspaceRow of={workspace} />} />
    </ListPage>
  )
}

function WorkspaceRow({ of: { id, name, role, isCurrent, members, accounts } }: { of: ListedWorkspace }) {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const enter = async () => {
    setBusy(true)
    try {
      await api.switchWorkspace(id)
      window.location.assign('/')
    } catch (trouble) {
      showProblem(t, trouble)
      setBusy(false)
    }
  }
  return (
    <article aria-label={name} className="px-4 py-3">
      <ListRow
        title={<span className="min-w-0 truncate">{name}</span>}
        under={[[t('workspaces.members', { count: members }), t('workspaces.accounts', { count: accounts })].join(' · ')]}
      >
        {isCurrent && <Chip tone="good">{t('workspaces.current')}</Chip>}
        {role !== null && !isCurrent && (
          <Button size="sm" busy={busy} onClick={() => void enter()}>
            {t('workspaces.open')}
            <span className="sr-only">: {name}</span>
          </Button>
        )}
      </ListRow>
    </article>
  )
}

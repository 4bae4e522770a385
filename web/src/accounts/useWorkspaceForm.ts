import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useForm, type DefaultValues, type FieldValues } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Workspace, WorkspaceChange } from '../../../server/auth/setup.schemas.ts'
import { api } from '../api.ts'
import { showNote } from '../parts/notes.tsx'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

/**
 * Edits and saves some settings of the workspace.
 * In: how they are edited, and what is sent of what was edited. Only changed fields are handed in: changes that someone else made meanwhile
 *     to others stay.
 */
export function useWorkspaceForm<Fields extends FieldValues>(
  fieldsOf: (workspace: Workspace) => Fields,
  changeOf: (changed: Partial<Fields>) => WorkspaceChange,
) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data: me } = useSuspenseQuery(queries.me)
  const form = useForm<Fields>({ defaultValues: fieldsOf(me.workspace) as DefaultValues<Fields> })
  // Read while rendering: the form watches only fields that are read.
  const { dirtyFields, isDirty, isSubmitting } = form.formState
  const save = async (fields: Fields) => {
    const dirty = dirtyFields as Record<string, unknown>
    const changed = Object.fromEntries(Object.entries(fields).filter(([name]) => dirty[name])) as Partial<Fields>
    try {
      const workspace = await api.changeWorkspace(changeOf(changed))
      await client.invalidateQueries({ queryKey: ['me'] })
      form.reset(fieldsOf(workspace))
      showNote(t('settings.saved'))
    } catch (trouble) {
      showProblem(t, trouble, () => void save(fields))
    }
  }
  return { form, workspace: me.workspace, saving: { onSubmit: () => void form.handleSubmit(save)(), isDirty, busy: isSubmitting } }
}

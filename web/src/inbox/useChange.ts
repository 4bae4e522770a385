import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ConversationInput } from '../../../server/conversations/conversations.schemas.ts'
import { api } from '../api.ts'
import { showProblem } from '../problem.ts'
import { queries } from '../queries.ts'

/** Changes a conversation and shows what it is then; what fails is told at the foot of the page. */
export function useChange(id: string) {
  const { t } = useTranslation()
  const client = useQueryClient()
  return async function change(input: ConversationInput): Promise<void> {
    try {
      client.setQueryData(queries.conversation(id).queryKey, await api.changeConversation(id, input))
      await client.invalidateQueries({ queryKey: ['conversations'] })
    } catch (trouble) {
      showProblem(t, trouble, () => void change(input))
    }
  }
}

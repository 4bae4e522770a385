import { queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'
import { typing } from './typing.ts'

const sayEveryMs = 20_000

/** Who else is in a conversation. Each reading says that this page is, too; the server forgets it after 30 s. */
export const viewersOf = (conversationId: string) =>
  queryOptions({
    queryKey: ['viewers', conversationId],
    queryFn: () => api.viewConversation(conversationId, { typing: typing.now }),
    refetchInterval: sayEveryMs,
    gcTime: 0,
  })

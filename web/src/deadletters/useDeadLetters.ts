import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { DeadFilter } from '../../../server/outbox/deadLetters.schemas.ts'
import { api } from '../api.ts'
import { useListOf } from '../liveList.ts'

const limit = 50

/**
 * Messages that were not sent, newest first, loaded page by page. Any of them may leave the list at any time, so a change reloads all pages
 * (stream.ts) instead of adding new ones at the top.
 * Out: the messages, and how to load more and to reload after an action.
 */
export function useDeadLetters(filter: DeadFilter) {
  const client = useQueryClient()
  const query = useInfiniteQuery({
    queryKey: ['deadLetters', 'list', filter],
    queryFn: ({ pageParam, signal }) => api.deadLetters({ ...filter, cursor: pageParam, limit }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  return { ...useListOf(query), renew: () => client.invalidateQueries({ queryKey: ['deadLetters'] }) }
}

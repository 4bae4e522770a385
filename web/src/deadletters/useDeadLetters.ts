import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { DeadFilter } from '../../../server/outbox/deadLetters.schemas.ts'
import { api } from '../api.ts'
import { useListOf } from '../liveList.ts'

const limit = 50

/**
 * What was not sent, newest first, read page by page. Anything may leave the list at any time, so a change asks for all pages again
 * (stream.ts) instead of putting new ones on top.
 * Out: the messages, how to get more, and how to ask again after something was done.
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

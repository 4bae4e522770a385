import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { DeadFilter } from '../answers.ts'
import { api } from '../api.ts'

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
  const items = useMemo(() => {
    // What failed again while pages were read may stand on two of them.
    const all = query.data?.pages.flatMap((page) => page.data) ?? []
    return [...new Map(all.map((one) => [one.id, one])).values()]
  }, [query.data])
  return {
    items,
    isPending: query.isPending,
    error: query.error,
    refetch: query.refetch,
    hasMore: query.hasNextPage,
    more: () => !query.isFetchingNextPage && void query.fetchNextPage(),
    renew: () => client.invalidateQueries({ queryKey: ['deadLetters'] }),
  }
}

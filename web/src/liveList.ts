import { useInfiniteQuery, useQueryClient, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { PageOf } from '../../server/model/page.ts'
import type { ListOf } from './parts/list.ts'
import { onChange } from './stream.ts'

type Fetch<T> = (page: { cursor: string | null; limit: number }, signal: AbortSignal) => Promise<PageOf<T>>
const limit = 50
/** Fewer do not fill a screen. */
const rowsToShow = 20

/**
 * Puts a freshly asked first page on top of a list that was read page by page, without asking for the others again.
 * A page may hold fewer rows than asked for although more follow: then it has all that is newer than where it stopped.
 * Out: the pages, or null when a full fresh page does not touch the old one (more came than a page holds): then start anew.
 */
export function mergeFresh<T extends { id: string }>(pages: PageOf<T>[], fresh: PageOf<T>, most = limit): PageOf<T>[] | null {
  const [first, ...rest] = pages
  if (!first || fresh.nextCursor === null) return [fresh]
  const known = new Set(fresh.data.map((item) => item.id))
  const older = first.data.filter((item) => !known.has(item.id))
  if (fresh.data.length >= most && older.length === first.data.length) return null
  return [{ data: [...fresh.data, ...older], nextCursor: first.nextCursor }, ...rest]
}

/** A question that is answered page by page, as the parts that show a list take it. A row that moved while pages were read stands there once. */
export function useListOf<T extends { id: string }>(query: UseInfiniteQueryResult<InfiniteData<PageOf<T>>>): ListOf<T> {
  const { data, isPending, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const items = useMemo(() => [...new Map(data?.pages.flatMap((page) => page.data.map((item) => [item.id, item]))).values()], [data])
  return {
    items,
    isPending,
    error,
    refetch,
    hasMore: hasNextPage,
    loadingMore: isFetchingNextPage,
    more: () => !isFetchingNextPage && void fetchNextPage(),
  }
}

/**
 * A list, newest first, read page by page while it is scrolled, that renews its top when one of the topics changes.
 * Out: the items, how many came in since the list was opened, and how to get more. Errors: in `error`, as the query's.
 */
export function useLiveList<T extends { id: string }>(key: readonly unknown[], topics: string[], fetchPage: Fetch<T>): ListOf<T> {
  const client = useQueryClient()
  const [arrived, setArrived] = useState(0)
  const fetcher = useRef(fetchPage)
  fetcher.current = fetchPage
  const name = JSON.stringify(key)
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetcher.current({ cursor: pageParam, limit }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Infinity,
    gcTime: 0,
    meta: { live: true },
    // Comparing every page with its old self would take longer than drawing them.
    structuralSharing: false,
  })

  const asked = useRef(0)
  const shown = useRef(0)
  const renew = useCallback(async () => {
    const turn = ++asked.current
    const fresh = await fetcher.current({ cursor: null, limit }, new AbortController().signal)
    // What was asked for later knows more: an older answer that arrives after it would put old rows on top.
    if (turn < shown.current) return
    shown.current = turn
    const queryKey = JSON.parse(name) as unknown[]
    const before = client.getQueryData<InfiniteData<PageOf<T>, string | null>>(queryKey)
    if (!before) return
    const pages = mergeFresh(before.pages, fresh)
    const known = new Set(before.pages.flatMap((page) => page.data.map((item) => item.id)))
    setArrived((count) => count + fresh.data.filter((item) => !known.has(item.id)).length)
    client.setQueryData(
      queryKey,
      pages ? { pages, pageParams: before.pageParams.slice(0, pages.length) } : { pages: [fresh], pageParams: [null] },
    )
  }, [client, name])

  useEffect(() => {
    setArrived(0)
    // A failed renewal is mended by the next change, and the list says itself when it cannot be read.
    const retry = () => void renew().catch(() => undefined)
    return onChange(topics, retry)
    // Topics are literals
  }, [renew])

  const list = useListOf(query)
  const { items, hasMore, loadingMore, error } = list
  const { fetchNextPage } = query
  // A filtered page may hold little or nothing although more follows: read on until there is something to show.
  useEffect(() => {
    if (items.length < rowsToShow && hasMore && !loadingMore && !error) void fetchNextPage()
  }, [items.length, hasMore, loadingMore, fetchNextPage, error])
  return { ...list, arrived, isPending: list.isPending || (items.length === 0 && hasMore && !error) }
}

import { useInfiniteQuery, useQueryClient, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { PageOf } from '../../server/model/page.ts'
import type { ListOf } from './parts/list.ts'
import { onChange } from './stream.ts'

type Fetch<T> = (page: { cursor: string | null; limit: number }, signal: AbortSignal) => Promise<PageOf<T>>
const limit = 50
/** Fewer rows do not fill a screen. */
const rowsToShow = 20

/**
 * Merges a fresh first page into a list that was loaded page by page, without reloading the others.
 * A page may have fewer rows than requested although more follow: then it has every row newer than its end.
 * Out: the pages, or null when a full fresh page does not overlap the old one (more rows came than a page holds): then reload.
 */
export function mergeFresh<T extends { id: string }>(pages: PageOf<T>[], fresh: PageOf<T>, most = limit): PageOf<T>[] | null {
  const [first, ...rest] = pages
  if (!first || fresh.nextCursor === null) return [fresh]
  const known = new Set(fresh.data.map((item) => item.id))
  // A row above one that is still there, and itself not there any more, has left the list.
  const last = first.data.findLastIndex((item) => known.has(item.id))
  const older = first.data.slice(last + 1)
  if (fresh.data.length >= most && older.length === first.data.length) return null
  return [{ data: [...fresh.data, ...older], nextCursor: first.nextCursor }, ...rest]
}

/** A paged query in the shape that list parts take. A row that moved while pages were loaded is listed once. */
export function useListOf<T extends { id: string }>(query: UseInfiniteQueryResult<InfiniteData<PageOf<T>>>): ListOf<T> {
  const { data, isPending, isFetching, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const items = useMemo(() => {
    // Of a row that moved up, the upper one is as it is now.
    const rows = new Map<string, T>()
    for (const page of data?.pages ?? []) for (const item of page.data) if (!rows.has(item.id)) rows.set(item.id, item)
    return [...rows.values()]
  }, [data])
  return {
    items,
    isPending,
    error,
    refetch,
    hasMore: hasNextPage,
    loadingMore: isFetchingNextPage,
    busy: isFetching,
    more: () => !isFetchingNextPage && void fetchNextPage(),
  }
}

/**
 * A list, newest first, loaded page by page while scrolling, whose top is refreshed when one of the topics changes.
 * Out: the items, how many came in since the list was opened, and how to load more. Errors: in `error`, as in a query.
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
    // Comparing every page with its old version would take longer than rendering.
    structuralSharing: false,
  })

  const asked = useRef(0)
  const shown = useRef(0)
  const missed = useRef(false)
  const renew = useCallback(async () => {
    const turn = ++asked.current
    const fresh = await fetcher.current({ cursor: null, limit }, new AbortController().signal)
    // Only the latest request counts: an older response that arrives later would put old rows on top.
    if (turn < shown.current) return
    shown.current = turn
    const queryKey = JSON.parse(name) as unknown[]
    const before = client.getQueryData<InfiniteData<PageOf<T>, string | null>>(queryKey)
    if (!before) return
    // The page that is loading will be put after the pages as they were when it was asked for: what is new comes after it.
    missed.current = client.getQueryState(queryKey)?.fetchStatus === 'fetching'
    if (missed.current) return
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
    // The next change repeats a failed refresh, and the list itself shows when it cannot be loaded.
    const retry = () => void renew().catch(() => undefined)
    return onChange(topics, retry)
    // Topics are literals
  }, [renew])

  const { isFetching } = query
  useEffect(() => {
    if (!isFetching && missed.current) void renew().catch(() => undefined)
  }, [isFetching, renew])

  const list = useListOf(query)
  const { items, hasMore, loadingMore, error } = list
  const { fetchNextPage } = query
  // A filtered page may have few rows or none although more follow: load on until there is something to show.
  useEffect(() => {
    if (items.length < rowsToShow && hasMore && !loadingMore && !error) void fetchNextPage()
  }, [items.length, hasMore, loadingMore, fetchNextPage, error])
  return { ...list, arrived, isPending: list.isPending || (items.length === 0 && hasMore && !error) }
}

import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Skeleton } from '../parts/Skeleton.tsx'
import { ProblemNotice } from './ProblemNotice.tsx'

type Props<T> = {
  query: { data: T | undefined; error: unknown; refetch: () => unknown }
  /** How many grey rows are shown while it loads. */
  rows?: number
  /** The title of the notice when loading fails. */
  className?: string
  children: (data: T) => ReactNode
}

/** The result of a query; until then a sign that it is loading, or why it failed, with a way to retry. */
export function Loaded<T>({ query: { data, error, refetch }, rows = 4, className = 'm-4', children }: Props<T>) {
  const { t } = useTranslation()
  if (data !== undefined) return children(data)
  if (error) return <ProblemNotice problem={error} onAgain={() => void refetch()} className={className} />
  return <Skeleton label={t('wait')} rows={rows} />
}
